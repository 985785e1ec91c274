"""The one door for writes with consequences: lock first, compare and set, versions, notices, and the event last.

    with writing(by=post) as writer:
        item = writer.fresh(item, seen=revision)
        writer.allow("claim", item)
        writer.change(item, "claim", status=Status.PLANNING, ...)

Nothing slow may happen inside: files are hashed and parsed before, letters go out after the commit.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db import models

from tracker import clock
from tracker.actions.door_bulk import insert, insert_columns
from tracker.actions.door_lock import behind_the_lock
from tracker.actions.search_index import index
from tracker.canonical import canonical, digest
from tracker.compiled import THIS, attach, fetched, objects
from tracker.enums import Role
from tracker.errors import Refused, Stale
from tracker.models import Event, Item, ItemVersion, Notice, Packet, Post, Receipt, Review, Submission, Unit
from tracker.permissions import refusal
from tracker.queries.words import verb_label
from tracker.workflow import MOVES, Actor

FIRST_PREV = "0" * 64


@contextlib.contextmanager
def writing(*, by: Post | None) -> Iterator["Writer"]:
    """A transaction whose first statement takes the writer's lock; events are chained just before it commits.

    `by` is None only for the system itself (loading reference data, the first administrators). Raises Busy where
    somebody else writes for longer than anybody should wait.
    """
    with behind_the_lock():
        writer = Writer(by)
        yield writer
        writer.finish()


def _fresh() -> models.QuerySet[Item]:
    return Item.objects.filter(pk=THIS).select_related("unit", "inspection_round", "category", "problem_class")


def _open_turns() -> models.QuerySet[Submission]:
    return Submission.objects.open().filter(item=THIS).select_related("packet")[:1]


def _reviews() -> models.QuerySet[Review]:
    return Review.objects.filter(submission=THIS)


def _units_of_posts() -> Any:
    return Post.objects.current().filter(person=THIS).order_by().values_list("unit_id")


class Writer:
    """What an action may do inside the door. Its time is taken after the lock, so the chain's times never go back."""

    def __init__(self, by: Post | None):
        self._by = by
        self.at: datetime = clock.now()
        self._events: list[Event] = []
        self._notices: list[Notice] = []
        self._rows: list[dict[str, Any]] = []
        self._reworded: set[int] = set()

    @property
    def by(self) -> Post:
        """The post that acts; the system itself writes no rows that ask for one."""
        assert self._by is not None, "this write needs somebody who answers for it"
        return self._by

    def fresh(self, item: Item, *, seen: int | None = None) -> Item:
        """The item as it is now, behind the lock. `seen` is the revision the page showed; an older page is refused."""
        (row,) = objects("fresh item", _fresh, {THIS: item.pk})
        if seen is not None and seen != row.revision:
            raise Stale(self._overtaken(row))
        return row

    def stale(self, item: Item) -> Stale:
        """The refusal for whoever comes second: names who was faster and what they did."""
        return Stale(self._overtaken(item))

    def open_turn(self, item: Item) -> Submission | None:
        """The item's open submission, with its packet and reviews."""
        found = objects("open turn", _open_turns, {THIS: item.pk})
        if found:
            attach(found, "reviews", objects("reviews of turn", _reviews, {THIS: found[0].pk}))
        return next(iter(found), None)

    def allow(self, move: str, item: Item, **about: Any) -> None:
        """Raise the sentence if the move may not be made. `turn` is looked up unless given."""
        if "turn" not in about:
            about["turn"] = self.open_turn(item)
        if Actor.PARTY in MOVES[move].actors:
            about.setdefault("own_units", self._own_units)
        if sentence := refusal(self.by, move, item, **about):
            raise Refused(sentence)

    @cached_property
    def _own_units(self) -> frozenset[int]:
        """The units of all posts the acting person holds, whichever of them is worn now."""
        rows = fetched(("own units", clock.today()), _units_of_posts, {THIS: self.by.person_id})
        return frozenset(unit for (unit,) in rows)

    def change(
        self, item: Item, verb: str, *, particulars: Mapping[str, Any] | None = None, **fields: Any
    ) -> dict[str, list]:
        """Set fields of an item by compare-and-set, keep its version, and record one event with old and new values."""
        changes = self._set(item, fields)
        if changes.keys() & {*ItemVersion.FACTS}:
            self._keep_version(item)
        self.record(verb, item, item=item, changes=changes, **(particulars or {}))
        return changes

    def alter(self, row: models.Model, **fields: Any) -> dict[str, list]:
        """Set fields of any other row; returns {field: [old, new]} of what really changed."""
        changes = differences(row, fields)
        for name, value in fields.items():
            setattr(row, name, value)
        if changes:
            row.save(update_fields=list(changes))
        return changes

    def alongside(self, row: models.Model, **fields: Any) -> None:
        """Set fields of another row that changes with the item: the next event tells their old and new values."""
        self.tell(row, self.alter(row, **fields))

    def tell(self, row: models.Model, changes: Mapping[str, list]) -> None:
        """Let the next event tell what has changed in a row besides its own object."""
        if changes:
            self._rows.append({"kind": row._meta.model_name, "id": row.pk, "changes": changes})

    def begin(self, items: list[Item]) -> None:
        """Write new items, each with its first version; their events are the action's to record."""
        insert(items)
        begin_versions(items, self.at)

    def made_by(self, form: str) -> list[int]:
        """Ids of the rows this very form made when it was handed in before: a button pressed twice makes them once."""
        receipt = Receipt.objects.filter(person=self.by.person_id, form=form).first() if form else None
        return receipt.made if receipt else []

    def give_receipt(self, form: str, rows: Iterable[models.Model]) -> None:
        """Remember what a form made; a program that hands in no form gets no receipt."""
        if form:
            made = [row.pk for row in rows]
            Receipt.objects.create(person_id=self.by.person_id, form=form, made=made, given_at=self.at)

    def reword(self, items: Iterable[int]) -> None:
        """Items whose searched text changes although no event is theirs: their unit has another name."""
        self._reworded.update(items)

    def record(self, verb: str, row: models.Model, *, item: Item | None = None, **particulars: Any) -> None:
        """Note an event; it gets its place in the chain when the door closes."""
        particulars["rows"], self._rows = self._rows, []
        kept = {name: value for name, value in particulars.items() if value not in (None, "", {}, [])}
        self._events.append(
            Event(
                at=self.at,
                actor_id=self._by.person_id if self._by else None,
                post=self._by,
                verb=verb,
                object_kind=row._meta.model_name or "",
                object_id=str(row.pk),
                item=item,
                particulars=canonical(kept, _named),
            )
        )

    def notify(
        self, unit: Unit, roles: Iterable[Role], text: str, *, item: Item | None = None, packet: Packet | None = None
    ) -> None:
        """Put one line on the desk of each role of a unit."""
        self._notices += [
            Notice(unit=unit, role=role, text=text[:300], item=item, packet=packet, sent_at=self.at) for role in roles
        ]

    def finish(self) -> None:
        """Write what has gathered, as the last thing behind the lock."""
        assert not self._rows, "a change that no event tells of"
        self.settle()

    def settle(self) -> None:
        """Write what has gathered so far, for whoever writes so many rows that they should not all wait in memory.

        Events get their numbers here and nowhere else. Whatever an event is told of may have other words now, and is
        searched by them from this very moment.
        """
        index({event.item_id for event in self._events if event.item_id is not None} | self._reworded)
        if not self._events and not self._notices:
            return
        Notice.objects.bulk_create(self._notices)
        last = Event.objects.order_by("-seq").values_list("seq", "digest").first() or (0, FIRST_PREV)
        insert(chained(self._events, *last))
        self._events, self._notices, self._reworded = [], [], set()

    def _set(self, item: Item, fields: Mapping[str, Any]) -> dict[str, list]:
        changes = differences(item, fields)
        values = {**fields, "revision": item.revision + 1}
        done = Item.objects.filter(pk=item.pk, status=item.status, revision=item.revision).update(**values)
        if done != 1:
            raise Stale(self._overtaken(item))
        for name, value in values.items():
            setattr(item, name, value)
        return changes

    def _keep_version(self, item: Item) -> None:
        ItemVersion.objects.filter(item=item, until=None).update(until=self.at)
        ItemVersion.objects.create(item=item, since=self.at, **facts(item))

    def _overtaken(self, item: Item) -> str:
        last = item.events.select_related("actor").order_by("-seq").first()
        if last is None:
            return "事项刚刚变动过，请看最新情况后再办。"
        who = last.actor.name if last.actor else "系统"
        when = last.at.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
        return f"已由{who}处理（{when} {verb_label(last.verb)}），请看最新情况后再办。"


def only(fields: Iterable[str], allowed: Iterable[str]) -> None:
    """A form's fields and no others: no page may set a status by naming it. A mistake of ours, hence no sentence."""
    if strange := sorted({*fields} - {*allowed}):
        raise TypeError(f"not this action's fields to set: {strange}")


def chained(events: list[Event], seq: int, prev: str) -> list[Event]:
    """Give events their numbers and digests, following event `seq` with digest `prev`."""
    for event in events:
        seq += 1
        event.seq, event.prev = seq, prev
        event.digest = prev = digest(event.link())
    return events


def begin_versions(items: Sequence[Item], since: datetime) -> None:
    """Keep the facts of items as they are from a moment on."""
    columns = [each.attname for each in ItemVersion._meta.concrete_fields if each.name in ItemVersion.FACTS]
    told = {column: [*map(attrgetter(column), items)] for column in columns}
    insert_columns(ItemVersion, {"item_id": [item.pk for item in items], "since": [since] * len(items), **told})


def facts(item: Item) -> dict[str, Any]:
    """The countable facts of an item for its version; by column, so that no related row is asked for."""
    columns = [each.attname for each in ItemVersion._meta.concrete_fields if each.name in ItemVersion.FACTS]
    return {column: getattr(item, column) for column in columns}


def differences(row: models.Model, fields: Mapping[str, Any]) -> dict[str, list]:
    """{field: [old, new]} of what would really change."""
    found = {}
    for name, new in fields.items():
        old = getattr(row, name)
        if old != new:
            found[name] = [old, new]
    return found


def _named(value: Any) -> Any:
    """Rows stand in the particulars by id and name, so that the history reads without a join."""
    return {"id": value.pk, "name": str(value)} if isinstance(value, models.Model) else value
