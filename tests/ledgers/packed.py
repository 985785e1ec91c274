"""Packs opened for tests: their members, and the tables in them."""

import io
import zipfile
from typing import Any

from openpyxl import load_workbook

from tests.factories import PDF
from tracker.actions import evidence
from tracker.models import EvidenceUse


def opened(chunks: Any) -> zipfile.ZipFile:
    """The zip, every member of which is whole."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    assert archive.testzip() is None
    return archive


def table(archive: zipfile.ZipFile, path: str, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows of a list of files, by heading."""
    page = load_workbook(io.BytesIO(archive.read(path))).worksheets[sheet]
    names = [cell.value for cell in page[4]]
    rows = [row for row in page.iter_rows(min_row=6, values_only=True) if isinstance(row[6], int)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def attached(item: Any, name: str, by: Any, content: bytes = PDF, **where: Any) -> EvidenceUse:
    """An upload for an item."""
    return evidence.attach(item, name=name, chunks=[content], by=by, **where)
