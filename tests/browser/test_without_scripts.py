"""The main job with scripts switched off: nothing of it may hang on them."""

import pytest

from tests.browser.main_job import approve, hand_in, issue, plan, sign, status, work
from tracker.enums import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_feedback_to_strike_off_without_scripts(ready, window):
    office, clerk, secretary, discipline, organisation = (
        window(post, java_script_enabled=False)
        for post in (ready.supervisor, ready.clerk, ready.secretary, ready.discipline, ready.organisation)
    )
    assert not office.go("/items/").page.evaluate("() => 'menus' in window")
    item = issue(office)
    clerk.go(f"/items/{item.number}/").click("认领")
    plan(clerk, item)
    for label in ("报方案", "申请销号"):
        packet = hand_in(clerk, item, label)
        sign(secretary, packet)
        for party in (discipline, organisation, office):
            approve(party, packet)
        if label == "报方案":
            assert status(item) == Status.IN_PROGRESS
            work(clerk, item)
    assert status(item) == Status.STRUCK_OFF
    assert clerk.go(f"/items/{item.number}/").status() == "已销号"
