"""What a workbook is made of: its sheets with the words around their rows, and how much one of them takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.ledgers.layouts import Layout

NAME_LENGTH = 31  # Excel's limit
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the rows.

    `narrows_to` tells which rows a layout is limited to, `note` stands below them. `scope` (what was asked for) and
    `origin` (who made it when, under which number and check code) are the export's proof; `code` is printed on every
    page.
    """

    title: str
    unit_name: str
    made_on: date
    sentence: str
    signature_lines: tuple[str, ...] = ()
    narrows_to: str = ""
    note: str = ""
    scope: str = ""
    origin: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. With `by_measure` each measure has a line of its own, and what says the same of all is merged."""

    layout: Layout
    heading: Heading
    rows: Iterable[Any]
    name: str = ""
    by_measure: bool = False

    @property
    def label(self) -> str:
        """What stands on its tab."""
        return self.name or self.layout.name


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one sheet takes before the next one is begun: rows, and bytes of XML."""

    rows: int = 500_000
    size: int = 1_500_000_000


@dataclass(slots=True)
class Names:
    """The tabs given so far: none stands twice, none is longer or stranger than Excel allows."""

    taken: set[str] = field(default_factory=set)

    def give(self, wanted: str) -> str:
        """The name itself, or with the first free number behind it."""
        clean = _FORBIDDEN.sub("", wanted).strip("'") or "台账"
        name, number = clean[:NAME_LENGTH], 1
        while name.casefold() in self.taken:
            number += 1
            mark = f"（{number}）"
            name = clean[: NAME_LENGTH - len(mark)] + mark
        self.taken.add(name.casefold())
        return name
