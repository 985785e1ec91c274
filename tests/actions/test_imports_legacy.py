"""A ledger of a round long over is loaded by 巡察办: marked, never signed, out of live figures."""

import pytest

from tests.factories import make_category, make_round
from tests.ledgers.import_books import book, day
from tracker.actions import imports, items, rounds
from tracker.actions.imports_undo import undo
from tracker.enums import Source, Status, StrikeOffKind
from tracker.errors import Invalid, Refused
from tracker.models import Event, Feedback, Import, Item, Notice, Signature
from tracker.queries.figures import Scope
from tracker.queries.figures_counts import tally_of

pytestmark = pytest.mark.django_db
DONE = (1, "信访办理不及时。", "1.建账。", "市民政局", "陈某某", "", "2023年12月底前", "已建。", "已销号")
OPEN = (2, "河道清淤滞后。", "1.清淤。", "市民政局", "", "", "2023年12月底前", "", "整改中")


@pytest.fixture
def old(cast):
    make_category("2.1")
    row = make_round("4", is_legacy=True)
    Feedback.objects.create(inspection_round=row, unit=cast.unit, ordinal=1, fed_back_on=day("2023-03-01"))
    return row


def upload(path, by, inspection_round) -> Import:
    about = {"inspection_round": inspection_round, "unit": None, "name": path.name}
    return imports.upload(by=by, chunks=[path.read_bytes()], **about)


def test_done_rows_are_struck_off_and_the_others_in_progress(cast, old, tmp_path):
    batch = upload(book(tmp_path, DONE, OPEN), cast.supervisor, old)
    assert [fault.sentence for fault in imports.intake_of(batch, by=cast.supervisor).doubts] == [
        "原台账写“整改中”，按整改中装入，可在系统中继续办理。"
    ]

    imports.confirm(batch, by=cast.supervisor)

    told = Item.objects.order_by("pk").values_list(
        "status", "kind", "legacy", "reported_status", "due", "struck_off_at"
    )
    assert list(told) == [
        (Status.STRUCK_OFF, StrikeOffKind.COMPLETED, True, "已销号", None, None),
        (Status.IN_PROGRESS, "", True, "整改中", day("2023-12-31"), None),
    ]
    assert (Signature.objects.count(), Notice.objects.count()) == (0, 0)
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == ["load", "load", "import"]


def test_they_count_in_no_live_figure(cast, old, tmp_path):
    imports.confirm(upload(book(tmp_path, DONE, OPEN), cast.supervisor, old), by=cast.supervisor)

    assert [tally_of(scope.rows()).total for scope in (Scope(), Scope(None, old))] == [0, 2]


def test_the_same_ledger_again_changes_nothing_and_may_be_undone(cast, old, tmp_path):
    first = imports.confirm(upload(book(tmp_path, DONE, OPEN), cast.supervisor, old), by=cast.supervisor)
    again = imports.confirm(upload(book(tmp_path, DONE, OPEN), cast.supervisor, old), by=cast.supervisor)
    assert (again.summary["created"], again.summary["known"]) == (0, 2)

    undo(first, by=cast.supervisor, reason="装错了轮次，应当装入上一轮。")

    assert list(Item.objects.values_list("status", flat=True)) == [Status.VOID, Status.VOID]


def test_a_clerk_loads_no_old_ledger(cast, old, tmp_path):
    with pytest.raises(Refused) as refused:
        upload(book(tmp_path, DONE), cast.clerk, old)

    assert refused.value.sentence == (f"“{old}”已办结、是历史轮次（由市委巡察办装入）或没有对本单位的反馈，不能导入。")


def test_nothing_else_begins_in_an_old_round(cast, old):
    about = {"problem": "信访办理不及时。", "category": make_category("2.2")}
    for begin in (
        lambda: items.issue(old, cast.unit, [about], by=cast.supervisor),
        lambda: items.log(old, cast.unit, by=cast.clerk, source=Source.TASK, **about),
    ):
        with pytest.raises(Refused) as refused:
            begin()
        assert refused.value.sentence == f"“{old}”是历史轮次，只能由市委巡察办导入历史台账。"


def test_a_round_with_items_stays_what_it_is(cast, old, tmp_path):
    rounds.change_round(old, by=cast.supervisor, is_legacy=False)
    rounds.change_round(old, by=cast.supervisor, is_legacy=True)
    old.refresh_from_db()
    imports.confirm(upload(book(tmp_path, DONE), cast.supervisor, old), by=cast.supervisor)

    with pytest.raises(Invalid) as refused:
        rounds.change_round(old, by=cast.supervisor, is_legacy=False)

    assert refused.value.errors == {"is_legacy": ["本轮次已有事项，不能再改是不是历史轮次。"]}
