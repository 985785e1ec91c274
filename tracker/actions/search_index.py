"""Keeps what is searched of an item in step with its texts: called by the door as it closes, never by an action.

Only what writes items without events (the demo in bulk) calls it as well. What the text of an item is made of is told
in `models/search.py`.
"""

from collections.abc import Iterable

from tracker.actions.door_bulk import insert_columns
from tracker.models import ItemText
from tracker.models.search import grams_of, texts_of

BLOCK = 500  # items in memory at once


def index(ids: Iterable[int]) -> int:
    """Write the texts of items that have changed; returns how many had. Only inside an open door."""
    found = sorted({*ids})
    return sum(_index(found[start : start + BLOCK]) for start in range(0, len(found), BLOCK))


def _index(block: list[int]) -> int:
    """A row of which only the grams are wrong is found by `verify` and mended here as well."""
    kept = ItemText.objects.in_bulk(block)
    wanted = {pk: (text, sorted(grams_of(text))) for pk, text in texts_of(block).items()}
    new = [pk for pk in wanted if pk not in kept]
    changed = [
        ItemText(item_id=pk, text=text, grams=grams)
        for pk, (text, grams) in wanted.items()
        if pk in kept and (kept[pk].text, kept[pk].grams) != (text, grams)
    ]
    texts, grams = ([wanted[pk][part] for pk in new] for part in (0, 1))
    insert_columns(ItemText, {"item_id": new, "text": texts, "grams": grams})
    if changed:
        ItemText.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["item"], update_fields=["text", "grams"]
        )
    return len(new) + len(changed)
