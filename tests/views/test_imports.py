"""A ledger is uploaded, looked at, and taken in as a whole or given up."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import issued, make_post, make_user
from tests.ledgers.import_books import PRACTICE, STANDARD, book
from tracker.enums import ImportState, Role, Status
from tracker.models import Event, Import, Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
URL = "/imports/"


def send(client, cast, path=STANDARD, **fields):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(URL, {"inspection_round": cast.inspection_round.pk, "file": file, **fields})


def uploaded(client, cast, path=STANDARD, **fields) -> Import:
    assert send(client, cast, path, **fields).status_code == 302
    return Import.objects.latest("pk")


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_office_imports_in_three_steps(client, cast):
    client.force_login(make_user(cast.supervisor))
    batch = uploaded(client, cast, unit=cast.unit.pk)
    page = reverse("imports:page", args=[batch.pk])

    preview = client.get(page)
    assert Item.objects.count() == 0
    assert [preview.context[name] for name in ("new_count", "known_count", "change_count")] == [5, 0, 5]

    response = client.post(reverse("imports:confirm", args=[batch.pk]), {"category-0": "2.2"})

    assert (response.url, said(response)) == (page, ["导入完成。"])
    assert list(Item.objects.values_list("category__code", flat=True)) == ["2.2", "2.1", "2.1", "2.1", "2.1"]
    ended = client.get(page)
    assert [item.number for item in ended.context["items"]] == [f"6-01-0{number}" for number in range(1, 6)]


def test_the_preview_tells_every_column(client, cast):
    client.force_login(make_user(cast.supervisor))
    batch = uploaded(client, cast, unit=cast.unit.pk)

    ((_, columns),) = client.get(reverse("imports:page", args=[batch.pk])).context["sheets"]

    kept = "没有对应栏目，原文随履历保存"
    assert [(column.letter, column.heading, column.meaning) for column in columns] == [
        ("A", "序号", "序号（没有反馈序号时用）"),
        ("B", "反馈问题", "问题概括（作问题类别）"),
        ("C", "具体问题表现", "反馈问题"),
        ("D", "整改目标", kept),
        ("E", "整改措施", "整改措施"),
        ("F", "责任领导", "牵头领导"),
        ("G", "责任部门", "责任单位、科室"),
        ("H", "责任人", "责任人"),
        ("I", "完成时限", "整改时限"),
        ("J", "整改进展", "整改进展"),
        ("K", "整改状态", "原台账所写状态"),
        ("L", "备注", kept),
    ]


def test_deadlines_are_shown_as_written_and_as_read(client, cast):
    client.force_login(make_user(cast.supervisor))
    batch = uploaded(client, cast, PRACTICE / "03_section_rows.xlsx", unit=cast.unit.pk)

    lines = client.get(reverse("imports:page", args=[batch.pk])).context["deadlines"]

    assert [(line.raw, line.count, line.read, line.frame, line.note) for line in lines] == [
        ("2023年10月底前", 2, "2023-10-31", "限期整改", "取期末"),
        ("2023年9月底前", 1, "2023-09-30", "限期整改", "取期末"),
        ("2023年12月底前", 1, "2023-12-31", "限期整改", "取期末"),
        ("立行立改", 1, "没有日期", "立行立改", ""),
        ("2023年12月31日前", 1, "2023-12-31", "限期整改", ""),
        ("长期坚持", 1, "没有日期", "长期坚持", ""),
    ]


def test_errors_bar_the_way(client, cast, tmp_path):
    rows = [(1, "信访办理不及时。", "1.建账。", "市蚕桑局", "", "", "2026年9月31日", "", "")]
    client.force_login(make_user(cast.supervisor))
    batch = uploaded(client, cast, book(tmp_path, *rows))
    page = reverse("imports:page", args=[batch.pk])

    preview = client.get(page)
    assert [(fault.where, fault.blocks) for fault in preview.context["faults"]] == [
        ("台账!G2", True),
        ("台账!D2", True),
    ]
    assert "disabled" in preview.content.decode()

    response = client.post(reverse("imports:confirm", args=[batch.pk]))
    assert said(response) == ["有 2 处须更正，整个台账都没有导入。请在核对页逐格改好，再确认。"]
    assert (response.status_code, response.context["batch"].state) == (200, "PREVIEWED")
    assert Item.objects.count() == 0


def test_a_second_time_everything_is_there(client, cast):
    client.force_login(make_user(cast.supervisor))
    first = uploaded(client, cast, unit=cast.unit.pk)
    client.post(reverse("imports:confirm", args=[first.pk]))

    again = uploaded(client, cast, unit=cast.unit.pk)

    preview = client.get(reverse("imports:page", args=[again.pk]))
    assert [preview.context[name] for name in ("new_count", "known_count", "change_count")] == [0, 5, 0]
    client.post(reverse("imports:confirm", args=[again.pk]))
    assert Item.objects.count() == 5
    assert client.get(reverse("imports:page", args=[again.pk])).context["items"] == []


@pytest.mark.parametrize(("asked", "source"), [({}, "TASK"), ({"source": "FOUND"}, "FOUND")])
def test_a_clerk_chooses_what_new_rows_are(client, cast, asked, source):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast)

    client.post(reverse("imports:confirm", args=[batch.pk]), asked)

    assert set(Item.objects.values_list("source", "status")) == {(source, Status.PLANNING)}


def test_a_clerk_sends_no_feedback(client, cast):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast)

    response = client.post(reverse("imports:confirm", args=[batch.pk]), {"source": "FEEDBACK"})

    assert said(response) == ["单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。"]
    assert Item.objects.count() == 0


def test_given_up(client, cast):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast)

    client.post(reverse("imports:give_up", args=[batch.pk]))

    batch.refresh_from_db()
    assert (batch.state, Item.objects.count()) == (ImportState.REFUSED, 0)
    assert client.get(reverse("imports:page", args=[batch.pk])).status_code == 200


CUT_OFF = (PRACTICE / "25_truncated.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cut.xlsx", CUT_OFF, "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"),
        ("空.xlsx", b"", "这是一个空文件，请检查后重新选择。"),
    ],
)
def test_a_bad_file_is_told_beside_the_field(client, cast, name, content, sentence):
    client.force_login(make_user(cast.supervisor))
    file = SimpleUploadedFile(name, content)

    response = client.post(URL, {"inspection_round": cast.inspection_round.pk, "file": file})

    assert (response.status_code, response.context["form"].errors) == (200, {"file": [sentence]})
    assert (Import.objects.count(), Event.objects.count()) == (0, 0)


def test_an_empty_form_is_told_field_by_field(client, cast):
    client.force_login(make_user(cast.clerk))

    errors = client.post(URL, {}).context["form"].errors

    assert errors == {"inspection_round": ["请选择轮次。"], "file": ["请选择台账文件。"]}


def test_a_strangers_import_is_not_there(client, cast):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast)
    addresses = [reverse(f"imports:{name}", args=[batch.pk]) for name in ("confirm", "give_up")]

    for stranger in (cast.stranger, cast.supervisor):
        client.force_login(make_user(stranger))
        assert client.get(reverse("imports:page", args=[batch.pk])).status_code == 404
        assert [client.post(address).status_code for address in addresses] == [404, 404]
    client.force_login(make_user(make_post(Role.CLERK, cast.unit)))
    assert client.get(reverse("imports:page", args=[batch.pk])).status_code == 200


@pytest.mark.parametrize("part", ["secretary", "handler", "discipline", "leader", "admin", "security", "auditor"])
def test_others_have_no_import(client, cast, part):
    client.force_login(make_user(getattr(cast, part)))

    assert (client.get(URL).status_code, client.post(URL).status_code) == (403, 403)
    assert client.get(reverse("imports:page", args=[1])).status_code == 403


def test_reading_writes_nothing(client, cast):
    client.force_login(make_user(cast.supervisor))
    batch = uploaded(client, cast, unit=cast.unit.pk)

    for name in ("confirm", "give_up"):
        assert client.get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 405


def test_queries_do_not_grow_with_the_rows(client, cast, django_assert_num_queries, tmp_path):
    client.force_login(make_user(cast.supervisor))
    for count in (1, 3):
        rows = [(n, f"{n}号河段清淤滞后。", "1.建账。", "市民政局", "", "", "", "", "") for n in range(count)]
        issued(cast)
        batch = uploaded(client, cast, book(tmp_path, *rows))
        with django_assert_num_queries(15):
            client.get(reverse("imports:page", args=[batch.pk]))
        with django_assert_num_queries(11):
            client.get(URL)
