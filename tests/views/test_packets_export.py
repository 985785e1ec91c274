"""The list of packets as a workbook: the very lines that the page shows to whoever looks at it."""

import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import make_user
from tests.paperwork import handed_in, signed
from tests.town import of_the_other_unit
from tracker.actions.lists import NOTHING
from tracker.models import Event, Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def packets(cast):
    return [handed_in(cast), signed(cast, 2), handed_in(of_the_other_unit(cast))]


def listed(response) -> list[tuple]:
    """(单号, 事项, 签字, 审核, 状态) of every row."""
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [row for row in page.iter_rows(min_row=6, values_only=True) if isinstance(row[4], int)]
    return [(row[0], row[4], row[5], row[6], row[9]) for row in rows]


@pytest.mark.parametrize("query", ["tab=all", "tab=sign", "tab=review", "tab=all&kind=PLAN", "tab=mine"])
@pytest.mark.parametrize("who", ["supervisor", "discipline", "clerk", "stranger", "secretary"])
def test_it_holds_the_lines_of_the_page(client, cast, packets, query, who):
    client.force_login(make_user(getattr(cast, who)))
    page = client.get(f"{reverse('packets:list')}?{query}")
    lines = [
        (line.packet.number, line.count, line.signed, line.reviewed, line.stage_label) for line in page.context["lines"]
    ]
    response = client.post(f"{reverse('packets:export')}?{query}")
    if not lines:
        assert [str(message) for message in get_messages(response.wsgi_request)] == [NOTHING]
        assert (response.url, Export.objects.count()) == (f"{reverse('packets:list')}?{query}", 0)
        return
    assert f'action="{reverse("packets:export")}?' in page.content.decode()
    assert listed(response) == lines


def test_it_is_an_export_with_its_conditions_in_words(client, cast, packets):
    client.force_login(make_user(cast.supervisor))
    query = f"tab=all&unit={cast.unit.pk}&round={cast.inspection_round.code}&kind=PLAN"
    response = client.post(f"{reverse('packets:export')}?{query}")
    assert len(listed(response)) == 2
    row = Export.objects.get()
    kind = packets[0].get_kind_display()
    assert (row.layout, row.count, row.filter) == ("packets", 2, query)
    assert row.scope == f"报批单：全部；单位：{cast.unit}；轮次：{cast.inspection_round}；种类：{kind}"
    assert row.sha256
    assert [*Event.objects.order_by("-seq").values_list("verb", flat=True)[:2]] == ["keep_export", "export"]


def test_statements_do_not_grow_with_the_packets(client, cast, packets, django_assert_max_num_queries):
    client.force_login(make_user(cast.supervisor))
    for _ in range(3):
        handed_in(cast)
    with django_assert_max_num_queries(32):
        listed(client.post(f"{reverse('packets:export')}?tab=all"))
