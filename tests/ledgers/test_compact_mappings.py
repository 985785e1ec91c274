"""Tens of thousands of rows are held in mappings that say what a dictionary would."""

import pickle

import pytest

from tracker.ledgers.intake.told import Told
from tracker.ledgers.reading.where import InOneRow, where

FIELDS = {"text": "核查档案", "owner": "陈某某", "deadline": None}
ONE_ROW = {"problem": (7, 2), "measures": (7, 30)}
TWO_ROWS = {"problem": (7, 2), "measures": (8, 30)}


def test_fields_as_a_dictionary_tells_them():
    told = Told(FIELDS)

    assert (dict(told), {**told, "owner": ""}, len(told)) == (FIELDS, {**FIELDS, "owner": ""}, 3)
    assert told == FIELDS == pickle.loads(pickle.dumps(told))
    assert (told.get("id"), "id" in told, repr(told)) == (None, False, f"Told({FIELDS!r})")
    with pytest.raises(KeyError):
        told["id"]


def test_rows_alike_share_their_names():
    assert Told(FIELDS)._places is Told({**FIELDS, "text": "另一条"})._places


@pytest.mark.parametrize(("places", "kind"), [(ONE_ROW, InOneRow), (TWO_ROWS, dict), ({}, dict)])
def test_cells_by_their_names(places, kind):
    names = {meaning: f"{'AD' if column == 30 else 'B'}{row}" for meaning, (row, column) in places.items()}
    found = where(places)

    assert type(found) is kind
    assert found == names == pickle.loads(pickle.dumps(found))
    assert (list(found), list(found.values()), found.get("owners", "A7")) == (list(names), list(names.values()), "A7")


def test_items_of_a_table_share_its_columns():
    assert where(ONE_ROW)._columns is where({"problem": (9, 2), "measures": (9, 30)})._columns
