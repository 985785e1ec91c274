"""Ledgers drawn at random (corpus/generator.py): whatever the layout, every field is found and nothing is made up."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.ledgers.corpus.files import write
from tests.ledgers.corpus.generator import Layout, drawn, facts, layouts
from tests.ledgers.corpus.scoring import score
from tests.ledgers.corpus.world import Facts
from tracker.ledgers.reading import as_json, read_ledger


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layouts(), facts())
def test_any_layout_tells_its_facts(layout: Layout, told: tuple[Facts, ...]):
    case = drawn(layout, told)
    with tempfile.TemporaryDirectory() as folder:
        items = as_json(read_ledger(write(case, Path(folder))))["items"]
    assert score(case.items, items).notes == []
