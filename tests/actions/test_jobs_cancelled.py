"""Long imports that are cancelled or whose worker is killed: all of it or nothing, and never against a cancel."""

import datetime
import os
import signal

import pytest
from django.db import connections

from tests.actions.test_door import check_chain
from tests.ledgers.long_imports import CHOSEN, at_each_word, fresh, hand_in
from tracker import busy
from tracker.actions import imports_jobs, jobs
from tracker.enums import ImportState, JobKind, JobState
from tracker.jobs.beat import Beat
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Event, Import, Item, Notice
from tracker.models.jobs import SILENT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_from_four", "blocks_of_two")]
LONG_SILENT = SILENT + datetime.timedelta(seconds=1)


def killed_at_a_word(do) -> None:
    """A worker that does this as it tells how far it is, and is killed at once."""
    connections.close_all()
    worker = os.fork()
    if not worker:
        work_off(at_each_word(JobKind.TAKE_IN, lambda job: (do(job), os.kill(os.getpid(), signal.SIGKILL))))
        os._exit(1)
    assert os.waitpid(worker, 0)[1] == signal.SIGKILL


def test_cancelled_in_the_middle_nothing_is_there(cast, office, read):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    seen = []

    def cancel(job):
        seen.append(jobs.as_it_is(fresh(job)).done)
        jobs.stop(job)
        assert jobs.as_it_is(fresh(job)).stop_asked_at is not None

    work_off(at_each_word(JobKind.TAKE_IN, cancel))

    assert seen == [0]
    assert (fresh(asked).state, fresh(asked).said) == (JobState.STOPPED, "提交人已取消。")
    assert (Item.objects.count(), Event.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert Import.objects.get().state == ImportState.PREVIEWED
    assert busy.held() is None

    again = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    work_off(KINDS)
    assert (fresh(again).state, Item.objects.count()) == (JobState.DONE, 5)


def test_a_killed_worker_leaves_nothing_and_the_next_one_does_it_all(cast, office, read, frozen_clock):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    killed_at_a_word(lambda job: None)

    assert (fresh(asked).state, fresh(asked).tries) == (JobState.RUNNING, 1)
    assert (Item.objects.count(), Event.objects.count(), Import.objects.get().state) == (0, 0, ImportState.PREVIEWED)
    assert busy.held() is None
    assert jobs.take() is None, "it may still be alive"

    frozen_clock.shift(LONG_SILENT)
    work_off(KINDS)

    assert (fresh(asked).state, fresh(asked).tries, Item.objects.count()) == (JobState.DONE, 2, 5)
    assert check_chain() == 6


def test_cancelled_and_then_killed_it_is_not_begun_again(cast, office, read, frozen_clock):
    """While it wrote, the cancel stood beside the database alone."""
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    killed_at_a_word(jobs.stop)
    assert (fresh(asked).state, fresh(asked).stop_asked_at) == (JobState.RUNNING, None)
    assert jobs.as_it_is(fresh(asked)).stop_asked_at is not None, "its page goes on saying that it stops"

    frozen_clock.shift(LONG_SILENT)
    assert work_off(KINDS) is None

    assert (fresh(asked).state, fresh(asked).said) == (JobState.STOPPED, "提交人已取消。")
    assert (Item.objects.count(), Event.objects.count(), Import.objects.get().state) == (0, 0, ImportState.PREVIEWED)
    assert busy.unwanted() == set()


def test_cancelled_while_it_is_planned_it_is_not_written(cast, office, read):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)

    def run(asked, *, heard: Beat, **by):
        jobs.stop(heard.job)
        return KINDS[JobKind.TAKE_IN](asked, heard=heard, **by)

    work_off({**KINDS, JobKind.TAKE_IN: run})

    assert (fresh(asked).state, fresh(asked).said, Item.objects.count()) == (JobState.STOPPED, "提交人已取消。", 0)


def test_cancelled_after_the_last_row_it_is_taken_back(cast, office, read):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)

    work_off(at_each_word(JobKind.TAKE_IN, lambda job: None, at_the_end=jobs.stop))

    assert (fresh(asked).state, Item.objects.count(), busy.unwanted()) == (JobState.STOPPED, 0, set())


def test_a_cancel_that_came_too_late_leaves_no_mark(cast, office, read):
    ended = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    work_off(KINDS)
    hand_in(cast, office)
    running = jobs.take()
    for job in (ended, running):
        busy.give_up(job.pk)

    jobs.forget_marks()

    assert busy.unwanted() == {running.pk}
    jobs.stopped(running)
    assert busy.unwanted() == set()


def test_a_reading_again_that_is_cancelled_at_the_end_changes_nothing(cast, office, read):
    asked = imports_jobs.ask_reread(read, **office, mapping={**read.mapping, "columns": {"整改台账": {"J": "skip"}}})

    work_off(at_each_word(JobKind.READ, lambda job: None, at_the_end=jobs.stop))

    assert (fresh(asked).state, fresh(asked).said) == (JobState.STOPPED, "提交人已取消。")
    assert Import.objects.get().mapping == read.mapping


def test_a_reading_again_ends_with_its_job(cast, office, read):
    mapping = {**read.mapping, "columns": {"整改台账": {"J": "skip"}}}
    asked = imports_jobs.ask_reread(read, **office, mapping=mapping)

    work_off(KINDS)

    assert (fresh(asked).state, fresh(asked).said) == (JobState.DONE, "已按改动重新读，请核对。")
    assert Import.objects.get().mapping["columns"] == mapping["columns"]
