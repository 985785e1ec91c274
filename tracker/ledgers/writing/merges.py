"""Merged cells and page breaks gathered while rows are written, in memory that does not grow with them.

Both stand in the sheet's XML behind all rows, so they wait in a temporary file; openpyxl would look through all merges
for each new one.
"""

import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

IN_MEMORY = 1 << 20
_BLOCK = 1 << 16
_COUNT = re.compile(r'<mergeCells count="(\d+)">')
# What the schema wants before the merges; a filter that is set has elements of its own.
_BEFORE_MERGES = (
    "sheetCalcPr|sheetProtection|protectedRanges|scenarios|autoFilter|sortState|dataConsolidate|customSheetViews"
)
_BEHIND_MERGES = re.compile(rf"</sheetData>(?:<({_BEFORE_MERGES})\b(?:[^>]*/>|.*?</\1>))*", re.DOTALL)
_BEFORE_BREAKS = "</headerFooter>"


class Gathered:
    """Merges such as “A9:A11” and the rows after which a page ends."""

    def __init__(self) -> None:
        self._merges = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the sheet, not with a block
        self.count = 0
        self.breaks: list[int] = []

    def merge(self, *ranges: str) -> None:
        """Remember so many merged ranges."""
        self._merges.write("".join([f'<mergeCell ref="{each}"/>' for each in ranges]).encode())
        self.count += len(ranges)

    def end(self, after: str) -> Iterator[bytes]:
        """The sheet's XML after its rows, merges and breaks put in where they belong."""
        before, rest = self._cut(after)
        yield before.encode()
        self._merges.seek(0)
        while block := self._merges.read(_BLOCK):
            yield block
        yield self._broken(rest).encode()

    def close(self) -> None:
        """Give the temporary file back."""
        self._merges.close()

    def _cut(self, after: str) -> tuple[str, str]:
        """Where merges go: into the element of the head's merges, or behind the rows where the head has none."""
        if found := _COUNT.search(after):
            total = int(found[1]) + self.count
            return after[: found.start()] + f'<mergeCells count="{total}">', after[found.end() :]
        at = _BEHIND_MERGES.match(after)
        place = at.end() if at and self.count else 0
        if not place:
            return "", after
        return after[:place] + f'<mergeCells count="{self.count}">', "</mergeCells>" + after[place:]

    def _broken(self, rest: str) -> str:
        if not self.breaks:
            return rest
        marks = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in self.breaks)
        count = len(self.breaks)
        told = f'<rowBreaks count="{count}" manualBreakCount="{count}">{marks}</rowBreaks>'
        return rest.replace(_BEFORE_BREAKS, _BEFORE_BREAKS + told, 1)
