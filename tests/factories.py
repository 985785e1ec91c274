"""Makers of rows for tests. `item_at(status)` walks the real workflow; the other makers are plain rows."""

import datetime
import itertools

import factory

from tracker import clock
from tracker.actions import evidence as evidences
from tracker.actions import items, packets, plans, progress, reviews, signing
from tracker.enums import (
    Role,
    Status,
    StrikeOffKind,
    SubmissionKind,
    UnitKind,
    Verdict,
)
from tracker.models import (
    Category,
    Feedback,
    InspectionRound,
    Item,
    LedgerTemplate,
    Packet,
    Person,
    Post,
    ProblemClass,
    Review,
    ReviewParty,
    Section,
    Unit,
    User,
)

PASSWORD = "Zhenggai-2026"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_count = itertools.count(1)


def make_unit(name: str = "", parent: Unit | None = None, kind: UnitKind = UnitKind.GOVERNMENT, **fields) -> Unit:
    number = next(_count)
    return Unit.objects.create_under(parent, name=name or f"市第{number}局", kind=kind, ordinal=number, **fields)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"{'赵钱孙李周吴郑王冯陈'[n % 10]}某某")
    title = "科长"
    unit = factory.LazyFunction(make_unit)


def make_post(role: Role, unit: Unit, person: Person | None = None, **fields) -> Post:
    person = person or PersonFactory(unit=unit)
    fields.setdefault("since", datetime.date(2026, 1, 1))
    return Post.objects.create(person=person, unit=unit, role=role, **fields)


def make_template(post: Post, name: str = "上级台账", **fields) -> LedgerTemplate:
    """A template of the superior as a plain row, without a file."""
    about = {"sheet": "附件", "header_top": 1, "header_bottom": 1, "first_row": 2, "last_row": 3}
    about |= {"file_name": "附件.xlsx", "sha256": "0" * 64, "size": 1, "columns": {"A": "ordinal"}}
    return LedgerTemplate.objects.create(unit=post.unit, uploaded_by=post, name=name, **about | fields)


def make_user(post: Post, username: str = "", **fields) -> User:
    """An account for the person of a post, with a password that need not be changed."""
    fields.setdefault("must_change_password", False)
    return User.objects.create_user(username or f"user{next(_count)}", PASSWORD, post.person, **fields)


def make_category(code: str = "2.1") -> Category:
    section, _ = Section.objects.get_or_create(
        code="一二三四"[int(code[0]) - 1], defaults={"title": f"第{code[0]}部分", "ordinal": int(code[0])}
    )
    names = {"title": f"类别{code}", "short_name": f"短名{code}", "section": section}
    return Category.objects.get_or_create(code=code, defaults=names)[0]


def make_class(code: str = "1", **fields) -> ProblemClass:
    fields = {"name": f"问题类别{code}", "default_category": make_category(), **fields}
    return ProblemClass.objects.get_or_create(code=code, defaults=fields)[0]


def make_round(code: str = "6", parties: tuple[Unit, ...] = (), **fields) -> InspectionRound:
    fields = {"name": f"二届X市委第{code}轮巡察", "term": "二届", "year": 2026, **fields}
    row = InspectionRound.objects.create(code=code, **fields)
    for unit in parties:
        ReviewParty.objects.create(inspection_round=row, unit_of_party=unit)
    return row


def feed_back(
    inspection_round: InspectionRound, unit: Unit, on: datetime.date | None = None, stated: int | None = None
) -> Feedback:
    place = Feedback.objects.filter(inspection_round=inspection_round).count() + 1
    return Feedback.objects.create(
        inspection_round=inspection_round,
        unit=unit,
        ordinal=place,
        fed_back_on=on or clock.today(),
        stated_count=stated,
    )


def issued(cast, unit: Unit | None = None, **fields) -> Item:
    """One issued item of the cast's round."""
    fields = {"problem": f"第{next(_count)}个问题：制度执行不到位。", "category": make_category(), **fields}
    fields.setdefault("problem_class", make_class())
    return items.issue(cast.inspection_round, unit or cast.unit, [fields], by=cast.supervisor)[0]


def item_at(status: Status, cast, **fields) -> Item:
    """Walk a new item to `status` through the real workflow."""
    item = issued(cast, **fields)
    for step in _PATHS[status]:
        step(item, cast)
        item.refresh_from_db()
    return item


def fill_plan(item: Item, cast, days: int = 60) -> None:
    """A complete plan with two measures."""
    day = clock.today() + datetime.timedelta(days=days)
    measure = {"standard": "印发制度", "owner": cast.handler.person.name, "owner_person": cast.handler.person}
    plans.save_plan(
        item,
        by=cast.clerk,
        fields={"root_cause": "责任不清，监督缺位，制度没有落到实处。", "leader": "陈某某", "owner": "赵某某"},
        measures=[
            {"text": "修订管理办法。", "deadline": day, "deadline_text": "", **measure},
            {"text": "开展专项检查。", "deadline": day - datetime.timedelta(days=30), "deadline_text": "", **measure},
        ],
    )


def finish_all(item: Item, cast) -> None:
    """Every measure done with evidence, outcome filled in, applied for as COMPLETED."""
    for measure in item.measures.kept():
        evidences.attach(
            item, name=f"佐证{measure.pk}.pdf", chunks=[PDF + str(measure.pk).encode()], by=cast.clerk, measure=measure
        )
        progress.finish(measure, text="已完成。", by=cast.clerk)
    progress.prepare(item, by=cast.clerk, outcome="制度已印发并执行。", applied_kind=StrikeOffKind.COMPLETED)


def hand_in(item: Item, cast, kind: SubmissionKind) -> Packet:
    return packets.hand_in([item], kind, by=cast.clerk)


def sign(packet: Packet, cast) -> None:
    signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))


def approve_all(packet: Packet, cast) -> None:
    """Every party approves whatever is open in the packet, in the order of the steps."""
    while pending := Review.objects.pending().filter(submission__packet=packet).order_by("step", "pk").first():
        by = next(post for post in cast.reviewers if post.unit_id == pending.unit_of_party_id)
        reviews.decide([reviews.Decision(pending, Verdict.APPROVE, "同意。")], by=by)


def _claim(item: Item, cast) -> None:
    items.claim(item, by=cast.clerk)


def _object(item: Item, cast) -> None:
    items.object_to(item, reason="该事项不属于我局职责范围。", by=cast.clerk)


def _submit(kind: SubmissionKind):
    return lambda item, cast: hand_in(item, cast, kind)


def _through(item: Item, cast) -> None:
    packet = item.submissions.open().get().packet
    sign(packet, cast)
    approve_all(packet, cast)


def _prepare_lasting(item: Item, cast) -> None:
    fields = {"keep_up": "每季度抽查一次。", "next_review": clock.today() + datetime.timedelta(days=90)}
    progress.prepare(item, by=cast.clerk, applied_kind=StrikeOffKind.LASTING, **fields)


def _void(item: Item, cast) -> None:
    items.void(item, reason="与另一事项重复，合并办理。", by=cast.supervisor)


_PLANNING = [_claim]
_IN_PROGRESS = [*_PLANNING, fill_plan, _submit(SubmissionKind.PLAN), _through]
_APPLIED = [*_IN_PROGRESS, finish_all, _submit(SubmissionKind.STRIKE_OFF)]
_PATHS = {
    Status.ISSUED: [],
    Status.OBJECTED: [_object],
    Status.PLANNING: _PLANNING,
    Status.PLAN_REVIEW: [*_PLANNING, fill_plan, _submit(SubmissionKind.PLAN)],
    Status.IN_PROGRESS: _IN_PROGRESS,
    Status.STRIKE_OFF_REVIEW: _APPLIED,
    Status.LASTING: [*_IN_PROGRESS, finish_all, _prepare_lasting, _submit(SubmissionKind.STRIKE_OFF), _through],
    Status.STRUCK_OFF: [*_APPLIED, _through],
    Status.VOID: [_void],
}
assert set(_PATHS) == set(Status)
