"""An item walked to every status through the real workflow."""

import pytest

from tests.factories import item_at
from tracker.enums import Status
from tracker.models import Event, ItemVersion


@pytest.mark.parametrize("status", Status)
def test_an_item_reaches_every_status(cast, status):
    item = item_at(status, cast)

    assert item.status == status
    assert ItemVersion.objects.get(item=item, until=None).status == status
    assert [event.seq for event in Event.objects.order_by("seq")] == list(range(1, Event.objects.count() + 1))
