"""Opens a file of any kind we read as grids. Nothing here knows ledgers."""

from pathlib import Path

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.kinds import Kind, kind_of
from tracker.ledgers.reading.oldfiles import read_old
from tracker.ledgers.reading.textfiles import read_text
from tracker.ledgers.reading.webtables import read_html
from tracker.ledgers.reading.xlsx import read_xlsx
from tracker.ledgers.reading.xml2003 import read_xml


def open_grids(path: Path, name: str) -> list[Grid]:
    """The sheets of the file at `path`, called `name` by its sender, hidden ones marked; raises Unreadable."""
    kind = kind_of(path, name)
    if kind is Kind.XLSX:
        return read_xlsx(path)
    if kind is Kind.OLD:
        return read_old(path)
    if kind is Kind.XML:
        return read_xml(path)
    if kind is Kind.HTML:
        return read_html(path, name)
    return read_text(path, name)
