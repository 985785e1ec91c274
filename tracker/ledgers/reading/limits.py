"""How much one file may hold, so that a bomb ends in a sentence and not in a machine without memory.

The largest ledger we mean to read has 66,000 rows of a dozen columns; the limits leave room for twice that and more,
and keep a reading under 300 MB where a file was made to fill the memory.
"""

from dataclasses import dataclass

from tracker.errors import Unreadable

MAX_CELLS = 2_000_000
MAX_CHARACTERS = 100_000_000
MAX_MERGES = 500_000
MAX_MERGED_CELLS = 1_500_000  # merged ranges times the cells they cover


@dataclass(slots=True)
class Allowance:
    """What a file has used up so far, over all its sheets."""

    cells: int = 0
    characters: int = 0
    merges: int = 0
    merged_cells: int = 0

    def take_cells(self, count: int = 1) -> None:
        """Counts cells that say something; raises Unreadable beyond the limit."""
        self.cells += count
        if self.cells > MAX_CELLS:
            _refuse()

    def take_text(self, length: int) -> None:
        """Counts characters as they come, before they are put together."""
        self.characters += length
        if self.characters > MAX_CHARACTERS:
            _refuse()

    def take_merges(self, count: int = 1) -> None:
        """Counts merged ranges."""
        self.merges += count
        if self.merges > MAX_MERGES:
            _refuse()

    def take_merged_cells(self, count: int) -> None:
        """Counts the cells that merged ranges cover."""
        self.merged_cells += count
        if self.merged_cells > MAX_MERGED_CELLS:
            _refuse()


def _refuse() -> None:
    raise Unreadable("表格内容过多，不像正常的台账，请拆分后再上传。")
