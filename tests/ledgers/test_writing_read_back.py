"""A written ledger read by our own reader: one list of columns, so what goes out comes back."""

import pytest

from tests.ledgers.ledger_rows import LEDGER, WORDS, round_rows
from tracker.ledgers.reading import Ledger, read_ledger
from tracker.ledgers.writing import write_ledger

ROWS = list(round_rows(12))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    path = tmp_path_factory.mktemp("ledger") / "ledger.xlsx"
    write_ledger(LEDGER, ROWS, out=path, **WORDS)
    return read_ledger(path)


def test_every_column_is_read_under_its_own_meaning(ledger: Ledger) -> None:
    read = {column.heading: column.meaning for column in ledger.sheets[0].columns}
    assert read == {column.heading: column.parse or column.key for column in LEDGER.columns}


@pytest.mark.parametrize(
    "field",
    [
        *("number", "source_number", "problem_class", "category", "problem", "root_cause"),
        *("time_frame", "is_lasting", "deadline", "progress", "struck_off_on", "remark"),
    ],
)
def test_a_field_comes_back_as_it_went_out(ledger: Ledger, field: str) -> None:
    assert [getattr(item, field) for item in ledger.items] == [getattr(row, field) for row in ROWS]


def test_measures_come_back_one_by_one_with_their_standards(ledger: Ledger) -> None:
    read = [[(measure.text, measure.standard) for measure in item.measures] for item in ledger.items]
    assert read == [[(measure.text, measure.standard) for measure in row.measures] for row in ROWS]


def test_people_and_units_come_back(ledger: Ledger) -> None:
    read = [(item.leaders, item.units, item.co_units, item.owners) for item in ledger.items]
    assert read == [((row.leader,), (row.unit,), (row.co_units,) if row.co_units else (), (row.owner,)) for row in ROWS]
