"""Imports confirmed while somebody else writes: nothing is made twice, and nothing is added to what is closed."""

import time
from pathlib import Path
from threading import Event as Signal

import pytest

from tests.actions.test_door import at_once
from tests.actions.test_jobs_newcomers import SAID, made
from tests.cast import Cast, make_cast
from tests.factories import make_category
from tests.ledgers.import_books import book, upload
from tracker.actions import imports
from tracker.actions.door import writing
from tracker.ledgers.intake import NEW
from tracker.models import Import, InspectionRound, Item, Person, Post
from tracker.queries import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_category("2.1")
    return made


def previewed(cast: Cast, path: Path, problem: str) -> Import:
    """A ledger of a unit and a leader whom nobody knows, both to be made."""
    batch = upload(book(path, (1, problem, "1.清淤。", "市蚕桑局", "欧阳某某", "", "", "", "")), cast.supervisor, cast)
    return imports.reread(batch, by=cast.supervisor, mapping={"columns": {}, "choices": {}, **SAID})


def test_one_import_confirmed_twice_makes_everybody_once(cast: Cast, tmp_path: Path) -> None:
    batch = previewed(cast, tmp_path, "河道清淤滞后。")

    outcomes = at_once(*[lambda: imports.confirm(Import.objects.get(pk=batch.pk), by=cast.supervisor)] * 2)

    assert (sorted(outcomes)[0], made()) == ("done", [1, 1, 1, 1])
    assert sorted(outcomes)[1] == f"这份台账已由{cast.supervisor.person.name}导入，没有重复导入。"
    assert [check() for _, check in verify.CHECKS] == [None] * 6


def test_two_ledgers_that_bring_the_same_names_make_them_once(cast: Cast, tmp_path: Path) -> None:
    batches = [previewed(cast, tmp_path, problem) for problem in ("河道清淤滞后。", "信访办理不及时。")]

    outcomes = at_once(*[lambda each=each: imports.confirm(each, by=cast.supervisor) for each in batches])

    assert (outcomes, made()) == (["done", "done"], [1, 1, 1, 2])
    assert {*Item.objects.values_list("leader_person__name", flat=True)} == {"欧阳某某"}
    assert [check() for _, check in verify.CHECKS] == [None] * 6


@pytest.mark.parametrize("part", ["clerk", "supervisor"])
def test_a_round_closed_while_an_import_waits_gets_nothing_more(cast: Cast, tmp_path: Path, part: str) -> None:
    by: Post = getattr(cast, part)
    row = (1, "信访办理不及时。", "1.建账。", "市民政局", "欧阳某某", "", "", "", "")
    batch = upload(book(tmp_path, row), by, cast)
    batch = imports.reread(batch, by=by, mapping={"columns": {}, "people": {f"{cast.unit.pk}:欧阳某某": NEW}})
    locked = Signal()

    def close() -> None:
        with writing(by=cast.supervisor) as writer:
            locked.set()
            time.sleep(0.5)  # the other one has asked by then, and waits
            row = InspectionRound.objects.get(pk=cast.inspection_round.pk)
            changes = writer.alter(row, closed_at=writer.at, closed_by=writer.by)
            writer.record("close_round", row, name=row.name, changes=changes)

    def confirm() -> None:
        locked.wait(20)
        imports.confirm(batch, by=by)

    assert at_once(close, confirm) == ["done", f"“{cast.inspection_round}”已办结，不能再增加事项。"]
    assert (Item.objects.count(), Person.objects.filter(name="欧阳某某").count()) == (0, 0)
