"""Long imports: taken in and undone by a worker – as a whole or not at all, whoever kills or cancels it."""

import datetime
from functools import partial

import pytest

from tests.actions.test_door import check_chain
from tests.factories import issued, make_user
from tests.ledgers.import_books import STANDARD, book, take
from tests.ledgers.long_imports import CHOSEN, at_each_word, fresh
from tracker import busy
from tracker.actions import imports, imports_jobs, items, jobs
from tracker.actions.imports_undo import undo
from tracker.enums import ImportState, JobKind, JobState, Status
from tracker.errors import Stale
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Event, Import, Item, ItemVersion, Job, Notice
from tracker.models.jobs import SILENT
from tracker.queries import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_from_four", "blocks_of_two")]
REASON = "上传错了文件，这是上一轮的台账。"


def test_the_whole_is_taken_in_as_on_a_page(cast, office, read):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)

    work_off(KINDS)

    job = fresh(asked)
    assert (job.state, job.said, job.done, job.total) == (JobState.DONE, "导入完成。", 5, 5)
    read.refresh_from_db()
    assert (read.state, read.confirmed_by, read.summary["created"]) == (ImportState.CONFIRMED, cast.supervisor, 5)
    assert list(Item.objects.order_by("number").values_list("number", "category__code")) == [
        ("6-01-01", "2.2"), *((f"6-01-0{n}", "2.1") for n in range(2, 6))
    ]  # fmt: skip
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [*["issue"] * 5, "import"]
    assert [note.text for note in Notice.objects.filter(unit=cast.unit)] == [
        "市委巡察办下发反馈问题 5 项，请在期限内认领。"
    ]
    assert check_chain() == 6
    assert [check() for _, check in verify.CHECKS] == [None] * len(verify.CHECKS)


def test_a_ledger_with_errors_ends_the_job_and_waits_to_be_mended(cast, office, tmp_path):
    rows = [(n, f"{n}号河段清淤滞后。", "1.建账。", "市蚕桑局", "", "", "", "", "") for n in range(5)]
    path = book(tmp_path, *rows)
    about = {"inspection_round": cast.inspection_round, "unit": None, "name": path.name}
    imports_jobs.hand_in(**office, **about, chunks=[path.read_bytes()])
    work_off(KINDS)
    asked = imports_jobs.ask_confirm(Import.objects.get(), **office, **CHOSEN)

    work_off(KINDS)

    assert fresh(asked).said == "有 5 处须更正，整个台账都没有导入。请在核对页逐格改好，再确认。"
    assert (fresh(asked).state, Import.objects.get().state) == (JobState.FAILED, ImportState.PREVIEWED)
    assert Item.objects.count() == 0


def test_a_second_confirmation_is_refused_in_words(cast, office, read):
    imports_jobs.ask_confirm(read, **office, **CHOSEN)
    told = "这份台账正在后台办理（导入台账），请等它办完，或由提交人取消那项长作业。"
    colleague = {"by": cast.second_supervisor, "user": make_user(cast.second_supervisor)}

    for call in (
        partial(imports_jobs.ask_confirm, read, **colleague, **CHOSEN),
        partial(imports_jobs.ask_reread, read, **colleague, mapping={}),
        partial(imports.give_up, read, by=cast.second_supervisor),
    ):
        with pytest.raises(Stale) as refusal:
            call()
        assert refusal.value.sentence == told
    assert Job.objects.filter(kind=JobKind.TAKE_IN).count() == 1


def test_the_database_keeps_two_open_jobs_of_one_import_apart(cast, office, read):
    Job.objects.create(kind=JobKind.TAKE_IN, post=office["by"], user=office["user"], batch=read)
    with pytest.raises(Exception, match=r"job_one_open_per_import|UNIQUE constraint failed"):
        Job.objects.create(kind=JobKind.READ, post=office["by"], user=office["user"], batch=read)


def test_a_worker_that_writes_is_not_taken_for_dead(cast, office, read, frozen_clock):
    asked = imports_jobs.ask_confirm(read, **office, **CHOSEN)
    job = jobs.take()
    frozen_clock.shift(SILENT + datetime.timedelta(seconds=1))
    with busy.holding(job.pk, 5):
        assert jobs.as_it_is(fresh(asked)).is_forgotten is False
        assert jobs.take() is None
    assert jobs.take() == asked


def test_an_undoing_gone_wrong_leaves_every_item(cast, office, read):
    imports_jobs.ask_confirm(read, **office, **CHOSEN)
    work_off(KINDS)
    read.refresh_from_db()
    asked = imports_jobs.ask_undo(read, **office, reason=REASON)

    work_off(at_each_word(JobKind.UNDO_IMPORT, jobs.stop))

    assert (fresh(asked).state, Import.objects.get().state) == (JobState.STOPPED, ImportState.CONFIRMED)
    assert list(Item.objects.values_list("status", flat=True)) == [Status.ISSUED] * 5

    again = imports_jobs.ask_undo(read, **office, reason=REASON)
    work_off(KINDS)

    assert (fresh(again).state, fresh(again).said, fresh(again).batch) == (JobState.DONE, "已整批撤销。", read)
    assert list(Item.objects.values_list("status", "voided_by")) == [(Status.VOID, cast.supervisor.pk)] * 5
    assert [check() for _, check in verify.CHECKS] == [None] * len(verify.CHECKS)
    assert check_chain() == 12


def test_undoing_in_blocks_leaves_what_item_by_item_leaves(cast, office):
    """`change_alike` is `Writer.change` for many: values, versions and events are the same."""
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)
    undo(batch, by=cast.supervisor, reason=REASON)
    single = items.void(issued(cast), by=cast.supervisor, reason=REASON)

    def left(item):
        event = Event.objects.filter(item=item).order_by("-seq").first()
        versions = list(
            ItemVersion.objects.filter(item=item).order_by("since", "pk").values("status", "since", "until")
        )
        return item.status, item.revision, versions, event.verb, event.data["reason"], sorted(event.data["changes"])

    assert [left(item) for item in Item.objects.filter(imported_from=batch)] == [left(single)] * 5
