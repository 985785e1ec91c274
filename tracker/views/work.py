"""How what waits for a post is shown: each row of a pile as number, text, what to do, date, lamp and the way there.

What waits is told in `queries/worklist.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from tracker import clock
from tracker.compiled import in_places, objects
from tracker.enums import OPEN_SUBMISSION_STATES, Lamp, Status
from tracker.models import Item, Measure, Packet, Review
from tracker.queries.turns import RESIGN
from tracker.queries.worklist import TODO, was_refused
from tracker.workflow import lamp_of

MOST = 50  # rows of a pile that one page shows


@dataclass(frozen=True)
class Work:
    """One row of the table 要办的事."""

    number: str
    text: str
    unit: str
    todo: str
    word: str
    url: str
    due: date | None = None
    lamp: Lamp = Lamp.NONE
    days: int | None = None
    is_lasting: bool = False
    since: date | None = None
    review_due: date | None = None
    days_overdue: int = 0  # of a review: past its 审核期限

    @property
    def waited(self) -> int | None:
        """Days since it came to this desk."""
        return (clock.today() - self.since).days if self.since else None


def shown(kind: str, key: str, first: list[tuple[int, str]]) -> list[Work]:
    """The rows of a pile, told by id and what is to be done, as rows of the table (one statement).

    They are MOST at most.
    """
    if not first:
        return []
    ids = [pk for pk, _ in first]
    loaded = objects(("work", kind), lambda: _loaded(kind).filter(pk__in=range(-MOST, 0)), in_places(ids, MOST))
    found = {row.pk: row for row in loaded}
    rows = [(found[pk], todo) for pk, todo in first if pk in found]
    if kind == "packets":
        return [_packet(row, key) for row, _ in rows]
    return [_item(row, todo) if kind == "items" else _SHOWN[kind](row) for row, todo in rows]


def _loaded(kind: str) -> Any:
    """Rows of a kind with what their table shows."""
    if kind == "items":
        return Item.objects.select_related("unit", "inspection_round").only(*_READ)
    if kind == "measures":
        return Measure.objects.select_related("item__unit", "item__inspection_round")
    if kind == "reviews":
        related = ("submission__item__unit", "submission__item__inspection_round", "submission__packet")
        return Review.objects.select_related(*related).defer("submission__snapshot")
    still = Count("submissions", filter=Q(submissions__state__in=OPEN_SUBMISSION_STATES))
    return Packet.objects.select_related("unit").annotate(open_count=still, is_back=was_refused())


_READ = (
    *("number", "problem", "status", "due", "due_stopped_on", "unit__name", "unit__short_name"),
    *("inspection_round__blue_days", "inspection_round__yellow_days"),
)


def _item(row: Item, todo: str) -> Work:
    say, word, move = TODO[todo]
    anchor = {"plan": "#plan", "progress": "#measures", "do_part": "#co-units"}.get(move, "")
    url = reverse("items:page", args=[row.number]) + anchor
    return _on(row, row.problem, say, word, url)


def _on(row: Item, text: str, say: str, word: str, url: str, **more: Any) -> Work:
    is_lasting = row.status == Status.LASTING
    about = {"due": row.due, "lamp": row.lamp, "days": row.days_left, "is_lasting": is_lasting, **more}
    return Work(row.number, text, row.unit.label, say, word, url, **about)


def _measure(row: Measure) -> Work:
    item = row.item
    days = (row.deadline - clock.today()).days if row.deadline else None
    limits = item.inspection_round
    return Work(
        number=item.number,
        text=row.text,
        unit=item.unit.label,
        todo=f"措施 {row.ordinal}：报进展、传佐证，办完销账",
        word="报进展",
        url=f"{reverse('items:page', args=[item.number])}#m{row.pk}",
        due=row.deadline,
        lamp=lamp_of(Status(item.status), days, limits.blue_days, limits.yellow_days),
        days=days,
    )


def _review(row: Review) -> Work:
    turn, item = row.submission, row.submission.item
    again = f"（第{turn.turn}次）" if turn.turn > 1 else ""
    url = f"{reverse('packets:review', args=[turn.packet.number])}"
    since = clock.local_date(row.opened_at) if row.opened_at else None
    late = {"since": since, "review_due": row.due_on, "days_overdue": row.days_overdue}
    return _on(item, item.problem, turn.get_kind_display() + again, "审核", url, **late)


def _packet(row: Packet, key: str) -> Work:
    say, word = {
        "sign": ("逐条核对后签字", "签字"),
        "papers": ("打印签字单请书记签字，扫描上传", "上传"),
        "scans": ("核对扫描件与报批单是否一致", "核对"),
    }[key]
    if row.is_back and key != "scans":
        say = f"{RESIGN}：{say}"
    text = f"{row.get_kind_display()}　{row.open_count} 项"
    url = reverse("packets:page", args=[row.number])
    return Work(row.number, text, row.unit.label, say, word, url, since=clock.local_date(row.made_at))


_SHOWN: dict[str, Callable[[Any], Work]] = {"measures": _measure, "reviews": _review}
