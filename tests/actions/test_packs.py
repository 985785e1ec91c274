"""A review pack holds the form and the evidence of exactly the items asked for, of nobody else, and lists each file."""

import hashlib
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.factories import PDF, finish_all, hand_in, issued, item_at, make_category, sign
from tests.ledgers.packed import attached, opened, table
from tracker import vault
from tracker.actions import evidence
from tracker.actions.door import writing
from tracker.actions.exports import export
from tracker.actions.packs import NOTHING, export_pack
from tracker.actions.reviews import Decision, decide
from tracker.enums import Status, SubmissionKind, Verdict
from tracker.errors import Refused
from tracker.ledgers.forms import HIDDEN
from tracker.ledgers.reading import read_ledger
from tracker.models import CoUnit, Event, Evidence, Export, Item, Review

pytestmark = pytest.mark.django_db
LEDGER = "销号材料包清单_2026-11-23.xlsx"
OTHER = PDF + b"% other"


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


@pytest.fixture
def working(cast):
    """An item of the unit with two measures."""
    return item_at(Status.IN_PROGRESS, cast, problem="信访办理不及时。群众不满意。")


def names(archive) -> list[str]:
    return [member.filename for member in archive.infolist()]


def test_each_item_has_a_folder_with_form_evidence_and_list(cast, working):
    first, second = working.measures.kept()
    attached(working, "会议纪要.pdf", cast.clerk, measure=second)
    attached(working, "通报.pdf", cast.clerk, OTHER, measure=first)
    attached(working, "说明.pdf", cast.clerk)
    issued(cast, problem="低保审核不严。")

    made = export_pack(Item.objects.all(), by=cast.clerk)
    archive = opened(made.chunks)

    folder = "6-01-01 信访办理不及时/"
    assert made.name == "销号材料包_市民政局_2026-11-23.zip"
    assert names(archive) == [
        "说明.txt",
        *(folder + name for name in ("销号申请审批表.xlsx", "措施1_通报.pdf", "措施2_会议纪要.pdf", "综合_说明.pdf")),
        f"{folder}材料目录.xlsx",
        "6-01-02 低保审核不严/销号申请审批表.xlsx",
        "6-01-02 低保审核不严/材料目录.xlsx",
        LEDGER,
    ]
    assert archive.read(f"{folder}措施1_通报.pdf") == OTHER
    form = load_workbook(io.BytesIO(archive.read(f"{folder}销号申请审批表.xlsx"))).active
    assert [form["A1"].value, form["A2"].value] == ["二届X市委第6轮巡察反馈问题销号申请审批表", "问题序号：6-01-01"]
    rows = table(archive, f"{folder}材料目录.xlsx")
    assert [(row["证明的事项"], row["包内文件"], row["上传时的文件名"]) for row in rows] == [
        ("销号申请审批表", "销号申请审批表.xlsx", None),
        ("措施1", "措施1_通报.pdf", "通报.pdf"),
        ("措施2", "措施2_会议纪要.pdf", "会议纪要.pdf"),
        ("综合", "综合_说明.pdf", "说明.pdf"),
    ]
    assert rows[1]["上传人"] == f"{cast.unit.label} {cast.clerk.person.name}"
    assert (rows[1]["上传时间"], rows[1]["大小（字节）"]) == ("2026-11-23 15:30", len(OTHER))


def test_the_list_in_the_ledger_names_every_file_with_its_digest(cast, working):
    attached(working, "会议纪要.pdf", cast.clerk)

    archive = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)

    listed = {row["包内文件"]: (row["大小（字节）"], row["指纹（SHA-256）"]) for row in table(archive, LEDGER, -1)}
    found = {name: archive.read(name) for name in names(archive) if name != LEDGER}
    assert listed == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in found.items()}


def test_units_have_folders_and_sheets_of_their_own(cast):
    issued(cast, problem="本单位的问题。"), issued(cast, unit=cast.other_unit, problem="外单位的问题。")

    made = export_pack(Item.objects.all(), by=cast.supervisor)
    archive = opened(made.chunks)

    units = [cast.unit.label, cast.other_unit.label]
    assert made.name == "销号材料包_2026-11-23.zip"
    assert [name.partition("/")[0] for name in names(archive) if name.endswith("审批表.xlsx")] == units
    assert load_workbook(io.BytesIO(archive.read(LEDGER))).sheetnames == [*units, "材料目录"]


def test_no_file_of_an_item_that_the_reader_may_not_see(cast, working):
    """Another unit's own evidence never; what it shares with an item of ours, as that item's evidence."""
    theirs = issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    Item.objects.filter(pk=theirs.pk).update(status=Status.IN_PROGRESS)
    secret = attached(theirs, "外单位内部材料.pdf", cast.stranger, PDF + b"% secret")
    shared = attached(theirs, "联合检查记录.pdf", cast.stranger, PDF + b"% shared")
    CoUnit.objects.create(item=working, unit=cast.other_unit, part="提供数据")

    before = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)
    assert not [name for name in names(before) if "内部材料" in name or "联合检查" in name or "外单位" in name]

    with writing(by=cast.stranger) as writer:
        evidence.use_in(writer, working, shared.evidence, is_shared=True)
    after = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)
    own = "6-01-01 信访办理不及时/"
    assert [name for name in names(after) if name.endswith(".pdf")] == [f"{own}综合_联合检查记录.pdf"]
    (row,) = [row for row in table(after, f"{own}材料目录.xlsx") if row["上传时的文件名"]]
    assert row["备注"] == "几个事项共用"
    assert secret.evidence.sha256 not in str(table(after, LEDGER, -1))
    with pytest.raises(Refused) as refused:
        export_pack(Item.objects.filter(pk=theirs.pk), by=cast.clerk)
    assert refused.value.sentence == NOTHING


def test_evidence_that_was_taken_down_or_purged_stays_out(cast, working):
    attached(working, "留用.pdf", cast.clerk)
    evidence.detach(attached(working, "取下.pdf", cast.clerk, OTHER), by=cast.clerk)
    purged = attached(working, "清除.pdf", cast.clerk, OTHER + b"2").evidence
    Evidence.objects.filter(pk=purged.pk).update(purged_at="2026-11-22T00:00Z", purged_by=cast.supervisor)

    archive = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)

    assert [name.rpartition("/")[2] for name in names(archive) if name.endswith(".pdf")] == ["综合_留用.pdf"]


def test_a_file_that_is_gone_or_was_changed_is_told(cast, working):
    gone, changed = attached(working, "丢失.pdf", cast.clerk), attached(working, "被改.pdf", cast.clerk, OTHER)
    vault.path_of(gone.evidence.sha256).unlink()
    place = vault.path_of(changed.evidence.sha256)
    place.chmod(0o640)
    place.write_bytes(b"forged")

    archive = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)

    rows = table(archive, "6-01-01 信访办理不及时/材料目录.xlsx")[1:]
    assert [(row["包内文件"], row["备注"]) for row in rows] == [
        (None, "文件不在材料库中，没有装入"),
        ("综合_被改.pdf", "内容与上传时的指纹不符"),
    ]


def test_hostile_and_equal_names_stay_apart_in_their_folder(cast, working):
    for name, content in (("../../x.pdf", b"1"), ("A.pdf", b"2"), ("a.pdf", b"3"), ("材料目录.xlsx.pdf", b"4")):
        attached(working, name, cast.clerk, PDF + content)

    archive = opened(export_pack(Item.objects.all(), by=cast.clerk).chunks)

    assert [name for name in names(archive) if name.endswith(".pdf")] == [
        f"6-01-01 信访办理不及时/综合_{name}" for name in (".._.._x.pdf", "A.pdf", "a（2）.pdf", "材料目录.xlsx.pdf")
    ]
    assert all(member.flag_bits & 0x800 for member in archive.infolist())


def test_the_pack_is_an_export_whose_ledger_is_kept(cast, working):
    made = export_pack(Item.objects.all(), by=cast.clerk, asked="status=IN_PROGRESS", scope="状态：整改中")
    archive = opened(made.chunks)

    row = Export.objects.get()
    assert (row.number, row.layout, row.name, row.filter, row.count, row.post) == (
        *("2026-000001", "pack", LEDGER, "status=IN_PROGRESS", 1),
        cast.clerk,
    )
    assert row.sha256 == hashlib.sha256(archive.read(LEDGER)).hexdigest()
    assert vault.is_intact(row.sha256)
    assert [*Event.objects.order_by("-seq").values_list("verb", flat=True)[:2]] == ["keep_export", "export"]
    note = archive.read("说明.txt").decode("utf-8-sig").splitlines()
    assert note[2:8] == [
        *("导出范围：状态：整改中", "内容：1 项，佐证材料 0 份，0 KB", "导出编号：2026-000001"),
        "导出时间：2026-11-23 15:30",
        f"导出人：{cast.unit.name} {cast.clerk.person.name}（{cast.clerk.get_role_display()}）",
        f"校验码：{row.code}",
    ]


def test_a_pack_that_is_broken_off_leaves_no_copy(cast, working):
    chunks = export_pack(Item.objects.all(), by=cast.clerk).chunks
    next(chunks)
    chunks.close()
    assert Export.objects.get().sha256 is None
    assert [*(vault.path_of("0" * 64).parent.parent / "incoming").iterdir()] == []


@pytest.mark.parametrize("part", ["admin", "security", "auditor"])
def test_administrators_get_nothing(cast, working, part):
    with pytest.raises(Refused) as refused:
        export_pack(Item.objects.all(), by=getattr(cast, part))
    assert refused.value.sentence == NOTHING
    assert not Export.objects.exists()


def test_statements_do_not_grow_with_the_items(cast, working, django_assert_max_num_queries):
    for _ in range(4):
        attached(item_at(Status.IN_PROGRESS, cast), "材料.pdf", cast.clerk)
    made = export_pack(Item.objects.all(), by=cast.clerk)
    with django_assert_max_num_queries(34):
        opened(made.chunks)


# --- what a reviewing body must not read yet -------------------------------------------------------------------------


def opinions(made) -> str:
    """What the forms of an export say the parties have said."""
    page = load_workbook(io.BytesIO(b"".join(made.chunks))).active
    return next(page.cell(row[0].row, 3).value for row in page.iter_rows() if row[0].value == "监督单位\n审核意见")


def test_a_party_reads_the_others_opinions_only_after_its_own(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    packet = signed_for_strike_off(item, cast)
    reviews = Review.objects.filter(submission__packet=packet)
    first, second, _ = (reviews.get(unit_of_party=post.unit) for post in cast.reviewers)
    decide([Decision(first, Verdict.APPROVE, "现场核实，同意。")], by=cast.reviewers[0])

    def seen(post) -> tuple[bool, int]:
        said = opinions(export("approval", Item.objects.filter(pk=item.pk), by=post))
        return "现场核实，同意。" in said, said.count(HIDDEN)

    assert [seen(cast.reviewers[0]), seen(cast.reviewers[1]), seen(cast.clerk)] == [(True, 0), (False, 2), (True, 0)]
    decide([Decision(second, Verdict.APPROVE, "")], by=cast.reviewers[1])
    assert seen(cast.reviewers[1]) == (True, 0)


def signed_for_strike_off(item, cast):
    packet = hand_in(item, cast, SubmissionKind.STRIKE_OFF)
    sign(packet, cast)
    return packet


def test_the_ledger_in_a_pack_comes_back_like_any_other(cast, working, tmp_path):
    """Its list of files is no ledger, and is left aside by the reader."""
    attached(working, "材料.pdf", cast.clerk)
    issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    archive = opened(export_pack(Item.objects.all(), by=cast.supervisor).chunks)
    told = read_ledger(Path(archive.extract(LEDGER, tmp_path)))
    assert [(row.number, row.problem) for row in told.items] == [*Item.objects.values_list("number", "problem")]
