"""Many items that get the same values pass the door together: what `Writer.change` does, in a few statements for all.

Only inside an open door, and only by actions that have allowed each of them.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from tracker.actions.door import Writer, begin_versions, differences
from tracker.models import Item, ItemVersion


def change_alike(
    writer: Writer, items: Sequence[Item], verb: str, *, particulars: Mapping[str, Any], **fields: Any
) -> None:
    """Set these fields of all items by compare-and-set, keep their versions, and record an event each."""
    changes = [differences(item, fields) for item in items]
    for (status, revision), alike in groupby(sorted(items, key=_seen), key=_seen):
        _set(writer, list(alike), {"status": status, "revision": revision}, fields)
    kept = [item for item, changed in zip(items, changes, strict=True) if changed.keys() & {*ItemVersion.FACTS}]
    _keep_versions(writer, kept)
    for item, changed in zip(items, changes, strict=True):
        writer.record(verb, item, item=item, changes=changed, **particulars)


def _seen(item: Item) -> tuple[str, int]:
    return item.status, item.revision


def _set(writer: Writer, items: list[Item], seen: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    values = {**fields, "revision": seen["revision"] + 1}
    done = Item.objects.filter(pk__in=[item.pk for item in items], **seen).update(**values)
    if done != len(items):
        moved = Item.objects.filter(pk__in=[item.pk for item in items]).exclude(revision=values["revision"]).first()
        raise writer.stale(moved or items[0])
    for item in items:
        for name, value in values.items():
            setattr(item, name, value)


def _keep_versions(writer: Writer, items: Sequence[Item]) -> None:
    ItemVersion.objects.filter(item__in=[item.pk for item in items], until=None).update(until=writer.at)
    begin_versions(items, writer.at)
