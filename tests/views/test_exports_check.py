"""校验: a ledger that came back is untouched, the same, changed, unknown, or none of ours; and who may compare what."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.factories import issued, make_user
from tracker.actions.exports import export
from tracker.ledgers.layouts import LAYOUTS
from tracker.models import Export, Item
from tracker.models.exports import APPROVAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(cast) -> bytes:
    """The bytes of a ledger that the unit's clerk has taken out."""
    for _ in range(2):
        issued(cast)
    return b"".join(export("ledger", Item.objects.order_by("number"), by=cast.clerk).chunks)


def changed(content: bytes, **cells: str) -> bytes:
    """The workbook saved anew, with these cells written over."""
    book = load_workbook(io.BytesIO(content))
    for cell, text in cells.items():
        book.active[cell] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def first_problem(content: bytes) -> str:
    """The cell that holds the first item's problem."""
    problem = Item.objects.order_by("number").first().problem
    sheet = load_workbook(io.BytesIO(content)).active
    return next(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == problem)


def check(client, post, content: bytes, name: str = "台账.xlsx"):
    client.force_login(make_user(post))
    return client.post(reverse("exports:check"), {"file": SimpleUploadedFile(name, content)})


def said(response) -> str:
    return response.context["sentence"]


def test_a_copy_of_what_went_out_is_untouched_for_everybody(client, cast, ledger):
    code = Export.objects.get().code
    assert said(check(client, cast.stranger, ledger)) == f"没有改动：与存档 {code} 逐字节相同。"


def test_a_ledger_that_was_only_saved_again_says_the_same(client, cast, ledger):
    code = Export.objects.get().code
    assert said(check(client, cast.clerk, changed(ledger))) == (
        f"内容没有改动：文件另存过，每个单元格都与存档 {code} 相同。"
    )


def test_every_cell_that_was_changed_is_named(client, cast, ledger):
    place = first_problem(ledger)
    response = check(client, cast.supervisor, changed(ledger, **{place: "没有问题。"}))
    number = Export.objects.get().number
    assert said(response) == f"有改动：与存档 {number} 对照，有 1 处不同。"
    (difference,) = response.context["found"].differences
    kept = Item.objects.order_by("number").first().problem
    assert (difference.place, difference.kept, difference.this) == (f"整改台账!{place}", kept, "没有问题。")
    assert not response.context["is_good"]


def test_whoever_may_not_see_an_export_cannot_compare_with_it(client, cast, ledger):
    code = Export.objects.get().code
    assert said(check(client, cast.stranger, changed(ledger))) == (
        f"无法对照：没有您可以核对的导出 {code}。请交导出单位或市委巡察办校验。"
    )


def test_a_number_alone_opens_no_copy(client, cast, ledger):
    """Numbers run on; the rest of the code is what only the workbook itself tells."""
    code = f"{Export.objects.get().number}-00000000"
    book = Workbook()
    book.active["A1"] = f"校验码：{code}"
    out = io.BytesIO()
    book.save(out)

    response = check(client, cast.supervisor, out.getvalue())

    assert said(response) == f"无法对照：没有您可以核对的导出 {code}。请交导出单位或市委巡察办校验。"
    assert response.context["found"].differences == ()


def test_a_party_cannot_compare_with_the_approval_forms_of_another(client, cast):
    """They carry what the others said, which a party learns after its own verdict alone."""
    issued(cast)
    first, second, _ = cast.reviewers
    form = b"".join(export("approval", Item.objects.all(), by=first).chunks)
    code, again = Export.objects.get().code, changed(form)

    same = f"内容没有改动：文件另存过，每个单元格都与存档 {code} 相同。"
    unknown = f"无法对照：没有您可以核对的导出 {code}。请交导出单位或市委巡察办校验。"
    assert [said(check(client, post, again)) for post in (first, second, cast.leader)] == [same, unknown, same]


def test_the_layouts_with_opinions_are_the_forms():
    assert {layout.code for layout in LAYOUTS.values() if layout.shape == "form"} == {APPROVAL}


def test_a_table_without_a_check_code_is_none_of_ours(client, cast):
    response = check(client, cast.clerk, "序号,问题\n1,制度不全\n".encode(), "台账.csv")
    assert said(response) == "不是本系统导出的台账，或者校验码已被删去：表中没有找到校验码。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "这是一个空文件，请检查后重新选择。"), (b"PK\x03\x04broken", None), (None, "请选择要校验的台账。")],
)
def test_what_is_no_table_is_the_fields_error(client, cast, content, sentence):
    client.force_login(make_user(cast.clerk))
    files = {} if content is None else {"file": SimpleUploadedFile("台账.xlsx", content)}
    response = client.post(reverse("exports:check"), files)
    (error,) = response.context["form"].errors["file"]
    assert response.context["found"] is None
    assert error == sentence if sentence else error.endswith("。")


def test_checking_writes_nothing(client, cast, ledger, django_assert_num_queries):
    before = list(Export.objects.values())
    check(client, cast.clerk, changed(ledger))
    assert list(Export.objects.values()) == before


def test_the_command_names_the_cells_and_ends_with_1(cast, ledger, tmp_path, capsys):
    place = first_problem(ledger)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(changed(ledger, **{place: "没有问题。"}))
    with pytest.raises(CommandError, match=r"^有改动：与存档 .* 对照，有 1 处不同。$"):
        call_command("verify", ledger=str(path))
    problem = Item.objects.order_by("number").first().problem
    assert capsys.readouterr().out == f"整改台账!{place}：{problem} → 没有问题。\n"


def test_the_command_says_that_nothing_was_changed(cast, ledger, tmp_path, capsys):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(ledger)
    call_command("verify", ledger=str(path))
    assert capsys.readouterr().out == f"没有改动：与存档 {Export.objects.get().code} 逐字节相同。\n"


def test_a_file_that_is_not_there_is_told(db, tmp_path):
    with pytest.raises(CommandError, match=r"^打不开文件“.*”。$"):
        call_command("verify", ledger=str(tmp_path / "没有.xlsx"))
