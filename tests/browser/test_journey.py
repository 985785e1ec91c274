"""The main job in a real browser, from the feedback letter to the strike-off and the ledger.

On screen: 巡察办 issues a problem to 市民政局. Its clerk claims it, draws up two measures and hands the plan in. The
secretary reads the packet and signs with the password. Three parties review: 纪委监委 returns it once, the clerk hands
it in again, all approve. The clerk uploads evidence, finishes the measures, fills in the outcome and applies. Then the
secretary signs and the parties approve: struck off. 巡察办 sees it on the wall chart and in the exported ledger.

On paper: the clerk prints the 签字单, uploads the scan with its check code, a colleague at 巡察办 confirms it, and the
parties review.
"""

import datetime
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.browser.main_job import FILE, PROBLEM, approve, hand_in, issue, plan, sign, status, work
from tracker.actions.packets import check_code
from tracker.enums import Status, StrikeOffKind, SubmissionState
from tracker.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.journey
def test_from_feedback_to_strike_off_on_screen(ready, window):
    office, clerk, secretary = (window(post) for post in (ready.supervisor, ready.clerk, ready.secretary))
    discipline, organisation = window(ready.discipline), window(ready.organisation)
    item = issue(office)
    clerk.go(f"/items/{item.number}/").click("认领")
    clerk.page.wait_for_load_state()
    assert status(item) == Status.PLANNING

    plan(clerk, item)
    packet = hand_in(clerk, item, "报方案")
    sign(secretary, packet)
    discipline.go(f"/packets/{packet.number}/review/")
    discipline.page.locator("input[value=RETURN]").check()
    discipline.page.locator("main textarea").fill("措施没有对应到原因，请补充核查比例。")
    discipline.click("只提交已选的")
    discipline.page.wait_for_load_state()
    assert status(item) == Status.PLANNING
    assert "措施没有对应到原因，请补充核查比例。" in clerk.go(f"/items/{item.number}/").text()

    packet = hand_in(clerk, item, "报方案")
    sign(secretary, packet)
    for party in (office, discipline, organisation):
        approve(party, packet)
    assert status(item) == Status.IN_PROGRESS

    work(clerk, item)
    packet = hand_in(clerk, item, "申请销号")
    sign(secretary, packet)
    for party in (discipline, organisation, office):
        approve(party, packet)
    assert (status(item), item.kind) == (Status.STRUCK_OFF, StrikeOffKind.COMPLETED)
    assert clerk.go(f"/items/{item.number}/").status() == "已销号"

    check_wall_chart_and_ledger(office, item)


def check_wall_chart_and_ledger(office, item: Item) -> None:
    """The supervisor sees the strike-off on the wall chart and takes the ledger home."""
    office.go("/figures/wall-chart/")
    row = office.page.locator("tr", has_text="市民政局").first.inner_text()
    assert "1/1" in row
    office.go("/items/")
    office.page.locator("summary", has_text="导出").click()
    with office.page.expect_download() as download:
        office.page.get_by_role("button", name="整改台账").first.click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    cells = {str(cell.value) for line in book.active.iter_rows() for cell in line if cell.value}
    assert item.number in cells
    assert PROBLEM in cells


def test_a_secretary_who_signs_on_paper(ready, window):
    office, colleague, clerk = (window(post) for post in (ready.supervisor, ready.second_supervisor, ready.clerk))
    discipline, organisation = window(ready.discipline), window(ready.organisation)
    item = issue(office)
    clerk.go(f"/items/{item.number}/").click("认领")
    clerk.page.wait_for_load_state()
    plan(clerk, item)
    packet = hand_in(clerk, item, "报方案")

    code = check_code(packet)
    assert code in clerk.go(f"/packets/{packet.number}/sheet/").text("body").replace(" ", "")
    clerk.go(f"/packets/{packet.number}/paper/")
    clerk.page.get_by_label("签字单扫描件").set_input_files({**FILE, "name": "签字单.pdf"})
    clerk.page.get_by_label("签字人").select_option(index=1)
    clerk.fill("所签日期", "2026-11-23").fill("校验码", code)
    clerk.page.locator("main form button.button--primary").click()
    clerk.page.wait_for_load_state()
    item.refresh_from_db()
    assert item.due_stopped_on == datetime.date(2026, 11, 23)
    assert item.submissions.get().state == SubmissionState.AWAITING_SIGNATURE

    colleague.go(f"/packets/{packet.number}/").click("确认签字单")
    colleague.page.wait_for_load_state()
    for party in (colleague, discipline, organisation):
        approve(party, packet)
    assert status(item) == Status.IN_PROGRESS
