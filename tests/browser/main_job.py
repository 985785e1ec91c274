"""The main job as steps in a window, for every journey: issue, plan, hand in, sign, review, work."""

from tests.factories import PASSWORD, PDF
from tracker.enums import StrikeOffKind
from tracker.models import Item, Packet

PROBLEM = "执行社会救助政策不到位，临时救助审核发放工作监管不严。"
FILE = {"name": "核查台账.pdf", "mimeType": "application/pdf", "buffer": PDF}


def issue(desk) -> Item:
    """巡察办 issues one problem to the first unit of the round."""
    desk.go("/items/issue/")
    desk.page.get_by_label("轮次与单位").select_option(index=1)
    desk.click("下一步，填问题")
    desk.fill("反馈问题", PROBLEM)
    desk.page.locator("main form button.button--primary").click()
    desk.page.wait_for_load_state()
    return Item.objects.get()


def plan(desk, item: Item) -> None:
    """The clerk's plan: cause, people, two measures."""
    desk.go(f"/items/{item.number}/plan/")
    desk.fill("根本原因", "县乡两级都以对方核查为准，入户核查没有人最后负责。")
    desk.fill("牵头领导", "陈某某")
    desk.page.locator("[name=problem_class]").select_option(index=1)
    for place, text in enumerate(("全面核查临时救助档案。", "修订审核发放办法。")):
        row = f"measures-{place}-"
        more = desk.page.get_by_role("button", name="再加一条措施")
        if place and more.is_visible():  # without scripts there are spare rows instead
            more.click()
        desk.page.locator(f"[name={row}text]").fill(text)
        desk.page.locator(f"[name={row}standard]").fill("印发并执行")
        desk.page.locator(f"[name={row}owner]").fill("赵某某")
        desk.page.locator(f"[name={row}deadline]").fill("2027-03-31")
    desk.click("保存")
    desk.page.wait_for_load_state()


def hand_in(desk, item: Item, label: str) -> Packet:
    desk.go(f"/items/{item.number}/").click(label)
    desk.page.wait_for_load_state()
    return Packet.objects.order_by("-pk")[0]


def sign(desk, packet: Packet) -> None:
    desk.go(f"/packets/{packet.number}/sign/").fill("登录密码", PASSWORD).click("签字")
    desk.page.wait_for_load_state()


def approve(desk, packet: Packet) -> None:
    desk.go(f"/packets/{packet.number}/review/").click("其余同意，提交审核")
    desk.page.wait_for_load_state()


def work(desk, item: Item) -> None:
    """Evidence on every measure, every measure done, outcome filled in."""
    for measure in item.measures.all():
        desk.go(f"/items/{item.number}/attach/?measure={measure.pk}")
        desk.page.get_by_label("证明什么").select_option(label=None, index=measure.ordinal)
        desk.page.get_by_label("文件").first.set_input_files(FILE)
        desk.page.locator("main form button.button--primary").click()
        desk.page.wait_for_load_state()
        desk.go(f"/items/{item.number}/measures/{measure.pk}/finish/").fill("完成情况", "已完成。")
        desk.page.locator("main form button.button--primary").click()
        desk.page.wait_for_load_state()
    desk.go(f"/items/{item.number}/outcome/").fill("整改成效", "核查档案 1286 份，补正 23 份。")
    desk.page.get_by_label(StrikeOffKind.COMPLETED.label).check()
    desk.page.locator("main form button.button--primary").click()
    desk.page.wait_for_load_state()


def status(item: Item) -> str:
    item.refresh_from_db()
    return item.status
