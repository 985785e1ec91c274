"""Imports (导入): a ledger is kept and previewed, then taken in as a whole or not at all, or given up.

How the file is read is told in `imports_reading.py`, what its rows would become in `ledgers/intake`, how they are
written in `taking_in.py`, and how an import is undone in `imports_undo.py`. Excel never sets status.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from tracker.actions.door import writing
from tracker.actions.imports_checks import (
    check_handed_in,
    check_own,
    check_side,
    fresh,
    led_by,
    refuse_other_reading,
    refuse_underway,
)
from tracker.actions.imports_planning import Planned, terms_of, whole_intake_of
from tracker.actions.imports_previews import (
    is_long,
    keep_marked,
    keep_preview,
    kept_marked,
    kept_preview,
    taken_home,
)
from tracker.actions.imports_reading import (
    feedback_date,
    ledger_of,
    read_kept,
    reading_key,
    remember,
    remembered,
)
from tracker.actions.long_writes import Within, at_once
from tracker.actions.newcomers import make_newcomers, names_told
from tracker.actions.taking_in import TakingIn
from tracker.enums import ImportState, Role, Source
from tracker.errors import Invalid, Refused, Stale, Unreadable
from tracker.ledgers.intake import Intake, Outcome
from tracker.ledgers.reading import Ledger
from tracker.models import Category, Import, InspectionRound, Item, Post, Unit
from tracker.vault import Staged, keep, staged

MAX_BYTES = 100 * 1024 * 1024
REASONS_KEPT = 200
NUMBERS_TOLD = 10


class Faulty(Refused):
    """The ledger itself has errors; nothing is taken in until they are mended. `reasons` are told one by one."""

    def __init__(self, reasons: list[str]):
        super().__init__(f"有 {len(reasons)} 处须更正，整个台账都没有导入。请在核对页逐格改好，再确认。")
        self.reasons = reasons


def upload(
    *, by: Post, inspection_round: InspectionRound, unit: Unit | None, name: str, chunks: Iterable[bytes]
) -> Import:
    """Read an uploaded ledger and keep it, to be looked at before it is confirmed.

    `unit` leads all rows; None: the clerk's own unit, or for 巡察办 the unit each row names. Raises Unreadable for a
    file that is no ledger; then nothing is stored.
    """
    check_handed_in(by, inspection_round, unit, name)
    with staged(chunks) as file:
        return read_in(file, by=by, inspection_round=inspection_round, unit=unit, name=name)


def read_in(
    file: Staged, *, by: Post, inspection_round: InspectionRound, unit: Unit | None, name: str, within: Within = at_once
) -> Import:
    """Read a staged file and keep it as an import, in the one transaction with what `within` does."""
    unit = led_by(by, unit)
    if file.size > MAX_BYTES:
        raise Refused(f"“{name}”{file.size / 1024 / 1024:.1f} MB，超过 100 MB，没有保存。可分成几个文件再传。")
    day = feedback_date(inspection_round, unit)
    chosen = _chosen_before(by, lambda chosen: read_kept(file.path, file.sha256, name, day, chosen))
    about = {"name": name[-200:], "sha256": file.sha256, "size": file.size}
    batch = Import(inspection_round=inspection_round, unit=unit, mapping=chosen, previewed_by=by, **about)
    keep(file)
    _preview(batch, by)
    with writing(by=by) as writer, within(batch, 0):
        batch.previewed_at = writer.at
        batch.save()
        return batch


def _chosen_before(by: Post, read: Any) -> dict[str, Any]:
    """The mapping a new import begins with; choices that leave nothing to read are not used."""
    columns = remembered(by, read({}))
    try:
        if not columns or not read(columns).items:
            return {}
    except Unreadable:
        return {}
    return {"columns": columns, "remembered": columns}


def _preview(batch: Import, by: Post) -> None:
    """Note what the preview says: the counts, and the revision of every item the rows would change. That of a long
    ledger is kept for its page, which could not wait for it.

    A round's ledger changes no item that is there, so its rows need not be looked up for that.
    """
    items = ledger_of(batch).items
    batch.summary = {"items": len(items), "measures": sum(len(item.measures) for item in items)}
    intake = whole_intake_of(batch, by=by) if by.role == Role.CLERK or is_long(batch) else None
    batch.touched = intake.touched if intake and by.role == Role.CLERK else {}
    if intake and is_long(batch):
        keep_preview(batch, intake)
        keep_marked(batch, intake)


def intake_of(batch: Import, *, by: Post) -> Intake | None:
    """What confirming this import now would do; of a long one what it would have done as it was read, cut short.

    None where that is gone: a page cannot wait for it to be made again.
    """
    if not is_long(batch):
        return whole_intake_of(batch, by=by)
    return kept_preview(batch, terms_of(batch, by, Source.TASK))


def marked_of(batch: Import, *, by: Post) -> tuple[str, bytes]:
    """What of a ledger is taken home to be mended, and its content: the file with its cells marked, or faulty rows.

    Of a long ledger it was made as that was read. Raises Refused where it is gone, and Unreadable.
    """
    if not is_long(batch):
        return taken_home(batch, whole_intake_of(batch, by=by))
    kept = kept_marked(batch, terms_of(batch, by, Source.TASK))
    if kept is None:
        raise Refused("没有有问题的行，或者读得早、已经清理；还没有导入的，在核对页点“按改动重新读”后再下载。")
    return kept


def reread(
    batch: Import, *, by: Post, mapping: Mapping[str, Any], reading: str = "", within: Within = at_once
) -> Import:
    """Read the file again with other meanings of columns and units (按改动重新读), to be looked at anew.

    `mapping` is what `Import.mapping` holds; what is said of columns is remembered for the next ledger like this one.
    `reading` is the key of the reading that was looked at, else that of the import as it was fetched.
    """
    check_own(by, batch)
    seen = reading or reading_key(batch.mapping)
    before = ledger_of(batch)
    told = Import(inspection_round=batch.inspection_round, unit=batch.unit, name=batch.name, sha256=batch.sha256)
    told.mapping = {**mapping, "remembered": batch.mapping.get("remembered", {})}
    try:
        after = ledger_of(told)
    except Unreadable:
        raise Invalid({"headers": ["这样读不出一个问题，没有改动。请看哪一列是反馈问题，表头是哪一行。"]}) from None
    _check_headers(told.mapping.get("headers", {}), after)
    told.mapping["choices"] = moved_choices(mapping.get("choices", {}), before.items, after.items)
    _preview(told, by)
    with writing(by=by) as writer, within(batch, 0):
        row = fresh(batch)
        refuse_other_reading(row, seen)
        writer.alter(row, mapping=told.mapping, summary=told.summary, touched=told.touched)
        if (columns := mapping.get("columns", {})) != batch.mapping.get("columns", {}):
            remember(by, after, columns)
        return row


def _check_headers(headers: Mapping[str, int], after: Ledger) -> None:
    """A row without words cannot be a header; a header that means little can, for its columns may be told."""
    for place, sheet in enumerate(after.sheets):
        if headers.get(sheet.name) and not sheet.header_row:
            raise Invalid({f"header-{place}": [f"工作表“{sheet.name}”{sheet.skipped}，没有改动。请写明表头在第几行。"]})


def moved_choices(choices: Mapping[str, str], before: tuple, after: tuple) -> dict[str, str]:
    """Categories chosen row by row, at the places that the rows have in the new reading."""
    places = {(item.sheet, item.row): place for place, item in enumerate(after)}
    old = {f"category-{place}": places.get((item.sheet, item.row)) for place, item in enumerate(before)}
    moved = {(f"category-{old[name]}" if name in old else name): value for name, value in choices.items()}
    return {name: value for name, value in moved.items() if name != "category-None"}


def confirm(
    batch: Import,
    *,
    by: Post,
    source: Source = Source.TASK,
    categories: Mapping[int, str] | None = None,
    rest: str = "",
    only_good: bool = False,
    overwrite: frozenset[str] = frozenset(),
    reading: str = "",
    within: Within = at_once,
) -> Import:
    """Take the whole ledger in, or nothing. `categories` holds codes chosen for rows, by the row's place.

    `rest` is the code for new rows whose category has no basis and is not chosen. With `only_good` the rows without
    errors are taken in, the others stay listed. Every refusal leaves the import as it was, to be mended and confirmed
    again. `overwrite` holds the numbers of items that changed since they were exported, and for which the ledger holds;
    `reading` is as in `reread`.
    """
    check_own(by, batch)
    chosen, others = _chosen(categories or {}), _chosen({0: rest} if rest else {}).get(0)
    seen = reading or reading_key(batch.mapping)
    planned = Planned(batch, by, source, overwrite)
    try:
        with writing(by=by) as writer:
            row = fresh(batch)
            refuse_other_reading(row, seen)
            with within(row, planned.count) as heard:
                intake = planned.now(row)
                _refuse_moved(row, intake)
                left = _left(intake) if only_good else _refuse_errors(intake)
                summary = {**left, **_take(TakingIn(writer, row, intake, chosen, others, heard))}
                state = {"state": ImportState.CONFIRMED, "confirmed_at": writer.at, "confirmed_by": by}
                writer.alter(row, summary={**row.summary, **summary}, **state)
                writer.record("import", row, name=row.name, sha256=row.sha256, **summary)
            return row
    except Moved:
        _look_again(batch, by)
        raise


def _take(taking: TakingIn) -> dict[str, Any]:
    """Write whoever the rows bring along, then the rows; returns what summary and event tell of it."""
    intake = taking.intake
    made = make_newcomers(taking.writer, taking.batch, intake)
    return {**taking.run(), **made, **_mended(intake.ledger), **names_told(intake, made)}


class Moved(Stale):
    """Items that the import would change have changed since its preview."""


def _refuse_moved(row: Import, intake: Intake) -> None:
    """Refuse what nobody has seen: the preview told of the items as they were when it was made."""
    now = intake.touched
    moved = {int(pk) for pk in now.keys() | row.touched.keys() if now.get(pk) != row.touched.get(pk)}
    if moved:
        numbers = list(Item.objects.filter(pk__in=moved).order_by("number").values_list("number", flat=True))
        told = "、".join(numbers[:NUMBERS_TOLD]) + ("等" if len(numbers) > NUMBERS_TOLD else "")
        raise Moved(f"核对之后有 {len(moved)} 项有变动（{told}），没有导入。下面已按最新情况列出，请再核对后确认。")


def _look_again(batch: Import, by: Post) -> None:
    """The preview as it is now, to be confirmed by whoever has looked at it."""
    row = Import.objects.select_related("inspection_round", "unit").get(pk=batch.pk)
    _preview(row, by)
    with writing(by=by) as writer:
        writer.alter(fresh(batch), summary=row.summary, touched=row.touched)


def _left(intake: Intake) -> dict[str, Any]:
    """What a part of a ledger leaves out, for summary and event alike."""
    if intake.has_stray_errors:
        raise Refused("有的错误看不出属于哪一项，不能先导入一部分。请改好文件后重新上传。")
    reasons = [f"{fault.where}　{fault.sentence}" for fault in intake.errors]
    return {"left": len(intake.of(Outcome.BAD)), "left_reasons": reasons[:REASONS_KEPT]}


def _mended(ledger: Ledger) -> dict[str, Any]:
    """What was typed anew before the ledger was taken in, for summary and event alike."""
    told = [asdict(correction) for correction in ledger.corrections[:REASONS_KEPT]]
    return {"corrections": told} if told else {}


def give_up(batch: Import, *, by: Post) -> Import:
    """The one who uploaded it does not want it after all (放弃)."""
    check_side(by, batch)
    refuse_underway(batch)
    return _end(batch, by, ["上传后放弃，没有导入。"])


def _end(batch: Import, by: Post, reasons: list[str]) -> Import:
    with writing(by=by) as writer:
        row = fresh(batch)
        reasons = reasons[:REASONS_KEPT]
        writer.alter(row, state=ImportState.REFUSED, summary={**row.summary, "reasons": reasons})
        writer.record("refuse_import", row, name=row.name, sha256=row.sha256, reasons=reasons)
        return row


def _chosen(codes: Mapping[int, str]) -> dict[int, Category]:
    known = {category.code: category for category in Category.objects.all()}
    if unknown := sorted(set(codes.values()) - known.keys()):
        raise Refused(f"没有编号为“{unknown[0]}”的任务类别，请重新选择。")
    return {place: known[code] for place, code in codes.items()}


def _refuse_errors(intake: Intake) -> dict[str, Any]:
    if intake.errors:
        raise Faulty([f"{fault.where}　{fault.sentence}" for fault in intake.errors])
    return {}
