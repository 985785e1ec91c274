"""A large review pack is a job: its zip is fetched later, kept for a week, and goes unless others need its bytes."""

import datetime
import hashlib

import pytest

from tests.factories import item_at, make_category, make_template, make_user
from tests.ledgers.packed import attached, opened
from tracker import vault
from tracker.actions import jobs, results
from tracker.enums import JobKind, JobState, Status
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Export, Job

pytestmark = pytest.mark.django_db(transaction=True)
LEDGER = "销号材料包清单_2026-11-23.xlsx"


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


@pytest.fixture
def ask(cast):
    user = make_user(cast.supervisor)
    asked = {"query": "", "ids": None, "scope": ""}
    return lambda **more: jobs.ask(JobKind.PACK, {**asked, **more}, by=cast.supervisor, user=user, total=2)


def test_a_large_pack_is_worked_off_and_goes_after_a_week(cast, ask, frozen_clock):
    attached(item_at(Status.IN_PROGRESS, cast), "材料.pdf", cast.clerk)
    asked = ask()
    work_off(KINDS)
    job = Job.objects.get(pk=asked.pk)
    assert (job.state, job.said, job.name) == (
        *(JobState.DONE, "共 1 项。文件保留 7 天。"),
        f"销号材料包_{cast.unit.label}_2026-11-23.zip",
    )
    archive = opened([vault.path_of(job.sha256).read_bytes()])
    assert Export.objects.get().sha256 == hashlib.sha256(archive.read(LEDGER)).hexdigest()

    frozen_clock.shift(results.KEPT)
    assert (results.drop_old(), vault.is_intact(job.sha256)) == (0, True)
    frozen_clock.shift(datetime.timedelta(seconds=1))
    assert (results.drop_old(), vault.is_intact(job.sha256)) == (1, False)
    dropped = Job.objects.get(pk=job.pk)
    assert (dropped.sha256, dropped.said, dropped.state) == ("", results.DROPPED, JobState.DONE)
    assert results.drop_old() == 0


def test_bytes_that_others_need_stay_when_a_pack_goes(cast, ask, frozen_clock):
    item = item_at(Status.IN_PROGRESS, cast)
    asked = ask(ids=[str(item.pk)], scope="报批单 一")
    work_off(KINDS)
    job = Job.objects.get(pk=asked.pk)
    assert Export.objects.get().scope == "报批单 一"
    attached(item, "材料包.zip", cast.clerk, vault.path_of(job.sha256).read_bytes())
    frozen_clock.shift(results.KEPT + datetime.timedelta(seconds=1))
    assert (results.drop_old(), vault.is_intact(job.sha256)) == (1, True)


def test_bytes_of_a_template_stay_too(cast, ask, frozen_clock):
    item_at(Status.IN_PROGRESS, cast)
    asked = ask()
    work_off(KINDS)
    job = Job.objects.get(pk=asked.pk)
    make_template(cast.clerk, sha256=job.sha256)
    frozen_clock.shift(results.KEPT + datetime.timedelta(seconds=1))
    assert (results.drop_old(), vault.is_intact(job.sha256)) == (1, True)


def test_a_pack_is_made_although_an_old_one_cannot_be_dropped(cast, ask, frozen_clock):
    """What nobody asked for is not done inside what somebody asked for."""
    item_at(Status.IN_PROGRESS, cast)
    first = ask()
    work_off(KINDS)
    frozen_clock.shift(results.KEPT + datetime.timedelta(seconds=1))
    old = vault.path_of(Job.objects.get(pk=first.pk).sha256)
    old.unlink()
    old.mkdir()  # it cannot be unlinked, whoever runs this
    second = ask()
    work_off(KINDS)
    assert Job.objects.get(pk=second.pk).state == JobState.DONE
