"""Whatever is altered behind the door's back, with the guards lowered, is named – and an honest history passes."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import item_at
from tracker import guards, vault
from tracker.canonical import digest
from tracker.enums import Status
from tracker.models import Event, Evidence, Item, Submission
from tracker.queries import verify

pytestmark = pytest.mark.django_db

HONEST = {
    "履历": None,
    "报批、签字与审核": None,
    "事项沿革": None,
    "防改规则": None,
    "材料文件": None,
    "检索文本": None,
}


@pytest.fixture
def item(cast) -> Item:
    """A struck-off item: handed in, signed and reviewed twice, with files."""
    return item_at(Status.STRUCK_OFF, cast)


def found() -> dict[str, str | None]:
    return {label: check() for label, check in verify.CHECKS}


def tamper(sql: str, *values) -> None:
    """Raw SQL with every guard lowered, as whoever holds the database could do; then the guards stand again."""
    guards.lower()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
    guards.put_up()


def test_an_honest_history_passes(item):
    assert found() == HONEST


def test_an_empty_system_passes(db):
    assert found() == HONEST


def test_lowered_guards_are_named(item):
    expected = guards.missing()
    assert expected == []
    guards.lower()
    missing = guards.missing()
    assert verify.guards() == f"数据库的防改规则缺 {len(missing)} 条，第一条是 {missing[0]}。"


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE tracker_event SET particulars = '{}' WHERE seq = 3", "履历第 3 条的内容与指纹不符。"),
        ("UPDATE tracker_event SET actor_id = NULL WHERE seq = 2", "履历第 2 条的内容与指纹不符。"),
        ("UPDATE tracker_event SET prev = digest WHERE seq = 4", "履历第 4 条与前一条接不上。"),
        ("DELETE FROM tracker_event WHERE seq = 5", "履历第 5 条不见了，第 6 条接不上。"),
        ("DELETE FROM tracker_event WHERE seq = 1", "履历第 1 条不见了，第 2 条接不上。"),
    ],
)
def test_an_altered_event_is_named(item, sql, sentence):
    tamper(sql)
    assert found()["履历"] == sentence


def test_an_event_made_anew_breaks_the_next_one(item):
    event = Event.objects.get(seq=3)
    event.particulars = "{}"
    tamper("UPDATE tracker_event SET particulars = '{}', digest = %s WHERE seq = 3", digest(event.link()))
    assert verify.chain() == "履历第 4 条与前一条接不上。"


PINNED = [
    (
        "UPDATE tracker_submission SET snapshot = '{}' WHERE kind = 'PLAN'",
        "事项 6-01-01 的整改方案（第 1 次）与报批时的内容不符。",
    ),
    (
        "UPDATE tracker_submission SET digest = 'x' WHERE kind = 'STRIKE_OFF'",
        "事项 6-01-01 的销号申请（第 1 次）与报批时的内容不符。",
    ),
    ("UPDATE tracker_signature SET sentence = 'x'", "报批单 6-01-FA01 的签字与签字时的内容不符。"),
    ("UPDATE tracker_signature SET digests = '[]'", "报批单 6-01-FA01 的签字与签字时的内容不符。"),
    ("UPDATE tracker_signature SET digest = 'x'", "报批单 6-01-FA01 的签字与签字时的内容不符。"),
    ("UPDATE tracker_packet SET number = number || 'x'", "报批单 6-01-FA01x 的签字与签字时的内容不符。"),
    ("UPDATE tracker_review SET opinion = 'x'", "事项 6-01-01 的审核意见（市委巡察办）与履历不符。"),
    ("UPDATE tracker_review SET verdict = 'RETURN'", "事项 6-01-01 的审核意见（市委巡察办）与履历不符。"),
]


@pytest.mark.parametrize(("sql", "sentence"), PINNED)
def test_an_altered_submission_signature_or_review_is_named(item, sql, sentence):
    tamper(sql)
    assert found() == {**HONEST, "报批、签字与审核": sentence}


def test_a_snapshot_altered_together_with_its_digest_is_named(item):
    turn = Submission.objects.order_by("pk").first()
    tamper("UPDATE tracker_submission SET snapshot = '{}', digest = %s WHERE id = %s", digest({}), turn.pk)
    assert verify.pins() == "事项 6-01-01 的整改方案（第 1 次）与报批时的内容不符。"


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE tracker_item SET deadline = '2030-01-01'", "事项 6-01-01 与沿革所记不符。"),
        ("UPDATE tracker_itemversion SET owner = 'x' WHERE until IS NULL", "事项 6-01-01 与沿革所记不符。"),
        ("DELETE FROM tracker_itemversion WHERE until IS NULL", "事项 6-01-01 没有沿革。"),
    ],
)
def test_an_item_that_left_its_history_is_named(item, sql, sentence):
    tamper(sql)
    assert found() == {**HONEST, "事项沿革": sentence}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tracker_item SET problem = 'x'",
        "UPDATE tracker_measure SET owner = 'x'",
        "UPDATE tracker_unit SET name = name || 'x'",
        "UPDATE tracker_itemtext SET text = 'x'",
        "UPDATE tracker_itemtext SET grams = " + ("'x'" if connection.vendor == "sqlite" else "'{x}'"),
        "DELETE FROM tracker_itemtext",
    ],
)
def test_a_text_that_is_searched_no_more_is_named(item, sql):
    tamper(sql)
    assert verify.search() == "事项 6-01-01 的检索文本已经过时。请运行 rebuild_search。"


def test_a_search_index_that_is_gone_is_named(item):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_grams" if connection.vendor == "sqlite" else "DROP INDEX search_grams")
    assert verify.search() == "检索索引缺 1 个部分，第一个是 search_grams。请运行 rebuild_search。"


def test_files_that_are_gone_or_altered_are_named(item):
    row = Evidence.objects.order_by("pk").first()
    path = vault.path_of(row.sha256)
    path.chmod(0o640)
    path.write_bytes(b"x")
    assert found() == {**HONEST, "材料文件": f"材料“{row.name}”的文件不在，或已被改动。"}
    path.unlink()
    assert verify.evidence() == f"材料“{row.name}”的文件不在，或已被改动。"


def test_a_file_exchanged_with_its_row_is_named(item):
    row = Evidence.objects.order_by("pk").first()
    with vault.staged([b"another"]) as file:
        vault.keep(file)
        tamper("UPDATE tracker_evidence SET sha256 = %s WHERE id = %s", file.sha256, row.pk)
    assert verify.evidence() == f"材料“{row.name}”在履历中没有上传记录。"


def test_the_command_counts_and_says_that_nothing_was_found(item, capsys):
    call_command("verify")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        *(
            f"履历 {Event.objects.count()}",
            "申请 2",
            "签字 2",
            "审核意见 6",
            "事项 1",
            "材料 2",
            "导出存档 0",
            "已清除的材料 0",
        ),
        "未发现问题",
    ]


def test_the_command_names_the_first_break_of_each_kind(item):
    tamper("UPDATE tracker_event SET particulars = '{}' WHERE seq IN (1, 2)")
    tamper("UPDATE tracker_item SET deadline = '2030-01-01'")
    with pytest.raises(CommandError) as broken:
        call_command("verify")
    assert str(broken.value) == "履历：履历第 1 条的内容与指纹不符。\n事项沿革：事项 6-01-01 与沿革所记不符。"
    assert broken.value.returncode == 1
