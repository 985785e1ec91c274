"""工作台: what waits for the post worn, its figures, and what stands beside them. One page for each kind of post.

What waits is told in `queries/worklist.py`, every number in `queries/figures.py`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker import clock
from tracker.enums import ADMINISTRATOR_ROLES, OVERSIGHT_ROLES, Role
from tracker.models import Notice, Post
from tracker.queries.chain import chain
from tracker.queries.figures import Scope, Tally, scope_of
from tracker.queries.figures_counts import tally_in
from tracker.queries.figures_lines import rounds_in_short, shared_items, total_line, unit_lines
from tracker.queries.figures_rates import at_the_unit
from tracker.queries.handed_on import handed_on
from tracker.queries.rounds import Choice, choose_round, period_of
from tracker.queries.worklist import Waiting, waiting
from tracker.views import tiles
from tracker.views.work import MOST
from tracker.views.work import shown as lines_of

FEW = 8  # rows of a pile shown beside others
LAGGING = 10


def home(request: HttpRequest) -> HttpResponse:
    """The page of the post worn."""
    post = request.worn
    if post is None or post.role in ADMINISTRATOR_ROLES:
        return render(request, "home/plain.html")
    of_office = post.role in OVERSIGHT_ROLES
    shown = _office(request, post) if of_office else _unit(request, post)
    request.waits = sum(pile["count"] for pile in shown["piles"])  # the frame need not count again
    return render(request, "home/office.html" if of_office else "home/unit.html", shown)


def _unit(request: HttpRequest, post: Post) -> dict[str, Any]:
    choice = choose_round(post.unit, request.GET.get("round", ""))
    scope = scope_of(post, choice.chosen, choice.limits)
    frame = _frame(post, choice, scope, tally_in(scope))
    secretary, handed = post.role == Role.SECRETARY, handed_on(post)
    return frame | {
        "tiles": _unit_tiles(frame["tally"], scope, post),
        "handed": handed,
        "some_back": any(row.is_back for row in handed),
        "period": period_of(choice.chosen, post.unit),
        "chain": chain(scope) if secretary else [],
        "is_clerk": post.role == Role.CLERK,
    }


def _unit_tiles(tally: Any, scope: Scope, post: Post) -> list[tiles.Tile]:
    counts = at_the_unit(scope)
    shared = len(shared_items(scope)[post.unit_id])
    total, completed, _, _, *lamps = tiles.common(tally, scope, clock.today(), "")
    return [
        *(total, completed, *lamps),
        tiles.rows_tile(counts["sent_back"], "被退回", "须补正后重报", "sent_back", scope),
        tiles.rows_tile(counts["unsigned"], "等书记签字", "签字后送审", "unsigned", scope),
        tiles.plain(shared, "配合", "由其他单位牵头", tiles.shared_url(scope)),
    ]


def _office(request: HttpRequest, post: Post) -> dict[str, Any]:
    choice = choose_round(None, request.GET.get("round", ""))
    scope = scope_of(post, choice.chosen, choice.limits)
    lines = [line for line in unit_lines(scope) if not line.depth]
    frame = _frame(post, choice, scope, total_line(lines).tally)
    return frame | {
        "tiles": [
            *tiles.common(frame["tally"], scope, clock.today(), f"{len(lines)} 个单位"),
            *(tiles.plain(*_pile_tile(pile)) for pile in frame["piles"][:1]),
        ],
        "units": len(lines),
        "lagging": sorted(lines, key=_urgency)[:LAGGING],
        "rounds": rounds_in_short(choice.rounds, choice.limits),
        "all_rounds": Scope(),
        "period": period_of(choice.chosen, None),
    }


def _pile_tile(pile: dict[str, Any]) -> tuple[int, str, str, str]:
    waited = max((row.waited or 0 for row in pile["rows"]), default=0)
    note = f"最久已等 {waited} 天" if waited else "按紧急程度排"
    return pile["count"], pile["title"], note, pile["url"]


def _urgency(line: Any) -> tuple[int, int, int]:
    return -line.tally.overdue, -line.tally.urgent, -line.tally.near


def _frame(post: Post, choice: Choice, scope: Scope, tally: Tally) -> dict[str, Any]:
    """What every page of business holds."""
    return {
        "choice": choice,
        "scope": scope,
        "tally": tally,
        "today": clock.today(),
        "piles": [_pile(pile, post) for pile in waiting(post, scope.limits, _at_most(post))],
        "notices": _notices(post),
    }


def _pile(pile: Waiting, post: Post) -> dict[str, Any]:
    url = {"packets": reverse("packets:list"), "measures": "#measures"}.get(pile.kind, tiles.waiting_url(pile.key))
    about = {"key": pile.key, "title": pile.title, "kind": pile.kind, "count": pile.count, "url": url}
    about["shows_unit"] = post.role in OVERSIGHT_ROLES
    return {**about, "rows": lines_of(pile.kind, pile.key, pile.first)}


def _at_most(post: Post) -> int:
    return FEW if post.role in OVERSIGHT_ROLES else MOST


def _notices(post: Post) -> list[Notice]:
    return list(Notice.objects.to(post).filter(read_at=None).select_related("item", "packet")[:5])
