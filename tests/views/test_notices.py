"""Notices reach the role and unit they are for, and nobody else."""

import pytest
from django.urls import reverse

from tests.factories import issued, make_user
from tracker.models import Notice

pytestmark = pytest.mark.django_db


def test_a_notice_is_on_one_desk_alone(client, cast):
    issued(cast)
    notice = Notice.objects.get()

    client.force_login(make_user(cast.clerk))
    assert [row.text for row in client.get(reverse("notices")).context["page_obj"]] == [
        "市委巡察办下发反馈问题 1 项，请在期限内认领。"
    ]
    for other in (cast.stranger, cast.secretary, cast.supervisor):
        client.force_login(make_user(other))
        assert list(client.get(reverse("notices")).context["page_obj"]) == []
        client.post(reverse("notices_read"), {"notice": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_is_noted_once(client, cast):
    issued(cast)
    notice = Notice.objects.get()
    client.force_login(make_user(cast.clerk))

    client.post(reverse("notices_read"), {"notice": [notice.pk, "x"]})

    notice.refresh_from_db()
    assert notice.read_by == cast.clerk


@pytest.mark.parametrize("part", ["admin", "security", "auditor"])
def test_administrators_have_no_notices(client, cast, part):
    client.force_login(make_user(getattr(cast, part)))

    assert client.get(reverse("notices")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_notices(client, cast, django_assert_num_queries, count):
    for _ in range(count):
        issued(cast)
    client.force_login(make_user(cast.clerk))
    client.get(reverse("notices"))

    with django_assert_num_queries(7):
        response = client.get(reverse("notices"))
    assert len(response.context["page_obj"]) == count
