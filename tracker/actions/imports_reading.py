"""How the kept file of an import is read: with the meanings a person chose for its columns, now or another time.

What is chosen is remembered for the user by the words of the header, for the next ledger with the same one.
"""

import datetime
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.actions.desk import keep_preference
from tracker.canonical import digest
from tracker.errors import Unreadable
from tracker.ledgers.reading import NOTHING_MENDED, Chosen, Ledger, LedgerItem, Mended, SheetReading, read_ledger
from tracker.ledgers.reading.texts import squash
from tracker.models import Export, Feedback, Import, InspectionRound, Post, Preference, Unit, User
from tracker.vault import path_of

READINGS_KEPT = 4
READ_BY = ("columns", "units", "new_units", "people", "cells", "headers")  # of a mapping: what the reading hangs on
_KEY = "import-columns:"
# A ledger is read when it is uploaded, previewed and confirmed; the bytes are the same each time.
_read_lately: dict[tuple[str, str, datetime.date | None, str], Ledger] = {}


def ledger_of(batch: Import) -> Ledger:
    """The reading of the kept file as the import says; that of the last uploads is still at hand."""
    day, said = feedback_date(batch.inspection_round, batch.unit), batch.mapping
    mended = Mended(said.get("cells", {}), said.get("headers", {}))
    return read_kept(path_of(batch.sha256), batch.sha256, batch.name, day, said.get("columns", {}), mended)


def reading_key(mapping: Mapping[str, Any]) -> str:
    """Which reading a page shows: what is chosen row by row means nothing in another one."""
    return digest([mapping.get(name, {}) for name in READ_BY])[:16]


def read_kept(
    path: Path,
    sha256: str,
    name: str,
    day: datetime.date | None,
    chosen: Chosen,
    mended: Mended = NOTHING_MENDED,
) -> Ledger:
    """The reading of a file with these bytes and name. Raises Unreadable."""
    key = (sha256, name[-200:], day, json.dumps([chosen, mended.cells, mended.headers], sort_keys=True))
    told: dict[str, Any] = {"name": name, "feedback_date": day, "chosen": chosen, "mended": mended}
    if key not in _read_lately:
        ledger = read_ledger(path, **told)
        if len(_read_lately) >= READINGS_KEPT:
            _read_lately.clear()  # whole, as other threads may be at it too
        _read_lately[key] = ledger
        return ledger
    return _read_lately.get(key) or read_ledger(path, **told)


def exported_before(batch: Import, ledger: Ledger, by: Post) -> Mapping[str, LedgerItem]:
    """What our own export said that this ledger was made from, by number of the item, or in a form without numbers by
    its squashed words.

    Empty where the ledger carries no check code of an export that the post may see and of which a copy is kept.
    """
    number, code = ledger.code or ("", "")
    export = Export.objects.visible_to(by).filter(number=number, sha256__isnull=False).first() if number else None
    if export is None or export.sha256 is None or export.code != code:
        return {}
    try:
        day, columns = feedback_date(batch.inspection_round, batch.unit), batch.mapping.get("columns", {})
        kept = read_kept(path_of(export.sha256), export.sha256, export.name, day, columns)
    except (Unreadable, OSError):
        return {}
    keys = [item.number or squash(item.problem) for item in kept.items]
    counts = Counter(keys)
    return {key: item for key, item in zip(keys, kept.items, strict=True) if counts[key] == 1}


def forget_readings() -> None:
    """After long work: a large ledger is not held in memory for the next one."""
    _read_lately.clear()


def feedback_date(inspection_round: InspectionRound, unit: Unit | None) -> datetime.date | None:
    """What dates without a year hang on: the unit's feedback, or where each row has its own unit the round's first."""
    rows = Feedback.objects.filter(inspection_round=inspection_round)
    rows = rows.filter(unit=unit) if unit else rows
    return rows.order_by("fed_back_on").values_list("fed_back_on", flat=True).first()


def remembered(by: Post, ledger: Ledger) -> dict[str, dict[str, str]]:
    """What the person chose for the same headers the last time, by sheet and letter."""
    keys = {sheet.name: _key(sheet) for sheet in ledger.sheets if sheet.columns}
    rows = Preference.objects.filter(user__person=by.person_id, key__in=set(keys.values()))
    known = dict(rows.values_list("key", "value"))
    return {name: known[key] for name, key in keys.items() if known.get(key)}


def remember(by: Post, ledger: Ledger, chosen: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the choices for the next ledger with these headers; a person without an account is not remembered."""
    user = User.objects.filter(person=by.person_id).first()
    if user is None:
        return
    for sheet in ledger.sheets:
        if chosen.get(sheet.name):
            keep_preference(user, _key(sheet), dict(chosen[sheet.name]))


def _key(sheet: SheetReading) -> str:
    """A header by its words and their columns; the first half of the digest tells headers apart well enough."""
    return _KEY + digest([[column.letter, squash(column.heading)] for column in sheet.columns])[:32]
