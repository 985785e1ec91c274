"""An import is undone as a whole, while nothing was done with its rows; afterwards it is refused with the numbers."""

import pytest

from tests.factories import fill_plan, item_at
from tests.ledgers.import_books import STANDARD, book, day, take, upload
from tracker.actions import imports, items
from tracker.actions.imports_undo import undo
from tracker.enums import ImportState, Status
from tracker.errors import Invalid, Refused, Stale
from tracker.models import Event, Item, Measure, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
REASON = "上传错了文件，这是上一轮的台账。"


def test_what_an_import_made_becomes_void(cast):
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)

    undo(batch, by=cast.second_supervisor, reason=REASON)

    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (ImportState.UNDONE, cast.second_supervisor)
    told = Item.objects.values_list("status", "voided_by", "due")
    assert list(told) == [(Status.VOID, cast.second_supervisor.pk, None)] * 5
    verbs = list(Event.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == [*["issue"] * 5, "import", *["void"] * 5, "undo_import"]
    assert {event.data["reason"] for event in Event.objects.filter(verb__in=("void", "undo_import"))} == {REASON}
    assert [note.text for note in Notice.objects.filter(unit=cast.unit).order_by("pk")][-1] == (
        "市委巡察办撤销了一次导入，其中本单位 5 项反馈问题作废。"
    )


def test_the_same_ledger_may_come_again(cast):
    undo(take(STANDARD, cast.supervisor, cast, cast.unit), by=cast.supervisor, reason=REASON)

    again = take(STANDARD, cast.supervisor, cast, cast.unit)

    assert (again.summary["created"], again.summary["known"]) == (5, 0)
    assert [item.number for item in Item.objects.counted().order_by("pk")] == [f"6-01-{n:02d}" for n in range(6, 11)]


def test_an_item_that_was_claimed_bars_it(cast):
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)
    items.claim(Item.objects.get(number="6-01-03"), by=cast.clerk)
    items.mark(Item.objects.get(number="6-01-05"), by=cast.supervisor, is_key=True)
    before = list(Item.objects.order_by("pk").values())

    with pytest.raises(Refused) as refused:
        undo(batch, by=cast.supervisor, reason=REASON)

    assert refused.value.sentence == (
        "导入以后已有 2 项办理过（6-01-03、6-01-05），不能整批撤销。不该有的事项，请市委巡察办逐项作废。"
    )
    assert list(Item.objects.order_by("pk").values()) == before


def test_a_filled_in_plan_is_as_before(cast, tmp_path):
    planning = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    fill_plan(planning, cast)
    planning.refresh_from_db()
    kept = list(planning.measures.kept().order_by("pk").values("text", "deadline", "owner"))
    before = (planning.leader, planning.owner, planning.deadline)
    path = book(
        tmp_path,
        (1, "信访办理不及时。", "1.修订管理办法。\n2.另立台账。", "", "王某某", "赵某某", "2027年3月底前", "", ""),
        (2, "开展专题学习研讨。", "1.每季度一次。", "", "", "", "", "", ""),
    )
    batch = take(path, cast.clerk, cast)
    planning.refresh_from_db()
    assert (planning.leader, planning.deadline, planning.measures.kept().count()) == ("王某某", day("2027-03-31"), 3)

    undo(batch, by=cast.clerk, reason=REASON)

    planning.refresh_from_db()
    assert (planning.leader, planning.owner, planning.deadline) == before
    assert list(planning.measures.kept().order_by("pk").values("text", "deadline", "owner")) == kept
    assert (planning.status, Item.objects.get(imported_from=batch).status) == (Status.PLANNING, Status.VOID)
    assert Measure.objects.filter(item=planning, removed_at=None).count() == len(kept)


def test_it_needs_a_reason(cast):
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)

    with pytest.raises(Invalid) as refused:
        undo(batch, by=cast.supervisor, reason="错了")

    assert refused.value.errors == {"reason": ["撤销理由不足 10 个字，请写明情况。"]}
    assert Item.objects.counted().count() == 5


def test_only_what_was_taken_in_is_undone_and_only_once(cast):
    waiting = upload(STANDARD, cast.supervisor, cast, cast.unit)
    with pytest.raises(Stale):
        undo(waiting, by=cast.supervisor, reason=REASON)
    batch = imports.confirm(waiting, by=cast.supervisor)
    undo(batch, by=cast.supervisor, reason=REASON)

    with pytest.raises(Stale) as refused:
        undo(batch, by=cast.supervisor, reason=REASON)

    assert refused.value.sentence == "这次导入已经撤销，或者没有导入过。"


@pytest.mark.parametrize("part", ["secretary", "handler", "discipline", "leader", "admin", "auditor", "stranger"])
def test_others_do_not_undo(cast, part):
    batch = take(STANDARD, cast.clerk, cast)

    with pytest.raises(Refused):
        undo(batch, by=getattr(cast, part), reason=REASON)

    assert Item.objects.counted().count() == 5
