"""The life of a job: one worker takes it, is heard of, ends it; a killed one leaves it to the next, a few times."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from tests.factories import issued, make_user
from tracker import vault
from tracker.actions import jobs
from tracker.actions.exports import export
from tracker.enums import JobKind, JobState
from tracker.errors import Refused
from tracker.jobs import work
from tracker.ledgers import books
from tracker.management.working import KINDS
from tracker.models import Event, Export, Item, Job, User
from tracker.models.jobs import SILENT

LEDGER = {"layout": "ledger", "query": "", "ids": None, "said": ""}


@pytest.fixture
def ask(cast):
    """Puts an export of the supervisor into the queue."""
    user = make_user(cast.supervisor)
    return lambda **asked: jobs.ask(JobKind.EXPORT, {**LEDGER, **asked}, by=cast.supervisor, user=user, total=3)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db(transaction=True)
def test_an_export_is_worked_off_and_waits_to_be_fetched(cast, ask):
    items = [issued(cast) for _ in range(3)]
    asked = ask(query="status=ISSUED", said="status=ISSUED")

    done = work.work_off(KINDS)

    job = fresh(asked)
    assert (done.pk, job.state, job.said, job.done, job.tries) == (asked.pk, JobState.DONE, "共 3 项。", 3, 1)
    assert job.name == "整改台账_2026-11-23.xlsx"
    assert vault.is_intact(job.sha256)
    assert vault.path_of(job.sha256).stat().st_size == job.size
    book = load_workbook(io.BytesIO(vault.path_of(job.sha256).read_bytes()))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert [item.number for item in items] == [value for value in cells if value in {item.number for item in items}]
    event = Event.objects.get(verb="export")
    assert (event.post, event.data["filter"], event.data["count"]) == (cast.supervisor, "status=ISSUED", 3)
    assert work.work_off(KINDS) is None


@pytest.mark.django_db(transaction=True)
def test_a_refusal_ends_the_job_with_its_sentence(ask):
    asked = ask()
    work.work_off(KINDS)
    job = fresh(asked)
    assert (job.state, job.sha256) == (JobState.FAILED, "")
    assert job.said == "所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"


@pytest.mark.django_db(transaction=True)
def test_a_fault_ends_the_job_in_words_and_the_next_one_is_taken(cast, ask, caplog):
    issued(cast)
    broken, whole = ask(ids="not a list of ids", query=None), ask()
    assert [work.work_off(KINDS).pk, work.work_off(KINDS).pk] == [broken.pk, whole.pk]
    assert (fresh(broken).state, fresh(whole).state) == (JobState.FAILED, JobState.DONE)


@pytest.mark.django_db(transaction=True)
def test_whoever_has_left_the_post_gets_nothing(cast, ask):
    issued(cast)
    asked = ask()
    cast.supervisor.until = datetime.date(2026, 11, 22)
    cast.supervisor.save()
    work.work_off(KINDS)
    assert (fresh(asked).state, fresh(asked).said) == (JobState.FAILED, "提交时的岗位已经卸任，没有办理。")
    assert not Event.objects.filter(verb="export").exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_has_no_account_any_more_gets_nothing(cast, ask):
    issued(cast)
    asked = ask()
    User.objects.update(is_active=False)
    work.work_off(KINDS)
    assert (fresh(asked).state, fresh(asked).said) == (JobState.FAILED, "提交人的账号已停用，没有办理。")
    assert not Event.objects.filter(verb="export").exists()


@pytest.mark.django_db
def test_jobs_are_taken_in_turn_and_each_once(ask):
    first, second = ask(), ask()
    assert [jobs.take(), jobs.take(), jobs.take()] == [first, second, None]


@pytest.mark.django_db
def test_nobody_has_more_than_three_open(ask):
    made = [ask() for _ in range(jobs.AT_ONCE)]
    with pytest.raises(Refused) as refusal:
        ask()
    assert str(refusal.value) == "您已有 3 项长作业在办理，请等其中一项办完，或先取消一项。"
    jobs.stop(made[0])
    assert ask().state == JobState.WAITING


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_never_taken(ask):
    asked = ask()
    jobs.stop(asked)
    assert (fresh(asked).state, fresh(asked).said, jobs.take()) == (JobState.STOPPED, "提交人已取消。", None)


@pytest.mark.django_db
def test_a_running_job_stops_at_its_next_word(ask):
    asked = ask()
    job = jobs.take()
    jobs.beat(job, 1)
    assert fresh(asked).done == 1
    jobs.stop(fresh(asked))
    with pytest.raises(jobs.Stopped):
        jobs.beat(job, 2)
    jobs.stopped(job)
    assert (fresh(asked).state, fresh(asked).done) == (JobState.STOPPED, 1)


@pytest.mark.django_db
def test_a_killed_worker_leaves_the_job_to_the_next_and_is_heard_no_more(ask, frozen_clock):
    asked = ask()
    killed = jobs.take()
    frozen_clock.shift(SILENT)
    assert jobs.take() is None, "it may still be alive"
    frozen_clock.shift(1)
    again = jobs.take()
    assert (again.pk, again.tries, again.done) == (asked.pk, 2, 0)
    with pytest.raises(jobs.Stopped):
        jobs.beat(killed, 5)
    with vault.staged([b"late"]) as file, pytest.raises(jobs.Stopped):
        jobs.finish(killed, "", "late.xlsx", file)
    jobs.stopped(killed)
    assert (fresh(asked).state, fresh(asked).sha256) == (JobState.RUNNING, "")
    assert not vault.is_intact(file.sha256), "no row tells of it, and nobody would ever take it away"


@pytest.mark.django_db
def test_a_file_cancelled_at_its_end_is_not_kept(ask):
    ask()
    job = jobs.take()
    jobs.stop(job)
    with vault.staged([b"unwanted"]) as file, pytest.raises(jobs.Stopped):
        jobs.finish(job, "", "unwanted.xlsx", file)
    jobs.stopped(job)
    assert (fresh(job).state, fresh(job).sha256, vault.is_intact(file.sha256)) == (JobState.STOPPED, "", False)


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_given_up(ask, frozen_clock):
    asked = ask()
    for _ in range(jobs.TRIES):
        assert jobs.take().pk == asked.pk
        frozen_clock.shift(SILENT + datetime.timedelta(seconds=1))
    assert jobs.take() is None
    assert (fresh(asked).state, fresh(asked).said) == (JobState.FAILED, jobs.LEFT)


@pytest.mark.django_db
def test_a_cancelled_job_of_a_killed_worker_ends(ask, frozen_clock):
    asked = ask()
    jobs.take()
    jobs.stop(fresh(asked))
    frozen_clock.shift(SILENT + datetime.timedelta(seconds=1))
    assert (jobs.take(), fresh(asked).state) == (None, JobState.STOPPED)


@pytest.mark.django_db(transaction=True)
def test_a_book_of_several_sheets_tells_how_far_the_book_is(cast, monkeypatch):
    """Four sheets of the same rows: a row is done once all have it, and the count never goes back."""
    monkeypatch.setattr(books, "TOLD_EVERY", 1)
    for _ in range(3):
        issued(cast)
    heard: list[int] = []
    made = export("three_lists", Item.objects.all(), by=cast.supervisor, heard=heard.append)
    b"".join(made.chunks)
    assert heard == [number // 4 for number in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_a_ledger_is_written_once_and_is_the_jobs_result(cast, ask, monkeypatch):
    """What the export keeps on its way is what the job hands out: nothing is written for it a second time."""
    issued(cast)
    begun = []
    fetched = vault.tempfile.mkstemp
    monkeypatch.setattr(vault.tempfile, "mkstemp", lambda **about: begun.append(about) or fetched(**about))
    asked = ask()
    work.work_off(KINDS)
    job, row = fresh(asked), Export.objects.get()
    assert (job.sha256, job.size, len(begun)) == (row.sha256, row.size, 1)
    assert vault.is_intact(job.sha256)
