"""Our own corpus of layouts (corpus/*.txt), each read and scored field by field against the truth beside it."""

from pathlib import Path

import pytest

from tests.ledgers.corpus.files import write
from tests.ledgers.corpus.notation import Case, cases_in
from tests.ledgers.corpus.scoring import score
from tracker.errors import Unreadable
from tracker.ledgers.reading import as_json, read_ledger

CASES = [case for path in sorted((Path(__file__).parent / "corpus").glob("*.txt")) for case in cases_in(path)]
LEDGERS = [case for case in CASES if not case.refusal]
REFUSED = [case for case in CASES if case.refusal]


@pytest.mark.parametrize("case", LEDGERS, ids=lambda case: case.name)
def test_every_field_of_every_item(case: Case, tmp_path: Path):
    items = as_json(read_ledger(write(case, tmp_path)))["items"]
    assert score(case.items, items).notes == []


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_is_no_ledger_says_what_was_found(case: Case, tmp_path: Path):
    with pytest.raises(Unreadable) as refused:
        read_ledger(write(case, tmp_path))
    assert refused.value.sentence == case.refusal
