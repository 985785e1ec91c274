"""The shapes of a template: plain values, filled by the other modules of this package."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template is filled: its sheet, the rows of the header, and the rows that ours take the place of.

    `last` is `first` - 1 where the foot follows the header at once.
    """

    sheet: str
    header_top: int
    header_bottom: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """One column of the header: its letter, its words, what we would fill it with, and what a sample row says there."""

    letter: str
    heading: str
    keys: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """One sheet that can be filled."""

    place: Place
    columns: tuple[BlankColumn, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """What each column would be filled with, by letter; columns left empty are not named."""
        return {column.letter: column.keys for column in self.columns if column.keys}


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into a template besides the rows: who answers for it, the day, and the lines that prove the export."""

    place: Place
    mapping: Mapping[str, str]
    unit_name: str
    made_on: date
    proof: tuple[str, ...] = ()
    code: str = ""
    by_measure: bool = False
