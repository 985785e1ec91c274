"""An objection: the clerk finds that the problem is not the bureau's, and says so with a reason.

巡察办 reads it, corrects the wording of the problem and gives its own reason. The clerk reads the corrected problem,
claims it, and sees both reasons in the item's history.
"""

import pytest

from tests.factories import issued
from tracker.enums import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "临时救助资金由乡镇审批发放，不属于我局职责范围"
CORRECTED = "指导乡镇开展临时救助审核发放不到位。"


def test_an_objection_a_correction_and_a_claim(city, window):
    item = issued(city, problem="临时救助审核发放不到位。")
    clerk, office = window(city.clerk), window(city.supervisor)

    clerk.go(f"/items/{item.number}/").click("提出异议", role="link").fill("异议理由", WHY).send()
    clerk.says("异议已报市委巡察办；处理之前，认领期限照常计算。")
    assert clerk.status() == Status.OBJECTED.label

    office.go(f"/items/{item.number}/")
    office.says(WHY)
    office.click("更正", role="link").fill("反馈问题", CORRECTED).fill("理由", "原文漏写指导责任，现予更正").send()
    office.says("反馈问题已更正，事项回到待认领。")

    clerk.go(f"/items/{item.number}/")
    clerk.says(CORRECTED)
    clerk.click("认领")
    clerk.says("已认领，请制定整改措施。")
    assert clerk.status() == Status.PLANNING.label
    item.refresh_from_db()
    assert (item.problem, item.status) == (CORRECTED, Status.PLANNING)
    told = clerk.go(f"/items/{item.number}/history/").text()
    assert (WHY in told, "原文漏写指导责任，现予更正" in told) == (True, True)
