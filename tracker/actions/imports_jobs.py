"""Imports too long for a page: how the process beside the server is asked for them.

How such a job is worked off is told in `tracker/jobs/imports.py`; the work itself is that of the page, in `imports.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError

from tracker.actions import jobs
from tracker.actions.door import writing
from tracker.actions.imports import read_in
from tracker.actions.imports_checks import check_handed_in, check_own, fresh, refuse_other_reading, refuse_underway
from tracker.actions.imports_previews import are_many
from tracker.actions.imports_reading import reading_key
from tracker.actions.imports_undo import check_reason
from tracker.enums import OPEN_JOBS, JobKind
from tracker.ledgers.reading.counting import rows_told
from tracker.models import Import, InspectionRound, Job, Post, Unit, User
from tracker.vault import put_by, put_by_long_ago, put_by_path, staged


def hand_in(
    *, by: Post, user: User, inspection_round: InspectionRound, unit: Unit | None, name: str, chunks: Iterable[bytes]
) -> Import | Job:
    """Read an uploaded ledger, or have it read where a page could not wait. Raises Unreadable, Refused."""
    check_handed_in(by, inspection_round, unit, name)
    with staged(chunks) as file:
        rows = rows_told(file.path, name)
        if not are_many(rows):
            return read_in(file, by=by, inspection_round=inspection_round, unit=unit, name=name)
        waits = put_by(file)
    about = {"round": inspection_round.pk, "unit": unit.pk if unit else None, "name": name}
    asked = {**about, "file": waits, "sha256": file.sha256, "size": file.size}
    try:
        return jobs.ask(JobKind.READ, asked, by=by, user=user, total=rows)
    except Exception:
        put_by_path(waits).unlink(missing_ok=True)
        raise


def ask_reread(batch: Import, *, by: Post, user: User, mapping: Mapping[str, Any], reading: str = "") -> Job:
    """Have a long ledger read again with other meanings of columns and units."""
    check_own(by, batch)
    refuse_other_reading(batch, reading or reading_key(batch.mapping))
    return _ask(JobKind.READ, batch, {"mapping": mapping}, by, user)


def ask_confirm(
    batch: Import,
    *,
    by: Post,
    user: User,
    overwrite: Iterable[str],
    choices: Mapping[str, str],
    reading: str = "",
    **asked: Any,
) -> Job:
    """Have a long ledger taken in; what is asked is said in the words of `imports.confirm`.

    `choices` are the controls of the preview, as the page shows them again should the job be cancelled.
    """
    check_own(by, batch)
    refuse_underway(batch)
    with writing(by=by) as writer:
        row = fresh(batch)
        refuse_other_reading(row, reading or reading_key(batch.mapping))
        writer.alter(row, mapping={**row.mapping, "choices": dict(choices)})
    return _ask(JobKind.TAKE_IN, batch, {**asked, "overwrite": sorted(overwrite)}, by, user)


def ask_undo(batch: Import, *, by: Post, user: User, reason: str) -> Job:
    """Have a long import undone."""
    check_own(by, batch)
    check_reason(reason)
    return _ask(JobKind.UNDO_IMPORT, batch, {"reason": reason}, by, user)


def _ask(kind: JobKind, batch: Import, asked: Mapping[str, Any], by: Post, user: User) -> Job:
    """One open job for an import: whoever comes second is told, even at the same moment."""
    refuse_underway(batch)
    try:
        return jobs.ask(kind, asked, by=by, user=user, total=batch.summary["items"], batch=batch)
    except IntegrityError:
        refuse_underway(batch)
        raise


def forget_files() -> None:
    """Take away the files of readings that ended without having been read: cancelled, refused, given up."""
    if old := put_by_long_ago():
        asked = Job.objects.filter(kind=JobKind.READ, state__in=OPEN_JOBS).values_list("asked", flat=True)
        wanted = {each.get("file") for each in asked}
        for name in old - wanted:
            put_by_path(name).unlink(missing_ok=True)
