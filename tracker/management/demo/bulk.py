"""Items in great number, without a story, for speed and size alone.

What a status implies is there – measures, dates, packets with true pins and reviews – but not the moves that would
have led to it. The rows are made here, one item in `bulk_rows`, packets in `bulk_packets`, events in `bulk_history`.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.actions import evidence, writing
from tracker.actions.door import facts
from tracker.actions.search_index import index
from tracker.clock import ONE_DAY
from tracker.enums import OWN_SOURCES, Status
from tracker.management.demo import bulk_history
from tracker.management.demo import city as cities
from tracker.management.demo.bulk_packets import hand_in
from tracker.management.demo.bulk_rows import ALL_DONE, REASONED, UNPLANNED, Row, Stock, make_row
from tracker.management.demo.cases import UNDATED
from tracker.management.demo.city import City, Place
from tracker.management.demo.papers import pdf
from tracker.management.demo.texts import Problems, Sayings
from tracker.models import Evidence, EvidenceUse, Item, ItemVersion, Measure, ProblemClass, Requirement
from tracker.vault import keep, staged

CHUNK = 500  # items held in memory at once
FEW = 10_000  # up to so many items there are two rounds, above seven
_MONTHS_APART, _LATEST = 8, 150


def fill(city: City, count: int, begins: datetime, tell: Callable[[str], Any]) -> None:
    """Make `count` items, place by place; the rounds and their units are set up when everything `begins`."""
    with clock.pretend(begins):
        stocks = list(_stocks(city, 7 if count > FEW else 2))
    made = 0
    for stock, share in zip(stocks, _shares(count, len(stocks)), strict=True):
        for start in range(0, share, CHUNK):
            _chunk(city, stock, start, min(CHUNK, share - start))
        stock.place.feedback.last_number = share
        stock.place.feedback.save(update_fields=["last_number"])
        if (made + share) // FEW > made // FEW:
            tell(f"已造 {made + share} 个事项……")
        made += share
    bulk_history.tell()


def _stocks(city: City, rounds: int) -> Iterator[Stock]:
    """Every inspected unit in every round; numbers end with 6, or with 7 where there are seven."""
    points: dict[str, list[Requirement]] = defaultdict(list)
    for point in Requirement.objects.select_related("category"):
        points[point.category.code].append(point)
    last, sayings = 7 if rounds == 7 else 6, Sayings()
    for number in range(last - rounds + 1, last + 1):
        start = clock.add_months(city.today - _LATEST * ONE_DAY, -_MONTHS_APART * (last - number))
        row = cities.make_round(city, number, start)
        letters = [(code, start + place // 4 * ONE_DAY, None) for place, code in enumerate(city.inspected)]
        for code, feedback in zip(city.inspected, cities.feed_back(city, row, letters), strict=True):
            yield _stock(city, city.place(code, feedback), number == last, points, sayings)


def _shares(count: int, places: int) -> list[int]:
    """So many items for each place, uneven as life is, `count` in all."""
    chance = random.Random(count)
    weights = [chance.randint(5, 15) for _ in range(places)]
    ends = [count * sum(weights[: place + 1]) // sum(weights) for place in range(places)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _stock(city: City, place: Place, is_latest: bool, points: dict[str, list[Requirement]], sayings: Sayings) -> Stock:
    inspection_round = place.inspection_round
    return Stock(
        place=place,
        is_latest=is_latest,
        problems=Problems(place.code, place.unit).all(),
        classes={each.code: each for each in ProblemClass.objects.filter(inspection_round=inspection_round)},
        points=points,
        random=random.Random(f"{inspection_round.code} {place.code}"),
        proof=_proof(place),
        sayings=sayings,
        office=city.posts["xcb.supervisor1"],
        last_party=city.posts["zzb.reviewer1"],
    )


def _proof(place: Place) -> Evidence:
    """One file of a place, which all of its measures share."""
    name = f"{place.unit.label}整改佐证材料汇编（{place.inspection_round.code}）.pdf"
    with staged([pdf(name.removesuffix(".pdf"), place.unit.name, place.inspection_round.name)]) as file:
        keep(file)
        with writing(by=place.clerk) as writer:
            row = evidence.keep_row(writer, name, file.sha256, file.size)
            writer.record("attach", row, name=name, sha256=file.sha256)
    return row


def _chunk(city: City, stock: Stock, start: int, count: int) -> None:
    with writing(by=stock.office) as writer:
        rows = [make_row(stock, start + number) for number in range(1, count + 1)]
        bundles = hand_in(city, stock, rows, writer.at)
        Item.objects.bulk_create([row.item for row in rows])
        _measures(stock, rows)
        bundles.write()
        _versions(rows)
        index(row.item.pk for row in rows)


def _measures(stock: Stock, rows: list[Row]) -> None:
    """The measures of what was planned; those that are done share the place's one file."""
    for row in rows:
        if row.item.status not in UNPLANNED:
            row.measures = [_measure(stock, row, number) for number in range(len(row.problem.measures))]
    Measure.objects.bulk_create([measure for row in rows for measure in row.measures])
    for row in rows:
        places: list[Measure | None] = [measure for measure in row.measures if measure.done_at]
        if row.item.kind in REASONED:
            places = [None]
        row.uses = [_use(stock, row, measure) for measure in places]
    EvidenceUse.objects.bulk_create([use for row in rows for use in row.uses])


def _measure(stock: Stock, row: Row, number: int) -> Measure:
    """Done if the item is, else all but the last, which keeps the item's deadline."""
    told, item = row.problem.measures[number], row.item
    owner = stock.place.handlers[number % len(stock.place.handlers)].person
    is_last = number == len(row.problem.measures) - 1
    measure = Measure(
        item=item,
        ordinal=number + 1,
        text=told["text"],
        standard=told["standard"],
        owner=owner.name,
        owner_person=owner,
        deadline=item.deadline,
        deadline_text="" if item.deadline else UNDATED,
    )
    if item.status in ALL_DONE or (item.status == Status.IN_PROGRESS and not is_last):
        measure.done_at, measure.done_by = row.moved_at, stock.place.clerk
    return measure


def _use(stock: Stock, row: Row, measure: Measure | None) -> EvidenceUse:
    return EvidenceUse(
        evidence=stock.proof,
        item=row.item,
        measure=measure,
        is_shared=True,
        added_at=row.moved_at,
        added_by=stock.place.clerk,
    )


def _versions(rows: list[Row]) -> None:
    """How it began, and how it stands since it last moved."""
    made = []
    for row in rows:
        now, begun = facts(row.item), row.item.logged_at
        if row.moved_at > begun:
            made.append(ItemVersion(item=row.item, since=begun, until=row.moved_at, **now | _at_first(row.item)))
        made.append(ItemVersion(item=row.item, since=max(begun, row.moved_at), **now))
    ItemVersion.objects.bulk_create(made)


def _at_first(item: Item) -> dict[str, Any]:
    settings, begun_on = item.inspection_round, clock.local_date(item.logged_at)
    is_own = item.source in OWN_SOURCES
    days = settings.plan_days if is_own else settings.claim_days
    return {
        "status": Status.PLANNING if is_own else Status.ISSUED,
        "due": begun_on + days * ONE_DAY,
        **dict.fromkeys(("deadline", "first_deadline", "due_stopped_on")),
        **dict.fromkeys(("kind", "leader", "owner"), ""),
    }
