"""Small ledgers made for the tests of importing, and the short way from a file to an import."""

import datetime
from pathlib import Path

from openpyxl import Workbook

from tracker.actions import imports
from tracker.models import Import

PRACTICE = Path(__file__).parent / "practice"
STANDARD = PRACTICE / "01_xuncha_standard.xlsx"
HEADINGS = ("序号", "反馈问题", "整改措施", "责任单位", "责任领导", "责任人", "整改时限", "整改进展", "状态")


def upload(path: Path, by, cast, unit=None) -> Import:
    chunks = [path.read_bytes()]
    return imports.upload(by=by, inspection_round=cast.inspection_round, unit=unit, name=path.name, chunks=chunks)


def take(path: Path, by, cast, unit=None, **options) -> Import:
    return imports.confirm(upload(path, by, cast, unit), by=by, **options)


def book(path: Path, *rows: tuple, headings: tuple = HEADINGS) -> Path:
    workbook = Workbook()
    for row in (headings, *rows):
        workbook.active.append(row)
    workbook.active.title = "台账"
    workbook.save(path / "ledger.xlsx")
    return path / "ledger.xlsx"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
