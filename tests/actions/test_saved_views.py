"""Keeping and dropping saved views: new or over the old one, the limits, and two saves at once."""

import pytest

from tests.actions.test_door import at_once
from tests.cast import make_cast
from tests.factories import make_user
from tracker import clock
from tracker.actions.desk import MAX_CONDITIONS, MAX_VIEWS, drop_view, keep_view
from tracker.errors import Invalid, Refused
from tracker.models import Event, SavedView

FULL = "您已保存 30 个视图，请先删除不用的，或者用已有的名称更新那一个。"
FIELDS = ("user", "name", "query", "columns", "shared_by", "shared_at")


def kept(user, name, query="lamp=RED", shared_by=None):
    return keep_view(user, name, query=query, columns=["unit"], shared_by=shared_by)


def rows():
    return list(SavedView.objects.values_list(*FIELDS))


def test_a_view_is_new_and_then_overwritten(cast):
    user = make_user(cast.clerk)

    first, is_new = kept(user, "逾期", shared_by=cast.clerk)
    assert rows() == [(user.pk, "逾期", "lamp=RED", ["unit"], cast.clerk.pk, clock.now())]
    again, is_again_new = kept(user, "逾期", "lamp=BLUE")

    assert (first.pk == again.pk, is_new, is_again_new) == (True, True, False)
    assert rows() == [(user.pk, "逾期", "lamp=BLUE", ["unit"], None, None)]
    assert Event.objects.count() == 0


def test_the_limit_counts_ones_own_views_and_lets_an_old_one_be_overwritten(cast):
    user, other = make_user(cast.clerk), make_user(cast.secretary)
    for place in range(MAX_VIEWS):
        kept(user, f"视图{place}")

    with pytest.raises(Invalid) as refusal:
        kept(user, "又一个")
    assert refusal.value.errors == {"name": [FULL]}
    assert (kept(user, "视图0")[1], kept(other, "又一个")[1]) == (False, True)
    assert (user.saved_views.count(), other.saved_views.count()) == (MAX_VIEWS, 1)


def test_conditions_have_a_longest_length(cast):
    user = make_user(cast.clerk)
    kept(user, "长", "q=" + "a" * (MAX_CONDITIONS - 2))

    with pytest.raises(Refused, match=r"^条件太多太长，不能存成视图，请去掉一些条件后再保存。$"):
        kept(user, "更长", "q=" + "a" * (MAX_CONDITIONS - 1))
    assert [row[1] for row in rows()] == ["长"]


def test_only_ones_own_view_is_dropped(cast):
    user, other = make_user(cast.clerk), make_user(cast.secretary)
    view = kept(user, "逾期")[0]

    drop_view(other, view)
    assert [row[1] for row in rows()] == ["逾期"]
    drop_view(user, view)
    assert rows() == []


@pytest.mark.django_db(transaction=True)
def test_saves_at_once_make_one_view_of_a_name_and_never_pass_the_limit():
    user = make_user(make_cast().clerk)
    for place in range(MAX_VIEWS - 1):
        kept(user, f"视图{place}")

    outcomes = at_once(*[lambda: kept(user, "同名")] * 3, lambda: kept(user, "另一个"))

    last = user.saved_views.order_by("pk").last().name
    assert (user.saved_views.count(), outcomes) == (
        MAX_VIEWS,
        ["done"] * 3 + [FULL] if last == "同名" else [FULL] * 3 + ["done"],
    )
