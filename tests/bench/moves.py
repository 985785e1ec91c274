"""Writing: one claim after another, and fifty people at once; nothing may be lost."""

from tests.bench.clients import Visitor, account_of, spread, together
from tracker.enums import Role, Status
from tracker.models import Event, Item, Post

ONE_BY_ONE, AT_ONCE = 30, 50


def claimable(number: int) -> list[tuple[Item, Post]]:
    """Items that wait to be claimed, each with the clerk of its unit."""
    clerks = {post.unit_id: post for post in Post.objects.current().filter(role=Role.CLERK).select_related("person")}
    rows = Item.objects.filter(status=Status.ISSUED, unit__in=clerks).order_by("?")[:number]
    return [(item, clerks[item.unit_id]) for item in rows]


def measured(port: int) -> dict[str, dict[str, float]]:
    """A move alone, and fifty at once, each by another connection."""
    found = claimable(ONE_BY_ONE + AT_ONCE)
    alone, crowd = found[: len(found) - AT_ONCE], found[len(found) - AT_ONCE :]
    taken: list[float] = []
    for item, post in alone:
        _claim(Visitor(port, account_of(post)), item, taken)
    return {"claim": spread(taken), "writers at once": _at_once(port, crowd)}


def _at_once(port: int, pairs: list[tuple[Item, Post]]) -> dict[str, float]:
    visitors = [(Visitor(port, account_of(post)), item) for item, post in pairs]
    before, taken = Event.objects.count(), []
    spent = together([lambda pair=pair: _claim(*pair, taken) for pair in visitors])
    claimed = Item.objects.filter(pk__in=[item.pk for _, item in visitors], status=Status.PLANNING).count()
    lost = len(visitors) - min(claimed, Event.objects.count() - before)
    return {"writers": len(visitors), **spread(taken), "per_second": round(len(visitors) / spent, 1), "lost": lost}


def _claim(visitor: Visitor, item: Item, taken: list[float]) -> None:
    answer = visitor.post(f"/items/{item.number}/claim/", {"revision": str(item.revision)})
    taken.append(answer.whole)
    if answer.status != 302:
        raise RuntimeError(f"claim of {item.number}: {answer.status}")
