"""The unit's chain of responsibility (责任链): leader, owner, and what each of them has to answer for."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.queries.figures import Scope, Tally, total_of
from tracker.queries.figures_counts import tallies_of


@dataclass(frozen=True)
class Link:
    """A leader (牵头领导), or an owner (责任人) under one; names as the ledger writes them."""

    leader: str
    owner: str
    tally: Tally
    is_leader: bool


def chain(scope: Scope) -> list[Link]:
    """Leaders with the most overdue first, each followed by the owners under them (two grouped statements)."""
    found = tallies_of(scope, "leader", "owner")
    leaders: dict[str, list[Link]] = {}
    for (leader, owner), tally in found.items():
        leaders.setdefault(leader, []).append(Link(leader, owner, tally, is_leader=False))
    heads = [Link(leader, "", total_of(link.tally for link in under), True) for leader, under in leaders.items()]
    ordered: list[Link] = []
    for head in sorted(heads, key=_urgency):
        ordered += [head, *sorted(leaders[head.leader], key=_urgency)]
    return ordered


def _urgency(link: Link) -> tuple[int, int, int, str]:
    return (-link.tally.overdue, -link.tally.urgent, -link.tally.total, link.leader + link.owner)
