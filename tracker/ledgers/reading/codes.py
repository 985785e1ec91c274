"""The check code that every workbook we export carries in its foot, as it is found in a file that came back."""

import re
from collections.abc import Sequence

from tracker.ledgers.reading.grids import Grid

_CODE = re.compile(r"校验码[：:\s]*(\d{4}-\d{6})-([0-9A-Fa-f]{8})")


def code_in(grids: Sequence[Grid]) -> tuple[str, str] | None:
    """The number and the whole check code that the workbook carries; the last one found, for it stands in the foot."""
    for grid in grids:
        for row in reversed(grid.numbers):
            for value in grid.rows[row].values():
                if isinstance(value, str) and "校验码" in value and (match := _CODE.search(value)):
                    return match[1], f"{match[1]}-{match[2].upper()}"
    return None
