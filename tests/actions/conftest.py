"""What several tests of long imports, and of templates, begin with."""

import pytest

from tests.factories import make_user
from tests.kept_templates import confirm
from tests.ledgers import template_books
from tests.ledgers.long_imports import hand_in
from tracker.actions import imports_undo, taking_in, templates
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Import, LedgerTemplate


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


@pytest.fixture
def upload(tmp_path):
    """Uploads a drawn template, and confirms it as it was recognised unless told otherwise."""

    def make(by, draw=template_books.official, name="省委台账", *, is_confirmed=True, **about) -> LedgerTemplate:
        path = draw(tmp_path / f"{draw.__name__}.xlsx")
        row = templates.add(by=by, name=name, file_name=path.name, chunks=[path.read_bytes()])
        return confirm(row, by, **about) if is_confirmed else row

    return make
