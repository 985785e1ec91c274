"""The printed table: every page beside the floor and the stock page of the same run."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.bench.pages import FLOOR, STOCK

# The first four of a page whose counts stand, the next two of one right after an event.
HEADS = ("page", "p50 ms", "p95 ms", "÷ floor", "÷ stock", "anew ms", "÷ stock", "queries/anew", "KB")


def table(found: Mapping[str, Any]) -> str:
    """All that was measured as Markdown, to be read and to be kept in `docs/speed.md`."""
    about = found["about"]
    title = f"{about['items']:,} items, {about['database']}, {about['processors']} processors, {about['date']}"
    parts = [title, _pages(found["pages"]), _rows("crowd on the list", found["crowd"])]
    parts += [_named("start", {"second start": found["start"]})]
    parts += [_named(name, found[name]) for name in ("moves", "ledgers") if name in found]
    return "\n\n".join(parts) + "\n"


def _pages(found: Mapping[str, Mapping[str, float]]) -> str:
    floor, stock = found[FLOOR]["p50"], found[STOCK]["p50"]
    lines = [
        (
            *(name, f"{row['p50']}", f"{row['p95']}", f"{row['p50'] / floor:.1f}", f"{row['p50'] / stock:.2f}"),
            *(f"{row['anew']}", f"{row['anew'] / stock:.2f}"),
            *(f"{row['queries']}/{row['queries_anew']}" if row["queries"] else "", row["kb"]),
        )
        for name, row in found.items()
    ]
    return _markdown(HEADS, lines)


def _named(title: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [(name, "，".join(f"{key} {value:,}" for key, value in row.items())) for name, row in found.items()]
    return _markdown((title, "found"), lines)


def _rows(title: str, found: Iterable[Mapping[str, Any]]) -> str:
    return _named(title, {f"{row['clients']} clients": row for row in found})


def _markdown(heads: Iterable[str], lines: Iterable[Iterable[Any]]) -> str:
    heads = list(heads)
    rows = [heads, ["---"] * len(heads), *([str(cell) for cell in line] for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
