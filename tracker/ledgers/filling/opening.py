"""The door for templates: what is no workbook that can be filled is refused in one sentence.

How much a workbook may claim before openpyxl may have it is told in `ledgers/workbooks.py`.
"""

import zipfile
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.kinds import Kind, kind_of
from tracker.ledgers.reading.xlsx import BROKEN, read_xlsx

MAX_BYTES = 10 * 1024 * 1024
_DRAWN = ("xl/drawings/drawing", "xl/charts/", "xl/media/")


def grids_of(path: Path, name: str) -> list[Grid]:
    """The sheets of a template, as the reader sees them. Raises Unreadable."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("模板超过 10 MB，请删去图片和其他工作表后再上传。")
    if kind_of(path, name) is not Kind.XLSX:
        raise Unreadable("模板要用 Excel 工作簿，请在 Excel 或 WPS 中另存为 xlsx 后再上传。")
    _refuse_macros(path)
    return read_xlsx(path)


def has_drawings(path: Path) -> bool:
    """Whether there are pictures or charts, which a filled copy does not have."""
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith(_DRAWN) for name in archive.namelist())


def _refuse_macros(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable(BROKEN) from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("模板里带有宏，为防病毒不能使用；请另存为不带宏的 xlsx 后再上传。")
