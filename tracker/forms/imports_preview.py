"""What may be chosen on the preview of an import: meanings of columns and units, and categories row by row."""

from collections.abc import Mapping
from typing import Any

from tracker.actions.imports_reading import READ_BY, reading_key
from tracker.enums import OWN_SOURCES, Source
from tracker.forms.fields import whole
from tracker.forms.imports_mending import cells_asked, headers_asked
from tracker.forms.imports_names import people_asked, units_asked
from tracker.forms.imports_new_units import new_units_asked
from tracker.ledgers.intake import Intake
from tracker.ledgers.intake.meanings import PROBLEM, choice_of, is_choice
from tracker.ledgers.reading import SheetReading
from tracker.models import Import, Post

REST = "category-rest"
LEDGER_HOLDS = "holds-"


class PreviewForm:
    """The preview as it was handed in. `errors` hold a sentence by the name of the control it stands beside.

    A control that was not sent leaves things as they are; `mapping` is what the import would hold afterwards.
    """

    def __init__(self, data: Mapping[str, str], batch: Import, intake: Intake, by: Post):
        self.data, self._intake = data, intake
        self.errors: dict[str, str] = {}
        self._before: Mapping[str, Any] = batch.mapping
        ledger = intake.ledger
        self.mapping: dict[str, Any] = {
            "headers": headers_asked(data, batch.mapping.get("headers", {}), ledger, self.errors),
            "cells": cells_asked(data, batch.mapping.get("cells", {}), ledger, self.errors),
            "units": units_asked(data, batch.mapping.get("units", {}), intake.names, intake.units, by, self.errors),
            "people": people_asked(data, batch.mapping.get("people", {}), intake.people, by, self.errors),
            "choices": self._choices(),
        }
        words, before = {name.key: name.words for name in intake.names}, batch.mapping.get("new_units", {})
        self.mapping["new_units"] = new_units_asked(data, before, words, self.mapping["units"], self.errors)
        self.mapping["columns"] = self._columns()

    @property
    def is_changed(self) -> bool:
        """Whether the file has to be read again."""
        return any(self.mapping[name] != self._before.get(name, {}) for name in READ_BY)

    @property
    def reading(self) -> str:
        """The key of the reading that the page showed; empty where a program hands in no page."""
        return self.data.get("reading", "")

    @property
    def is_stale(self) -> bool:
        """Whether the file was read another way since the page was opened, so that its rows are others."""
        return self.reading not in ("", reading_key(self._before))

    @property
    def source(self) -> Source:
        """Where a unit's new rows belong; whatever a unit may not choose is refused as what 巡察办 issues."""
        asked = self.data.get("source") or Source.TASK
        return Source(asked) if asked in OWN_SOURCES else Source.FEEDBACK

    @property
    def rest(self) -> str:
        """The code for new rows whose category has neither a choice nor a basis; empty for the proposal."""
        return self.data.get(REST, "")

    @property
    def categories(self) -> dict[int, str]:
        """Codes by the place of their row; rows without a choice keep the proposal."""
        names = ((name.removeprefix("category-"), name) for name in self.data if name.startswith("category-"))
        places = ((whole(place), self.data[name]) for place, name in names)
        return {place: code for place, code in places if place is not None and code}

    @property
    def overwrite(self) -> frozenset[str]:
        """Numbers of the items for which the ledger holds, though they have changed since they were exported."""
        return frozenset(name.removeprefix(LEDGER_HOLDS) for name in self.data if name.startswith(LEDGER_HOLDS))

    def _choices(self) -> dict[str, str]:
        """As they were sent, to be shown again; a page of ours sends nothing that cannot be printed."""
        names = [name for name in self.data if name.startswith(("category-", LEDGER_HOLDS)) or name == "source"]
        said = {name: self.data[name][:20] for name in names if self.data[name]}
        return {name: value for name, value in said.items() if f"{name}{value}".isprintable()}

    def _columns(self) -> dict[str, dict[str, str]]:
        """What was said of columns; what was said of those under another header counts no more."""
        headers, before = self.mapping["headers"], self._before.get("headers", {})
        said = self._before.get("columns", {}).items()
        found = {name: dict(letters) for name, letters in said if headers.get(name) == before.get(name)}
        for place, sheet in enumerate(self._intake.ledger.sheets):
            asked = self._asked(place, sheet)
            changed = {letter: choice for letter, (choice, is_new) in asked.items() if is_new}
            if changed:
                found[sheet.name] = {**found.get(sheet.name, {}), **changed}
                self._check_problem(place, sheet, asked)
        return found

    def _asked(self, place: int, sheet: SheetReading) -> dict[str, tuple[str, bool]]:
        """The choice of each column, and whether it is another than the reading's."""
        asked: dict[str, tuple[str, bool]] = {}
        for column in sheet.columns:
            now = choice_of(column.meaning)
            choice = self.data.get(column_name(place, column.letter), "") or now
            if not is_choice(choice):
                self.errors[column_name(place, column.letter)] = "没有这种含义，请重新选择。"
                choice = now
            asked[column.letter] = (choice, choice != now)
        return asked

    def _check_problem(self, place: int, sheet: SheetReading, asked: Mapping[str, tuple[str, bool]]) -> None:
        """A table tells of problems in one column, no more and no less."""
        letters = [letter for letter, (choice, _) in asked.items() if choice == PROBLEM]
        for letter in letters[1:]:
            self.errors[column_name(place, letter)] = f"{letters[0]} 列已读作反馈问题，一张表只能有一列。"
        if not letters and not sheet.skipped:
            lost = next((column.letter for column in sheet.columns if column.meaning == PROBLEM), "A")
            self.errors[column_name(place, lost)] = "总要有一列读作反馈问题，请先指定是哪一列。"


def column_name(place: int, letter: str) -> str:
    """The name of the control for one column of the sheet at this place."""
    return f"column-{place}-{letter}"
