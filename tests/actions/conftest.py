"""What several tests of long imports begin with."""

import pytest

from tests.factories import make_user
from tests.ledgers.long_imports import hand_in
from tracker.actions import imports_undo, taking_in
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Import


@pytest.fixture
def office(cast, categories):
    """The supervisor with an account, who hands in."""
    return {"by": cast.supervisor, "user": make_user(cast.supervisor)}


@pytest.fixture
def read(cast, office) -> Import:
    """A long ledger that was handed in and read."""
    hand_in(cast, office)
    work_off(KINDS)
    return Import.objects.get()


@pytest.fixture
def blocks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are written between two words of how far it is."""
    for module in (taking_in, imports_undo):
        monkeypatch.setattr(module, "BLOCK", 2)
