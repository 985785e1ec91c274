"""What waits for somebody, and what the one predicate expects of them: the two that tests hold together."""

from tracker.enums import Status
from tracker.models import Item, Post, Review
from tracker.permissions import refusal
from tracker.queries.worklist import piles

# The move that is expected of somebody next; what somebody may also do does not make it wait for them.
EXPECTED = {
    Status.ISSUED: ("claim",),
    Status.OBJECTED: ("uphold",),
    Status.PLANNING: ("plan",),
    Status.PLAN_REVIEW: ("sign", "sign_on_paper", "approve"),
    Status.IN_PROGRESS: ("progress",),
    Status.STRIKE_OFF_REVIEW: ("sign", "sign_on_paper", "approve"),
    Status.LASTING: ("progress",),
    Status.STRUCK_OFF: ("progress",),
    Status.VOID: ("claim",),
}


def waiting_items(post) -> set[int]:
    """The items behind everything that waits for the post."""
    lead = {"items": "pk", "measures": "item", "reviews": "submission__item", "packets": "submissions__item"}
    return {pk for pile in piles(post) for pk in pile.rows.order_by().values_list(lead[pile.kind], flat=True)}


def expected_items(post) -> set[int]:
    """The items on which the post may make the expected move, by the one predicate."""
    return {item.pk for item in Item.objects.select_related("unit") if any(_allowed(post, item))}


def _allowed(post, item):
    own_units = set(Post.objects.current().filter(person=post.person).values_list("unit", flat=True))
    turn = item.submissions.open().first()
    given = Review.objects.filter(submission=turn, unit_of_party=post.unit).first() if turn else None
    for move in EXPECTED[Status(item.status)]:
        yield refusal(post, move, item, turn=turn, review=given, own_units=own_units) is None
    if item.status == Status.IN_PROGRESS:
        for measure in item.measures.kept().filter(done_at=None):
            yield refusal(post, "finish", item, turn=turn, measure=measure) is None
