"""The log as a workbook: the lines of the page, for the auditor alone; nobody else compares with the copy of it."""

import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_user
from tracker.actions import lists
from tracker.enums import Status
from tracker.models import Event, Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client, cast):
    item_at(Status.PLANNING, cast)
    issued(cast, unit=cast.other_unit)
    client.force_login(make_user(cast.auditor))
    return client


def listed(content: bytes) -> list[tuple]:
    """(序号, 时间, 办了什么, 对象, 变化, 指纹) of every row."""
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=6, values_only=True)
    return [(row[0], row[1], row[3], row[4], row[6] or "", row[7]) for row in rows if isinstance(row[0], int)]


def taken_out(client, query: str = "") -> bytes:
    return b"".join(client.post(f"{reverse('log_export')}?{query}").streaming_content)


@pytest.mark.parametrize("query", ["", "verb=claim", "number=6-02", "since=2026-11-01&person=某"])
def test_it_holds_the_lines_of_the_page_and_not_itself(auditor, query):
    page = auditor.get(f"{reverse('log')}?{query}")
    rows = page.context["rows"]
    changes = ["\n".join(f"{label}：{old} → {new}" for label, old, new in row.changes) for row in rows]
    assert rows
    assert f'action="{reverse("log_export")}?' in page.content.decode()
    assert listed(taken_out(auditor, query)) == [
        (row.seq, row.at, row.verb, row.about, change, row.full_digest)
        for row, change in zip(rows, changes, strict=True)
    ]


def test_it_is_an_export_and_so_in_the_log_itself(auditor, cast):
    last = Event.objects.count()
    taken_out(auditor, f"verb=claim&unit={cast.unit.pk}")
    row = Export.objects.get()
    assert (row.layout, row.count, row.scope) == ("log", 1, f"动作：认领；办理单位：{cast.unit}")
    later = Event.objects.filter(seq__gt=last).order_by("seq")
    assert [(event.verb, event.post) for event in later] == [("export", cast.auditor), ("keep_export", cast.auditor)]


@pytest.mark.parametrize(
    ("query", "most", "sentence"),
    [
        ("number=9", 100, lists.NOTHING),
        ("", 2, "所选 {count} 条，超过 2 条，没有导出。请按时间分几次导出。"),
    ],
)
def test_refusals_are_told_on_the_log(auditor, monkeypatch, query, most, sentence):
    monkeypatch.setattr(lists, "LONG", most)
    count = Event.objects.count()
    response = auditor.post(f"{reverse('log_export')}?{query}")
    assert response.url == f"{reverse('log')}?{query}"
    assert [str(message) for message in get_messages(response.wsgi_request)] == [sentence.format(count=count)]
    assert not Export.objects.exists()


def test_nobody_else_compares_with_what_the_auditor_took_out(auditor, cast):
    book = load_workbook(io.BytesIO(taken_out(auditor)))
    book.active["D6"] = "别的"
    out = io.BytesIO()
    book.save(out)
    auditor.force_login(make_user(cast.supervisor))
    file = SimpleUploadedFile("日志.xlsx", out.getvalue())
    page = auditor.post(reverse("exports:check"), {"file": file})
    code = Export.objects.get().code
    assert page.context["sentence"] == f"无法对照：没有您可以核对的导出 {code}。请交导出单位或市委巡察办校验。"
