"""A long ledger is read by a worker, and its preview kept; a file that is none leaves nothing."""

import datetime
import os

import pytest

from tests.ledgers.import_books import PRACTICE, STANDARD, book
from tests.ledgers.long_imports import fresh, hand_in
from tracker import vault
from tracker.actions import imports, imports_jobs, imports_previews, jobs
from tracker.enums import ImportState, JobKind, JobState
from tracker.errors import Refused
from tracker.jobs.work import work_off
from tracker.ledgers.intake import Outcome
from tracker.management.working import KINDS
from tracker.models import Event, Import, Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_from_four")]


def test_a_long_ledger_is_read_by_a_worker(cast, office):
    asked = hand_in(cast, office)
    assert (asked.kind, asked.state, asked.total, Import.objects.count()) == (JobKind.READ, JobState.WAITING, 18, 0)

    work_off(KINDS)

    job, batch = fresh(asked), Import.objects.get()
    assert (job.state, job.said, job.done, job.batch) == (JobState.DONE, "已读完，请核对。", 18, batch)
    assert (batch.name, batch.unit, batch.previewed_by) == (STANDARD.name, cast.unit, cast.supervisor)
    assert (batch.summary["items"], batch.state) == (5, ImportState.PREVIEWED)
    assert vault.is_intact(batch.sha256)
    assert list(vault.put_by_path("").iterdir()) == []


def test_a_short_one_is_read_at_once(cast, office, tmp_path):
    rows = [(n, f"{n}号河段清淤滞后。", "1.建账。", "市民政局", "", "", "", "", "") for n in (1, 2)]
    assert isinstance(hand_in(cast, office, book(tmp_path, *rows)), Import)
    assert Job.objects.count() == 0


def test_its_preview_reads_nothing_and_counts_all(cast, office, read, monkeypatch):
    whole = imports.whole_intake_of(read, by=cast.supervisor)
    vault.path_of(read.sha256).unlink()

    shown = imports.intake_of(read, by=cast.supervisor)

    assert shown.ledger.sheets == whole.ledger.sheets
    assert [len(shown.of(outcome)) for outcome in Outcome] == [len(whole.of(outcome)) for outcome in Outcome]
    assert [row.item for row in shown.rows] == [row.item for row in whole.rows]


def test_what_is_cut_off_still_counts(cast, office, read, monkeypatch):
    monkeypatch.setattr(imports_previews, "SHOWN", 1)
    whole = imports.whole_intake_of(read, by=cast.supervisor)
    short = imports_previews.cut(whole)
    deadlines = [[(m.deadline_text, m.deadline) for m in row.item.measures] for row in short.rows]

    assert short.rows[0] == whole.rows[0]
    assert [(row.outcome, row.why, row.item.deadline) for row in short.rows] == [
        (row.outcome, row.why, row.item.deadline) for row in whole.rows
    ]
    assert deadlines == [[(m.deadline_text, m.deadline) for m in row.item.measures] for row in whole.rows]


def test_an_unreadable_file_ends_the_job_and_leaves_nothing(cast, office, tmp_path):
    path = tmp_path / "账.csv"
    path.write_text("今天天气很好\n" * 9)
    asked = hand_in(cast, office, path)

    work_off(KINDS)

    assert fresh(asked).state == JobState.FAILED
    assert fresh(asked).said == (
        "没有在文件里找到整改台账，只看到工作表“账”（今天天气很好）：台账要有一行表头，至少写明问题、整改措施、时限或责任人。"
    )
    assert (Import.objects.count(), Event.objects.count(), list(vault.put_by_path("").iterdir())) == (0, 0, [])


def test_a_cut_off_file_is_told_at_once(cast, office):
    with pytest.raises(Exception, match="文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"):
        hand_in(cast, office, PRACTICE / "25_truncated.xlsx")
    assert (Job.objects.count(), Import.objects.count()) == (0, 0)


def test_a_fourth_job_leaves_no_file(cast, office):
    for _ in range(jobs.AT_ONCE):
        hand_in(cast, office)
    with pytest.raises(Refused):
        hand_in(cast, office)
    assert len(list(vault.put_by_path("").iterdir())) == jobs.AT_ONCE


def test_files_nobody_comes_for_go_after_an_hour(cast, office):
    gone, waits = hand_in(cast, office), hand_in(cast, office)
    jobs.stop(gone)
    for job in (gone, waits):
        os.utime(vault.put_by_path(job.asked["file"]), (0, 0))
    taken = vault.put_by_path("taken")
    taken.symlink_to("nowhere")  # as one that another process takes away between two looks
    imports_jobs.forget_files()
    taken.unlink()
    assert [place.name for place in vault.put_by_path("").iterdir()] == [waits.asked["file"]]


def test_whoever_has_left_the_side_reads_nothing(cast, office):
    asked = hand_in(cast, office)
    cast.inspection_round.closed_at = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    cast.inspection_round.closed_by = cast.supervisor
    cast.inspection_round.save()
    work_off(KINDS)
    assert fresh(asked).state == JobState.FAILED
    assert "已办结" in fresh(asked).said
    assert Import.objects.count() == 0
