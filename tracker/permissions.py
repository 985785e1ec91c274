"""Who may? One predicate: `refusal(post, move, item …)` gives a Chinese sentence, or None when the move may be made.

Actions raise the sentence, buttons show it, tests assert it over status × move × role. It asks no question of the
database: whatever it needs is handed in. Which rows a post may *see* is told by the QuerySets.
"""

from collections.abc import Iterable

from tracker import clock
from tracker.enums import PARTY_ROLES, Role, Status, SubmissionState
from tracker.models import CoUnit, Item, Measure, Post, Review, Submission, Unit
from tracker.workflow import MOVES, Actor, Lack, Move

ACTOR_WORDS = {
    Actor.CLERK: "事项牵头单位的联络员",
    Actor.HANDLER: "本措施的责任人",
    Actor.SECRETARY: "事项牵头单位的书记",
    Actor.CO_CLERK: "配合单位的联络员",
    Actor.SUPERVISOR: "市委巡察办",
    Actor.PARTY: "轮到的审核方",
    Actor.LEADER: "市领导",
}


def refusal(
    post: Post,
    move: str,
    item: Item,
    *,
    turn: Submission | None = None,
    review: Review | None = None,
    measure: Measure | None = None,
    part: CoUnit | None = None,
    missing: Iterable[Lack] = (),
    own_units: Iterable[int] = (),
) -> str | None:
    """Why `post` may not make `move` on `item` now – or None.

    `turn` is the item's open submission, `review` the party's pending row, `measure` and `part` what the move is about,
    `missing` what `workflow.lacks` found, `own_units` the ids of the units of the person's other posts.
    """
    rule = MOVES[move]
    return (
        _post_refusal(post)
        or _actor_refusal(post, rule, item, review, measure, part)
        or _part_refusal(post, rule, part)
        or _status_refusal(rule, item)
        or _turn_refusal(rule, turn)
        or _duty_refusal(post, rule, item, turn, review, own_units)
        or _days_refusal(rule, item)
        or _missing_refusal(rule, missing)
    )


def actors(
    post: Post, item: Item, *, review: Review | None = None, measure: Measure | None = None, part: CoUnit | None = None
) -> set[Actor]:
    """In which capacities a post stands to an item."""
    found = _unit_actors(post, item, measure) | _office_actors(post, item, review)
    if part is not None and _types_for(post, part.unit):
        found.add(Actor.CO_CLERK)
    return found


def may_begin(post: Post, move: str, unit: Unit) -> str | None:
    """`refusal` for moves that make a new item (issue, log) for `unit`."""
    rule = MOVES[move]
    if sentence := _post_refusal(post):
        return sentence
    fits = post.role == Role.SUPERVISOR if rule.actors == (Actor.SUPERVISOR,) else _types_for(post, unit)
    return None if fits else f"“{rule.label}”由{_who(rule)}办理，您现在的任职不能办理。"


def office_refusal(post: Post, doing: str, *roles: Role) -> str | None:
    """`refusal` for what is done to units, accounts, posts and rounds: only these roles may."""
    if sentence := _post_refusal(post):
        return sentence
    who = "、".join(role.label for role in roles)
    return None if post.role in roles else f"“{doing}”由{who}办理，您现在的任职不能办理。"


def template_refusal(post: Post, unit: int) -> str | None:
    """`refusal` for what is done to a template of the superior of this unit or body, by its id."""
    if sentence := office_refusal(post, "管理上级模板", Role.CLERK, *PARTY_ROLES):
        return sentence
    return None if post.unit_id == unit else "这个模板不是本单位的，只能用，不能改。"


def naming_refusal(post: Post, unit: Unit) -> str | None:
    """`refusal` for putting somebody of a unit into the system by the name a ledger gives: no account, no post.

    Narrower than what the system administrator may: the clerk for the own unit, 巡察办 for any (decision 0032).
    """
    if sentence := office_refusal(post, "导入时新建人员", Role.CLERK, Role.SUPERVISOR):
        return sentence
    if post.role == Role.SUPERVISOR or post.unit_id == unit.pk:
        return None
    return f"{unit}不是本单位，不能新建它的人员；请照原文存，或请系统管理员在设置中新建。"


def founding_refusal(post: Post) -> str | None:
    """`refusal` for putting a unit into the system by the name a ledger gives: 巡察办 decides who is inspected."""
    if sentence := _post_refusal(post):
        return sentence
    if post.role == Role.SUPERVISOR:
        return None
    return "巡察哪些单位由市委巡察办定，您现在的任职不能新建单位；请选已有的单位或照原文存，确有遗漏请告知市委巡察办。"


def types_for(post: Post, unit: Unit) -> bool:
    """May the post fill in for the unit: as its clerk, or as 巡察办 for a unit without accounts (代填)?"""
    return _types_for(post, unit)


def _types_for(post: Post, unit: Unit) -> bool:
    if post.role == Role.CLERK:
        return post.unit_id == unit.pk
    return post.role == Role.SUPERVISOR and unit.is_typed_for


def _unit_actors(post: Post, item: Item, measure: Measure | None) -> set[Actor]:
    found = set()
    if _types_for(post, item.unit):
        found.add(Actor.CLERK)
    if post.role == Role.SECRETARY and post.unit_id == item.unit_id:
        found.add(Actor.SECRETARY)
    owns = measure is not None and measure.owner_person_id is not None and measure.owner_person_id == post.person_id
    if post.role == Role.HANDLER and post.unit_id == item.unit_id and owns:
        found.add(Actor.HANDLER)
    return found


def _office_actors(post: Post, item: Item, review: Review | None) -> set[Actor]:
    found = set()
    if post.role == Role.SUPERVISOR:
        found.add(Actor.SUPERVISOR)
    if post.role == Role.LEADER:
        found.add(Actor.LEADER)
    if post.role in PARTY_ROLES and review is not None and review.unit_of_party_id == post.unit_id:
        found.add(Actor.PARTY)
    return found


def _who(rule: Move) -> str:
    return "或".join(ACTOR_WORDS[actor] for actor in rule.actors)


def _post_refusal(post: Post) -> str | None:
    return None if post.is_current() else "您的这一任职已经到期，请换用现任职务或联系安全管理员。"


def _actor_refusal(
    post: Post, rule: Move, item: Item, review: Review | None, measure: Measure | None, part: CoUnit | None
) -> str | None:
    if actors(post, item, review=review, measure=measure, part=part) & set(rule.actors):
        return None
    return f"“{rule.label}”由{_who(rule)}办理，您现在的任职不能办理。"


def _part_refusal(post: Post, rule: Move, part: CoUnit | None) -> str | None:
    """What proves a co-unit's part is its own side's business, whoever leads the item."""
    if rule.name in ("attach", "detach") and part is not None and not _types_for(post, part.unit):
        return f"配合事项的材料由{part.unit.name}自己上传、取下。"
    return None


def _status_refusal(rule: Move, item: Item) -> str | None:
    if item.status in rule.sources:
        return None
    where = "、".join(status.label for status in Status if status in rule.sources)
    return f"事项现为“{Status(item.status).label}”，“{rule.label}”只在“{where}”时可以办理。"


def _turn_refusal(rule: Move, turn: Submission | None) -> str | None:
    if rule.is_locked and turn is not None:
        return "申请正在办理，内容已锁定；如需修改，请先撤回，或由书记不予签字、审核方退回。"
    if rule.name == "withdraw":
        return _withdrawal_refusal(turn)
    if rule.turn is None:
        return None
    if turn is None:
        return "没有正在办理的申请。"
    if turn.state == rule.turn:
        return None
    waiting = turn.state == SubmissionState.AWAITING_SIGNATURE
    return "书记还没有签字，或签字单还没有确认，不能审核。" if waiting else "书记已经签字，申请正在审核。"


def _withdrawal_refusal(turn: Submission | None) -> str | None:
    if turn is None:
        return "没有正在办理的申请。"
    given = turn.state == SubmissionState.UNDER_REVIEW and any(review.verdict for review in turn.reviews.all())
    return "已有审核方给出意见，不能撤回；可请审核方退回。" if given else None


def _duty_refusal(
    post: Post, rule: Move, item: Item, turn: Submission | None, review: Review | None, own_units: Iterable[int]
) -> str | None:
    """Separation of duties: nobody reviews what they submitted, signed, typed in or judged for another party,
    nor anything of their own unit.
    """
    if rule.actors == (Actor.PARTY,):
        return _review_refusal(post, item, turn, review, own_units)
    if rule.name == "confirm_scan" and turn is not None and post.person_id in turn.hands:
        return "签字单由您经手填报或上传，须由市委巡察办的其他同志确认。"
    return None


def _review_refusal(
    post: Post, item: Item, turn: Submission | None, review: Review | None, own_units: Iterable[int]
) -> str | None:
    if post.unit.holds(item.unit):
        return "本单位的事项须由其他审核方审核。"
    # Whoever gives a verdict joins the hands: of their own party's verdict they are told that it stands.
    if review is not None and review.verdict:
        return "本审核方已经给出意见，不能再改。"
    if turn is not None and post.person_id in turn.hands:
        return "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    if any(item.unit.is_within(unit) for unit in (post.person.unit_id, *own_units)):
        return "您所在或任职的单位的事项，须由他人审核。"
    if review is not None and review.opened_at is None:
        return "还没有轮到本审核方，前一步审核通过后再办。"
    return None


def _days_refusal(rule: Move, item: Item) -> str | None:
    if rule.name == "object" and item.due is not None and clock.today() > item.due:
        return f"认领期限已过（{item.due.isoformat()}），不能再提异议；请先认领，有不同意见书面报市委巡察办。"
    return None


def _missing_refusal(rule: Move, missing: Iterable[Lack]) -> str | None:
    found = list(missing)
    if not found:
        return None
    return f"还缺 {len(found)} 项，不能{rule.label}：{'；'.join(lack.text for lack in found)}。"
