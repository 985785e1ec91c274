"""The row of large numbers at the head of a page, as `components/_figures.html` takes it."""

import datetime
from typing import Any

from django.urls import reverse

from tracker.queries.figures import Figure, Scope, Tally, figure
from tracker.templatetags.figures import address, rows_address

Tile = dict[str, Any]


def tile(found: Figure, note: str = "", label: str = "") -> Tile:
    """A figure as a tile."""
    return {
        "number": found.number,
        "unit": "项",
        "label": label or found.label,
        "note": note or found.note,
        "url": address(found),
        "title": found.title,
        "lamp": found.lamp,
    }


def plain(number: int, label: str, note: str, url: str, unit: str = "项") -> Tile:
    """A number that is not part of a tally."""
    title = f"{label} {number}"
    return {"number": number, "unit": unit, "label": label, "note": note, "url": url, "title": title, "lamp": ""}


def rows_tile(number: int, label: str, note: str, rows: str, scope: Scope) -> Tile:
    """A number whose rows stand on the page of their own."""
    return plain(number, label, note, rows_address(rows, scope))


def common(tally: Tally, scope: Scope, day: datetime.date, note: str) -> list[Tile]:
    """The tiles that everybody's page begins with."""
    kept_up = f"已销号 {tally.completed}，长期坚持 {tally.lasting}"
    rate = f"{tally.completed}/{tally.total}"
    row = scope.inspection_round
    share = rate if tally.rate in (rate, "—") else f"{rate}＝{tally.rate}"
    return [
        tile(figure("total", tally, scope, day), note or kept_up),
        tile(figure("completed", tally, scope, day), share),
        tile(figure("in_progress", tally, scope, day), f"含审核中 {tally.under_review}"),
        tile(figure("lasting", tally, scope, day), "另计，不算已销号"),
        tile(figure("overdue", tally, scope, day), "已过时限"),
        tile(figure("urgent", tally, scope, day), _within(row and row.yellow_days, "就要到期")),
        tile(figure("near", tally, scope, day), _within(row and row.blue_days, "快要到期")),
    ]


def _within(days: int | None, vague: str) -> str:
    """The round's own threshold; over all rounds they may differ."""
    return f"{days} 天内到期" if days else vague


def shared_url(scope: Scope) -> str:
    """The register with what others lead and the unit has a part in."""
    return f"{reverse('items:list')}?{scope.query(co=1)}"


def waiting_url(key: str) -> str:
    """The register with what waits in one pile."""
    return f"{reverse('items:list')}?waiting={key}"
