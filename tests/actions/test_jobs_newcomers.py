"""People and units that a long ledger brings along: made in its job, with the rows or not at all."""

import datetime

import pytest

from tests.ledgers.import_books import book
from tests.ledgers.long_imports import CHOSEN, at_each_word, fresh
from tracker import clock
from tracker.actions import imports, imports_jobs, jobs, offices, rounds
from tracker.enums import ImportState, JobKind, JobState, UnitKind
from tracker.jobs.work import work_off
from tracker.ledgers.intake import NEW, Outcome
from tracker.management.working import KINDS
from tracker.models import Event, Feedback, Import, Item, Person, Post, Unit
from tracker.queries import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_from_four", "blocks_of_two")]
FIELDS = {"name": "市蚕桑局", "short_name": "蚕桑局", "kind": UnitKind.GOVERNMENT, "fed_back_on": "2026-11-16"}
SAID = {"units": {"市蚕桑局": NEW}, "new_units": {"市蚕桑局": FIELDS}, "people": {"+市蚕桑局:欧阳某某": NEW}}


@pytest.fixture
def batch(cast, office, tmp_path) -> Import:
    """A long ledger of a unit that nobody knows, with a leader whom nobody knows; both are to be made."""
    rows = [(n, f"{n}号河段清淤滞后。", "1.清淤。", "市蚕桑局", "欧阳某某", "", "", "", "") for n in range(1, 9)]
    path = book(tmp_path, *rows)
    about = {"inspection_round": cast.inspection_round, "unit": None, "name": path.name}
    imports_jobs.hand_in(**office, **about, chunks=[path.read_bytes()])
    work_off(KINDS)
    imports_jobs.ask_reread(Import.objects.get(), **office, mapping={"columns": {}, **SAID})
    work_off(KINDS)
    return Import.objects.get()


def ask(batch: Import, office):
    return imports_jobs.ask_confirm(batch, **office, **{**CHOSEN, "categories": {}})


def made() -> list[int]:
    return [
        Unit.objects.filter(name="市蚕桑局").count(),
        Feedback.objects.filter(unit__name="市蚕桑局").count(),
        Person.objects.filter(name="欧阳某某").count(),
        Item.objects.count(),
    ]


def test_they_are_made_with_the_rows(cast, office, batch):
    assert len(imports.intake_of(batch, by=cast.supervisor).of(Outcome.NEW)) == 8
    assert made() == [0, 0, 0, 0]

    ask(batch, office)
    work_off(KINDS)

    assert made() == [1, 1, 1, 8]
    batch.refresh_from_db()
    assert (batch.state, batch.summary["new_units"], batch.summary["new_people"]) == (
        ImportState.CONFIRMED,
        ["市蚕桑局"],
        [{"name": "欧阳某某", "unit": "市蚕桑局"}],
    )
    unit = Unit.objects.get(name="市蚕桑局")
    assert set(Item.objects.values_list("unit", "leader_person__name", "leader_person__unit")) == {
        (unit.pk, "欧阳某某", unit.pk)
    }
    assert [check() for _, check in verify.CHECKS] == [None] * len(verify.CHECKS)


def test_cancelled_in_the_middle_nobody_is_left(office, batch):
    asked, events, seen = ask(batch, office), Event.objects.count(), []

    def cancel(job):
        seen.append(made()[:3])
        jobs.stop(job)

    work_off(at_each_word(JobKind.TAKE_IN, cancel))

    assert (fresh(asked).state, seen, made()) == (JobState.STOPPED, [[1, 1, 1]], [0, 0, 0, 0])
    assert Event.objects.count() == events
    ask(batch, office)
    work_off(KINDS)
    assert made() == [1, 1, 1, 8]


def test_a_unit_that_has_come_since_it_was_read_is_not_made_again(cast, office, batch):
    """What was said of its people holds for it, though it has an id of its own now."""
    unit = offices.create_unit(by=cast.admin, name="市蚕桑局", kind=UnitKind.GOVERNMENT)
    day = datetime.date(2026, 11, 16)
    rounds.add_feedback(cast.inspection_round, by=cast.supervisor, unit=unit, ordinal=9, fed_back_on=day)

    ask(batch, office)
    work_off(KINDS)

    assert made() == [1, 1, 1, 8]
    batch.refresh_from_db()
    assert ("new_units" in batch.summary, batch.summary["new_people"]) == (
        False,
        [{"name": "欧阳某某", "unit": "市蚕桑局"}],
    )


def test_without_its_feedback_such_a_unit_is_told_as_an_error(cast, office, batch):
    offices.create_unit(by=cast.admin, name="市蚕桑局", kind=UnitKind.GOVERNMENT)
    asked = ask(batch, office)

    work_off(KINDS)

    assert fresh(asked).said == "有 8 处须更正，整个台账都没有导入。请在核对页逐格改好，再确认。"
    assert made() == [1, 0, 0, 0]


def test_who_has_lost_the_post_before_the_job_began_makes_nobody(cast, office, batch):
    asked = ask(batch, office)
    Post.objects.filter(pk=cast.supervisor.pk).update(until=clock.today() - clock.ONE_DAY)

    work_off(KINDS)

    assert (fresh(asked).state, made()) == (JobState.FAILED, [0, 0, 0, 0])
    assert fresh(asked).said == "提交时的岗位已经卸任，没有办理。"


def test_a_round_closed_before_the_job_began_gets_nobody(cast, office, batch):
    asked = ask(batch, office)
    rounds.close_round(cast.inspection_round, by=cast.supervisor)

    work_off(KINDS)

    assert (fresh(asked).state, made()) == (JobState.FAILED, [0, 0, 0, 0])
