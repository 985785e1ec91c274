"""What the database keeps of saved views: one name a user, no view without a name."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_user
from tracker.models import SavedView


def test_a_name_stands_once_for_each_user(cast):
    clerk, secretary = make_user(cast.clerk), make_user(cast.secretary)
    for user in (clerk, secretary):
        SavedView.objects.create(user=user, name="逾期", query="lamp=RED", columns=[])

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=clerk, name="逾期", query="", columns=[])
    assert list(SavedView.objects.values_list("user", "name", "query")) == [
        (clerk.pk, "逾期", "lamp=RED"),
        (secretary.pk, "逾期", "lamp=RED"),
    ]


def test_a_view_has_a_name(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=make_user(cast.clerk), name="", query="", columns=[])
    assert SavedView.objects.count() == 0
