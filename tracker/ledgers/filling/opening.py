"""The door for templates: what is no workbook that can be filled is refused in one sentence; then openpyxl may have it.

openpyxl builds every cell a file claims, also empty ones; so what a sheet may claim is limited before.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.parsers.expat import ExpatError

from openpyxl import Workbook, load_workbook

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.kinds import Kind, kind_of
from tracker.ledgers.reading.xlsx import BROKEN, read_xlsx

MAX_BYTES = 10 * 1024 * 1024
MAX_SHEET_BYTES = 6 * 1024 * 1024  # of all sheets' XML: 300,000 bare cells, three seconds of openpyxl
MAX_MERGED_CELLS = 200_000
_DRAWN = ("xl/drawings/drawing", "xl/charts/", "xl/media/")
_MEGABYTE = 1024 * 1024


def grids_of(path: Path, name: str) -> list[Grid]:
    """The sheets of a template, as the reader sees them. Raises Unreadable."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("模板超过 10 MB，请删去图片和其他工作表后再上传。")
    if kind_of(path, name) is not Kind.XLSX:
        raise Unreadable("模板要用 Excel 工作簿，请在 Excel 或 WPS 中另存为 xlsx 后再上传。")
    _guard(path)
    grids = read_xlsx(path)
    _guard_merges(grids)
    return grids


def opened(path: Path) -> Workbook:
    """The workbook with all its looks; links to other files are dropped. Raises Unreadable."""
    try:
        with path.open("rb") as file:  # the kept file has no suffix for openpyxl to judge
            return load_workbook(file, rich_text=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError, IndexError, ExpatError):
        raise Unreadable("模板的格式有缺损，打不开；请在 Excel 或 WPS 中打开、另存为 xlsx 后再上传。") from None


def has_drawings(path: Path) -> bool:
    """Whether there are pictures or charts, which a filled copy does not have."""
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith(_DRAWN) for name in archive.namelist())


def _guard(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {each.filename.replace("\\", "/").lower(): each.file_size for each in archive.infolist()}
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable(BROKEN) from error
    if any(name.endswith("vbaproject.bin") for name in members):
        raise Unreadable("模板里带有宏，为防病毒不能使用；请另存为不带宏的 xlsx 后再上传。")
    size = sum(size for name, size in members.items() if name.startswith("xl/worksheets/"))
    if size > MAX_SHEET_BYTES:
        raise Unreadable(
            f"模板的工作表解开后有 {size // _MEGABYTE} MB，请选中表格下方的空行、右方的空列删除，再保存上传。"
        )


def _guard_merges(grids: Iterable[Grid]) -> None:
    merges = (merge for grid in grids for merge in grid.merges)
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges) > MAX_MERGED_CELLS:
        raise Unreadable("模板里合并的单元格过大，不像正常的台账，请缩小合并的范围后再上传。")
