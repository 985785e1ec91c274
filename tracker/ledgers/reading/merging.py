"""Several sheets that list the same problems (问题清单, 任务清单, 责任清单): their items become one each.

What a later sheet adds fills what an earlier one left empty; nothing said once is overwritten.
"""

from dataclasses import fields, replace

from tracker.ledgers.reading.shape import LedgerItem
from tracker.ledgers.reading.texts import squash

_SHARE = 0.6  # of a sheet's problems known before: it is another list of the same, not another list
_FIELDS = tuple(
    field.name for field in fields(LedgerItem) if field.name not in ("sheet", "row", "problem", "cells", "extra")
)


def merged(sheets: list[tuple[LedgerItem, ...]]) -> tuple[LedgerItem, ...]:
    """The items of all sheets in order, those of lists of the same problems joined."""
    items: list[LedgerItem] = []
    for sheet in sheets:
        places = _places(items, sheet) if items else {}
        if places and len(places) >= len(sheet) * _SHARE and not _at_odds(items, sheet, places):
            _join(items, sheet, places)
        else:
            items.extend(sheet)
    return tuple(items)


def _places(items: list[LedgerItem], sheet: tuple[LedgerItem, ...]) -> dict[int, int]:
    """For each item of a sheet the earlier item with the same problem, or one that has the text as a measure."""
    problems: dict[str, list[int]] = {}
    measures: dict[str, int] = {}
    for place, item in enumerate(items):
        problems.setdefault(_key(item.problem), []).append(place)
        for measure in item.measures:
            measures.setdefault(_key(measure.text), place)
    found: dict[int, int] = {}
    for index, item in enumerate(sheet):
        key = _key(item.problem)
        if problems.get(key):
            found[index] = problems[key].pop(0)
        elif key in measures and len(key) > 5:
            found[index] = measures[key]
    return found


def _at_odds(items: list[LedgerItem], sheet: tuple[LedgerItem, ...], places: dict[int, int]) -> bool:
    """Whether most problems found again have quite other measures: other units with like problems, not another list."""
    return sum(_differ(items[place], sheet[index]) for index, place in places.items()) * 2 > len(places)


def _differ(one: LedgerItem, other: LedgerItem) -> bool:
    measures = [{_key(measure.text) for measure in item.measures} for item in (one, other)]
    return all(measures) and not measures[0] & measures[1]


def _key(text: str) -> str:
    return squash(text).rstrip("。;,.")


def _join(items: list[LedgerItem], sheet: tuple[LedgerItem, ...], places: dict[int, int]) -> None:
    for index, item in enumerate(sheet):
        if index not in places:
            items.append(item)
            continue
        known = items[places[index]]
        gained = {name: getattr(item, name) for name in _FIELDS if not getattr(known, name) and getattr(item, name)}
        items[places[index]] = replace(known, **gained, extra={**item.extra, **known.extra})


def joined_by_number(items: tuple[LedgerItem, ...], listed: list[LedgerItem]) -> tuple[LedgerItem, ...] | None:
    """The items with what a list adds whose items have a number for a problem; None where the numbers do not meet."""
    numbers = [_key(item.source_number) for item in items]
    places = {index: numbers.index(key) for index, item in enumerate(listed) if (key := _key(item.problem)) in numbers}
    if not places or len(places) < len(listed) * _SHARE or len(set(numbers)) < len(numbers):
        return None
    joined = list(items)
    _join(joined, tuple(listed), places)
    return tuple(joined[: len(items)])
