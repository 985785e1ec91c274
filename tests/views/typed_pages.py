"""Every form into which text is typed: who types what on which page, and how such a form is read and filled in.

What becomes of it is told by `test_drafts.py`.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from tests.factories import PDF, item_at, make_category, make_unit
from tests.ledgers.import_books import STANDARD, upload
from tests.paperwork import handed_in, on_paper, signed
from tests.reading_pages import Form, Page
from tests.views.item_pages import address
from tracker.actions import evidence, progress
from tracker.actions.packets import check_code
from tracker.enums import Role, Status
from tracker.models import CoUnit, Feedback, Holiday, Packet, ProblemClass

WHY = "措施没有对应到原因，请补充核查比例。"


def at(status: Status, name: str) -> Callable[[Any], str]:
    return lambda cast: address(name, item_at(status, cast))


def of_a_measure(name: str) -> Callable[[Any], str]:
    return lambda cast: address(name, item := item_at(Status.IN_PROGRESS, cast), item.measures.first().pk)


def about_a_measure(cast) -> str:
    item = item_at(Status.IN_PROGRESS, cast)
    return f"{address('progress', item)}?measure={item.measures.last().pk}"


def done_measure(cast) -> str:
    item = item_at(Status.IN_PROGRESS, cast)
    progress.finish(item.measures.first(), text="已印发。", by=cast.clerk)
    return address("unfinish", item, item.measures.first().pk)


def used_evidence(cast) -> str:
    item = item_at(Status.IN_PROGRESS, cast)
    evidence.attach(item, name="证明.pdf", chunks=[PDF], by=cast.clerk)
    return address("detach", item, item.evidence_uses.get().pk)


def part_of_another(cast) -> str:
    item = item_at(Status.IN_PROGRESS, cast)
    part = CoUnit.objects.create(item=item, unit=cast.other_unit, part="提供名单")
    return address("do_part", item, part.pk)


def setting(name: str, *args: Callable[[Any], Any]) -> Callable[[Any], str]:
    return lambda cast: reverse(f"settings:{name}", args=[arg(cast) for arg in args])


def round_of(cast) -> int:
    return cast.inspection_round.pk


def feedback(cast) -> int:
    return Feedback.objects.get(unit=cast.unit).pk


def class_of_the_round(cast) -> int:
    return ProblemClass.objects.create(
        code="1", name="落实一", default_category=make_category(), inspection_round=cast.inspection_round
    ).pk


def holiday(cast) -> int:
    return Holiday.objects.create(day="2027-01-01", name="元旦", is_workday=False).pk


def packet_page(make: Callable[[Any], Any], way: str) -> Callable[[Any], str]:
    return lambda cast: f"/packets/{make(cast).number}/{way}"


def scanned(cast):
    return on_paper(handed_in(cast), cast).packet


def one_of_a_packet(cast) -> str:
    packet = signed(cast, 2)
    return f"/packets/{packet.number}/review/?at={packet.submissions.last().item.number}"


def uploaded(cast) -> str:
    return reverse("imports:page", args=[upload(STANDARD, cast.clerk, cast).pk])


def code_of(cast) -> dict[str, str]:
    return {"code": check_code(Packet.objects.get()), "signed_on": "2026-11-23", "signer": str(cast.secretary.pk)}


REASON = {"reason": "该事项不属于我局职责范围。"}
PLAN = {
    "root_cause": "县乡两级都以对方核查为准。",
    "measures-0-text": "全面核查档案。",
    "measures-0-deadline": "2027-03-31",
    "measures-2-text": "修订审核办法。",
    "milestones-0-text": "查完一半",
    "milestones-0-due_on": "2027-01-31",
    "co_units-0-unit": "市水利局",
    "co_units-0-part": "提供名单",
}
ISSUE = {"rows-0-problem": "制度执行不到位。", "rows-2-problem": "监管不严。", "paste": "三、还有一条"}
OPINION = {"verdict": "RETURN", "opinion": WHY}
CATEGORY = {"category": lambda cast: make_category().pk}
FOUND = {"source": "FOUND", **CATEGORY}
SOME_CATEGORY = {"default_category": lambda cast: make_category().pk}
FED_BACK = {"fed_back_on": "2026-11-20"}
PARTIES = {"parties-0-step": "4", "parties-0-unit_of_party": lambda cast: cast.discipline.unit_id}

# What is typed, by whom, on which page. Enough of it that the form can be handed in afterwards.
FORMS: dict[str, tuple[str, Callable[[Any], str], Any]] = {
    "view": ("clerk", lambda cast: reverse("items:save_view"), {"name": "本月到期", "sharing": "shared"}),
    "object": ("clerk", at(Status.ISSUED, "object"), REASON),
    "uphold": ("supervisor", at(Status.OBJECTED, "uphold"), REASON),
    "correct": ("supervisor", at(Status.OBJECTED, "correct"), {**REASON, "problem": "更正后的问题。"}),
    "erratum": ("supervisor", at(Status.PLANNING, "erratum"), {**REASON, "problem": "勘误后的问题。"}),
    "revise": ("supervisor", at(Status.IN_PROGRESS, "revise"), {**REASON, "problem": "变更后的问题。"}),
    "reassign": ("supervisor", at(Status.ISSUED, "reassign"), {**REASON, "unit": lambda cast: cast.other_unit.pk}),
    "void": ("supervisor", at(Status.ISSUED, "void"), REASON),
    "mark": ("supervisor", at(Status.ISSUED, "mark"), {"is_key": "on"}),
    "category": ("supervisor", at(Status.ISSUED, "category"), {"category": lambda cast: make_category("2.2").pk}),
    "annotate": ("leader", at(Status.PLANNING, "annotate"), {"text": "请抓紧办理。"}),
    "plan": ("clerk", at(Status.PLANNING, "plan"), PLAN),
    "progress": ("clerk", at(Status.IN_PROGRESS, "progress"), {"text": "查完 1286 份。"}),
    "progress of a measure": ("clerk", about_a_measure, {"text": "查完 1286 份。"}),
    "finish": ("clerk", of_a_measure("finish"), {"text": "已印发。"}),
    "unfinish": ("clerk", done_measure, {"reason": "还有两个乡镇没有查到。"}),
    "outcome": ("clerk", at(Status.IN_PROGRESS, "outcome"), {"outcome": "补正 23 份。", "amount_recovered": "1.5"}),
    "do_part": ("stranger", part_of_another, {"note": "名单已送。"}),
    "attach": ("clerk", at(Status.IN_PROGRESS, "attach"), {"dated_on": "2026-11-20"}),
    "detach": ("clerk", used_evidence, {"reason": "传错了文件，另传一份。"}),
    "issue": ("supervisor", lambda cast: reverse("items:issue_to", args=[feedback(cast)]), ISSUE),
    "log": ("clerk", lambda cast: reverse("items:log"), {"problem": "自查发现账目不全。", **FOUND}),
    "decline": ("secretary", packet_page(lambda cast: handed_in(cast, 2), "sign/"), REASON),
    "paper": ("clerk", packet_page(handed_in, "paper/"), code_of),
    "refuse scan": ("second_supervisor", packet_page(scanned, ""), REASON),
    "review": ("discipline", packet_page(lambda cast: signed(cast, 2), "review/"), OPINION),
    "review one": ("discipline", one_of_a_packet, {"opinion": WHY}),
    "import": ("supervisor", lambda cast: reverse("imports:new"), {"unit": lambda cast: cast.unit.pk}),
    "import confirm": ("clerk", uploaded, {"category-1": "2.2", "source": "FOUND"}),
    "new unit": ("admin", setting("new_unit"), {"name": "市教育局", "kind": "GOVERNMENT"}),
    "unit": ("admin", setting("change_unit", lambda cast: cast.unit.pk), {"short_name": "民政"}),
    "new person": ("admin", setting("new_person"), {"name": "孙某某", "unit": lambda cast: cast.unit.pk}),
    "person": ("admin", setting("change_person", lambda cast: cast.clerk.person_id), {"title": "副科长"}),
    "account": ("admin", setting("open_account", lambda cast: cast.clerk.person_id), {"username": "zhaomm"}),
    "post": ("security", setting("grant_post", lambda cast: cast.clerk.person_id), {"role": Role.HANDLER.value}),
    "end post": ("security", setting("end_post", lambda cast: cast.handler.pk), {"until": "2026-12-31"}),
    "new round": ("supervisor", setting("new_round"), {"code": "7", "name": "第七轮", "term": "二届"}),
    "round": ("supervisor", setting("change_round", round_of), {"claim_days": "9"}),
    "feedback": ("supervisor", setting("new_feedback", round_of), {"unit": lambda cast: make_unit().pk, **FED_BACK}),
    "fed back": ("supervisor", setting("change_feedback", feedback), {"stated_count": "7"}),
    "parties": ("supervisor", setting("parties", round_of), {"parties-0-step": "4"}),
    "unit parties": ("supervisor", setting("unit_parties", round_of, lambda cast: cast.unit.pk), PARTIES),
    "new class": ("supervisor", setting("new_class", round_of), {"code": "9", "name": "落实九", **SOME_CATEGORY}),
    "class": ("supervisor", setting("change_class", class_of_the_round), {"name": "落实一改"}),
    "new holiday": ("supervisor", setting("new_holiday"), {"day": "2027-05-01", "name": "劳动节"}),
    "holiday": ("supervisor", setting("change_holiday", holiday), {"name": "新年"}),
}  # fmt: skip
# Pressed with a button of its own name.
BUTTONS = {"review one": {"verdict": "RETURN"}}
FILES = {
    "attach": ("file", "证明.pdf", PDF),
    "paper": ("scan", "签字单.pdf", PDF),
    "import": ("file", STANDARD.name, STANDARD.read_bytes()),
}


def form_on(html: str) -> Form:
    """The first form of the page whose text is kept."""
    return next(form for form in Page(html).forms if "draft_key" in form.names)


def values_of(form: Form) -> dict[str, list[str]]:
    """What the form would send; a browser forgets the line break that opens a text area."""
    return {name: [value.removeprefix("\n") for value in values] for name, values in form.filled().items()}


def typed_into(form: Form, what: Any, cast: Any) -> dict[str, str]:
    """`what` by the names of the form's controls; a row's name may stand without its prefix."""
    told = what(cast) if callable(what) else what
    given = {name: value(cast) if callable(value) else value for name, value in told.items()}
    return {_named(form, name): str(value) for name, value in given.items()}


def _named(form: Form, name: str) -> str:
    names = [*form.names, *(button.name for button in form.buttons)]
    return next((each for each in names if each == name or each.endswith(f"-{name}")), name)
