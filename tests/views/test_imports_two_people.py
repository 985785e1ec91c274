"""Two people at the preview of one import: what one chose for rows means nothing once the other has read it anew."""

import pytest

from tests.factories import make_user
from tests.ledgers.import_books import book
from tests.views.test_imports import uploaded
from tests.views.test_imports_mending import GOOD, at, said
from tracker.actions import imports
from tracker.errors import Stale
from tracker.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
ANOTHER = "核对页打开以后，这份台账又按别的读法读过，这次没有办。下面是现在的读法，请再核对。"


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor))
    return client


@pytest.fixture
def three(office, cast, tmp_path) -> tuple:
    """An import of three rows, and the key of the reading that its page showed before a colleague left out a row."""
    rows = [(n, f"{n}号河段清淤滞后。", *GOOD[2:]) for n in (1, 2, 3)]
    batch = uploaded(office, cast, book(tmp_path, *rows))
    key = office.get(at("page", batch)).context["reading"]
    imports.reread(batch, by=cast.second_supervisor, mapping={**batch.mapping, "cells": {"台账": {"3": ""}}})
    return batch, key


@pytest.mark.parametrize("name", ["confirm", "reread"])
def test_what_was_chosen_for_rows_of_another_reading_is_refused(office, three, name):
    """The second row is another one by now; its category would have gone to the third."""
    batch, key = three

    answer = office.post(at(name, batch), {"category-1": "4.1", "reading": key})

    assert (answer.url, said(answer), Item.objects.count()) == (at("page", batch), [ANOTHER], 0)
    page = office.get(at("page", batch))
    assert page.context["reading"] != key
    assert said(office.post(at("confirm", batch), {"reading": page.context["reading"]})) == ["导入完成。"]
    assert list(Item.objects.order_by("number").values_list("problem", flat=True)) == [
        "1号河段清淤滞后。",
        "3号河段清淤滞后。",
    ]


def test_a_colleague_who_is_faster_by_a_moment_is_noticed_behind_the_lock(cast, three):
    batch, key = three  # fetched before the colleague read it again
    batch.refresh_from_db()
    for act in (
        lambda: imports.confirm(batch, by=cast.supervisor, categories={1: "4.1"}, reading=key),
        lambda: imports.reread(batch, by=cast.supervisor, mapping=batch.mapping, reading=key),
    ):
        with pytest.raises(Stale, match=ANOTHER):
            act()
    assert Item.objects.count() == 0
