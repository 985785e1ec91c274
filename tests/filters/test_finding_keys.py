"""What was found is kept by what was asked for: two askings may share it only where they ask the database the same."""

import datetime
import random
from collections.abc import Hashable

import pytest
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import QueryDict

from tests.factories import issued
from tracker.enums import UnitKind
from tracker.filters.items import asked_of
from tracker.models import InspectionRound, Post, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.trusting]
PARTS = ((), ("lamp",), ("q", "lamp", "overdue"))
SAID = {
    "lamp": ("RED", "RED,BLUE", "BLUE,RED", "DONE", "x"),
    "status": ("VOID", "ISSUED", "PLANNING,ISSUED"),
    "q": ("信访", "信 访", "信访 ", "A", "a", "%", "_"),
    "leader": ("a", "A", " a"),
    "owner": ("a", "b"),
    "legacy": ("1", "0", "all", "0,1"),
    "waiting": ("1", "claim", "plan", "x"),
    "month": ("2026-11", "none", "2026-11,none"),
    "source": ("TASK", "FOUND,TASK"),
    "time_frame": ("IMMEDIATE", "MID_LONG"),
    "class": ("none", "x"),
    "view": ("1", "2"),
    **dict.fromkeys(("deadline_from", "deadline_to", "struck_from", "struck_to"), ("2026-01-01", "2026-12-31")),
    **dict.fromkeys(("key", "listed", "lasting", "headline", "overdue", "extended", "co", "unit_only"), ("1", "0")),
}


def asked_for(posts: list[Post], said: dict, dice: random.Random) -> list[tuple[Hashable, str]]:
    """The keys of one asking, some of its conditions left out, each with the statement behind it."""
    data = QueryDict(mutable=True)
    for name in dice.sample(sorted(said), dice.randint(0, 3)):
        data[name] = dice.choice(said[name])
    asked = asked_of(dice.choice(posts), data)
    return [(asked.finding_key(*part), statement(asked.rows(part).order_by("number"))) for part in PARTS]


def statement(rows: QuerySet) -> str:
    """What the database is asked; nothing where no row can be meant."""
    try:
        return str(rows.query)
    except EmptyResultSet:
        return ""


def test_what_shares_a_key_asks_the_same(cast, frozen_clock):
    issued(cast)
    Unit.objects.create_under(name="市民政局老龄办", kind=UnitKind.GOVERNMENT, parent=cast.unit)
    units = [str(pk) for pk in Unit.objects.values_list("pk", flat=True)]
    rounds = tuple(str(pk) for pk in InspectionRound.objects.values_list("pk", flat=True))
    said = {**SAID, "unit": (*units, ",".join(units[:2]), ",".join(units[1::-1]), "x"), "round": rounds}
    posts = [cast.clerk, cast.stranger, cast.secretary, cast.supervisor, cast.admin]
    dice, meant = random.Random(1), {}

    for _ in range(2):
        found = [each for _ in range(400) for each in asked_for(posts, said, dice)]
        assert [key for key, statement in found if meant.setdefault(key, statement) != statement] == []
        frozen_clock.shift(datetime.timedelta(days=1))

    assert 400 < len(meant) < 2_000
