"""Is this ledger still what went out? Finds the kept copy by the check code and names the cells that differ.

Reads the uploaded file with the importer's own reader, which is guarded against broken and hostile files; blanks at
the edges of a text are no difference, and neither is what a superior's own formula comes to. What may be compared is
the caller's queryset.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from openpyxl.utils import get_column_letter

from tracker.errors import Unreadable
from tracker.ledgers.filling.formulas import formula_cells
from tracker.ledgers.packs.index import FORM_NAME, INDEX_NAME, PACK
from tracker.ledgers.reading.codes import code_in
from tracker.ledgers.reading.grids import Dated, Grid, Value, as_text
from tracker.ledgers.reading.opening import open_grids
from tracker.models import Export
from tracker.models.exports import ExportQuerySet
from tracker.vault import path_of

SHOWN = 200
PARTS = {FORM_NAME, INDEX_NAME}  # the sheets of what lies in a pack beside its ledger
_WHOLE_SHEET = "整张工作表"


class Verdict(StrEnum):
    """What became of a ledger since it went out."""

    UNTOUCHED = "untouched"  # byte for byte
    SAME = "same"  # saved anew, every cell says the same
    CHANGED = "changed"
    UNKNOWN = "unknown"  # a check code nobody here gave, or not to whoever asks
    UNFINISHED = "unfinished"  # its export was broken off, so that no copy is kept
    PART = "part"  # a form or a list out of a pack that is not the one that was put in
    FOREIGN = "foreign"  # no check code at all


@dataclass(frozen=True)
class Difference:
    """One cell: where, what the kept copy says there, what this file says there. Empty cells say nothing."""

    sheet: str
    cell: str
    kept: str
    this: str

    @property
    def place(self) -> str:
        """As Excel names it."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Checked:
    """The verdict, the export it is about, the first differences and how many there are."""

    verdict: Verdict
    code: str = ""
    export: Export | None = None
    differences: tuple[Difference, ...] = ()
    count: int = 0


def checked(path: Path, name: str, sha256: str, exports: ExportQuerySet) -> Checked:
    """Hold the file at `path` against the kept copies; raises Unreadable for what is no table.

    Whoever holds the very bytes of an export knows all that is in it, so those are recognised for everybody.
    """
    known = Export.objects.select_related("post__unit", "post__person").filter(sha256=sha256).order_by("pk").first()
    if known is not None:
        return Checked(Verdict.UNTOUCHED, known.code, known)
    grids = open_grids(path, name)
    found = code_in(grids)
    if found is None:
        return Checked(Verdict.FOREIGN)
    number, code = found
    export = exports.select_related("post__unit", "post__person").filter(number=number).first()
    # Numbers run on and can be guessed; the beginning of the chain's head cannot.
    if export is None or export.code != code:
        return Checked(Verdict.UNKNOWN, code)
    if export.sha256 is None:
        return Checked(Verdict.UNFINISHED, code, export)
    if export.layout == PACK.code and {grid.name for grid in grids if not grid.hidden} <= PARTS:
        return _as_part(export, code, sha256)
    return _compared(export, code, grids)


def _as_part(export: Export, code: str, sha256: str) -> Checked:
    """Of a form or list out of a pack only the digest is kept, in the last sheet of the pack's ledger."""
    listed = (row.values() for grid in _kept(export) if grid.name == INDEX_NAME for row in grid.rows.values())
    found = any(sha256 in values for values in listed)
    return Checked(Verdict.UNTOUCHED if found else Verdict.PART, code, export)


def _compared(export: Export, code: str, grids: list[Grid]) -> Checked:
    computed = formula_cells(path_of(export.sha256 or "")) if export.template_id else set()
    found = (each for each in differences(_kept(export), grids) if (each.sheet, each.cell) not in computed)
    shown = tuple(islice(found, SHOWN))
    count = len(shown) + sum(1 for _ in found)
    return Checked(Verdict.CHANGED if count else Verdict.SAME, code, export, shown, count)


def _kept(export: Export) -> list[Grid]:
    try:
        return open_grids(path_of(export.sha256 or ""), export.name)
    except Unreadable:
        raise Unreadable(f"导出 {export.number} 的存档打不开，无法对照，请系统管理员运行核验。") from None


def differences(kept: Sequence[Grid], this: Sequence[Grid]) -> Iterator[Difference]:
    """Every cell that does not say the same, sheet by sheet, row by row; a sheet gone or added is one difference.

    Sheets that went out hidden are no part of what people read: the lists of a template, and its proof.
    """
    unseen = {grid.name for grid in kept if grid.hidden}
    now = {grid.name: grid for grid in this if not grid.hidden and grid.name not in unseen}
    for grid in (grid for grid in kept if not grid.hidden):
        if grid.name in now:
            yield from _cells(grid, now.pop(grid.name))
        else:
            yield Difference(grid.name, _WHOLE_SHEET, "有", "没有（已删除、改名或隐藏）")
    for name in now:
        yield Difference(name, _WHOLE_SHEET, "没有", "有（后来添加）")


def _cells(kept: Grid, this: Grid) -> Iterator[Difference]:
    for row in sorted({*kept.numbers, *this.numbers}):
        old, new = kept.rows.get(row, {}), this.rows.get(row, {})
        if old == new:
            continue
        for column in sorted({*old, *new}):
            before, after = _said(old.get(column)), _said(new.get(column))
            if before != after:
                yield Difference(kept.name, f"{get_column_letter(column)}{row}", before, after)


def _said(value: Value | None) -> str:
    """A date says the same in whatever form it is shown."""
    return value.date.isoformat() if isinstance(value, Dated) and value.has_day else as_text(value)


def sentence(found: Checked) -> str:
    """The verdict in one plain sentence."""
    if found.verdict is Verdict.UNTOUCHED:
        return f"没有改动：与存档 {found.code} 逐字节相同。"
    if found.verdict is Verdict.SAME:
        return f"内容没有改动：文件另存过，每个单元格都与存档 {found.code} 相同。"
    if found.verdict is Verdict.CHANGED:
        return f"有改动：与存档 {found.export} 对照，有 {found.count} 处不同。"
    if found.verdict is Verdict.PART:
        return f"不是装入材料包时的那一份：导出 {found.export} 的清单里没有这份文件的指纹，它改动过或另存过。"
    if found.verdict is Verdict.UNFINISHED:
        return f"无法对照：导出 {found.export} 没有导完，系统没有存档。"
    if found.verdict is Verdict.UNKNOWN:
        return f"无法对照：没有您可以核对的导出 {found.code}。请交导出单位或市委巡察办校验。"
    return "不是本系统导出的台账，或者校验码已被删去：表中没有找到校验码。"
