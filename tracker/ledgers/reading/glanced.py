"""What is shown of a sheet as it stands in its file: plain values, made by `glances.py`."""

from dataclasses import dataclass

JOINED = "并入上一行"  # what is said of a row that goes on with the problem above it


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One row as it stands in the file: its number, its texts by column, and what it is other than a problem."""

    number: int
    texts: tuple[str, ...]
    said: str = ""
    is_head: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether nothing was read from it."""
        return self.said not in ("", JOINED)


@dataclass(frozen=True, slots=True)
class Glance:
    """A sheet as it stands in the file: its columns, the first rows, and those passed over or doubtful further down."""

    name: str
    letters: tuple[str, ...] = ()
    rows: tuple[GlanceRow, ...] = ()
    last_row: int = 0
    columns_left: int = 0  # not shown
