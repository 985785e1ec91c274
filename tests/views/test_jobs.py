"""The pages of long work, and the export that becomes one."""

import pytest
from django.urls import reverse

from tests.factories import issued, make_user
from tracker import vault
from tracker.actions import jobs
from tracker.enums import JobState
from tracker.jobs.work import work_off
from tracker.late_forms import SEEN
from tracker.management.working import KINDS
from tracker.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, client):
    client.force_login(make_user(cast.supervisor))
    return client


@pytest.fixture
def long_from_two(monkeypatch):
    """Two rows are many enough for a job."""
    monkeypatch.setattr(jobs, "LONG", 1)


def ask(client) -> Job:
    response = client.post(reverse("exports:new"), {"filter": "status=ISSUED", "layout": "ledger"})
    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, reverse("jobs:page", args=[job.pk]))
    return job


@pytest.mark.django_db(transaction=True)
def test_a_large_export_is_left_to_a_job_and_fetched(cast, office, workbook, long_from_two):
    items = [issued(cast), issued(cast)]
    job = ask(office)
    page = office.get(reverse("jobs:page", args=[job.pk]))
    assert "已办 0 行，共 2 行" in page.content.decode()
    assert office.get(reverse("jobs:result", args=[job.pk])).status_code == 404

    work_off(KINDS)

    page = office.get(reverse("jobs:page", args=[job.pk])).content.decode()
    assert "共 2 项。" in page
    assert "取消这项作业" not in page
    response = office.get(reverse("jobs:result", args=[job.pk]))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    values = {cell.value for row in workbook(response).active.iter_rows() for cell in row}
    assert {item.number for item in items} <= values

    vault.path_of(Job.objects.get().sha256).unlink()
    assert office.get(reverse("jobs:result", args=[job.pk])).status_code == 404


def test_a_small_export_comes_at_once(cast, office):
    issued(cast)
    assert office.post(reverse("exports:new"), {"filter": "", "layout": "ledger"}).status_code == 200
    assert not Job.objects.exists()


def test_a_waiting_job_is_cancelled_by_its_button(cast, office, long_from_two):
    issued(cast), issued(cast)
    job = ask(office)
    office.post(reverse("jobs:stop", args=[job.pk]))
    assert Job.objects.get().state == JobState.STOPPED
    assert "提交人已取消。" in office.get(reverse("jobs:list")).content.decode()


def test_a_fourth_job_is_refused_on_the_register(cast, office, long_from_two):
    issued(cast), issued(cast)
    for _ in range(jobs.AT_ONCE):
        office.post(reverse("exports:new"), {"filter": "", "layout": "ledger"})
    response = office.post(reverse("exports:new"), {"filter": "", "layout": "ledger"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "您已有 3 项长作业在办理，请等其中一项办完，或先取消一项。"
    ]


def test_a_silent_worker_is_told(cast, office, long_from_two, frozen_clock):
    issued(cast), issued(cast)
    job = ask(office)
    frozen_clock.shift(31)
    assert "后台办理进程没有回应" in office.get(reverse("jobs:page", args=[job.pk])).content.decode()


def test_asking_again_by_itself_keeps_nobody_signed_in(office):
    assert SEEN in office.get(reverse("jobs:list")).cookies
    assert SEEN not in office.get(reverse("jobs:list"), headers={"X-Background": "1"}).cookies


def test_the_list_takes_the_same_statements_however_many_rows(cast, office, long_from_two, django_assert_num_queries):
    issued(cast), issued(cast)
    office.get(reverse("jobs:list"))
    for _ in range(3):
        office.post(reverse("exports:new"), {"filter": "", "layout": "ledger"})
        with django_assert_num_queries(7):
            office.get(reverse("jobs:list"))
