"""Proposes problem class and category (figures.md: no ledger in the field carries a category of ours).

From the ledger's own code where it has one (our export), from the problem class, from likeness to the requirement
points, else 2.1. A proposal: the preview shows why, and a person may choose another.
"""

import re
from functools import cached_property

from rapidfuzz import fuzz, process

from tracker.errors import Refused
from tracker.ledgers.intake.points import Points
from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Category, InspectionRound, ProblemClass, Requirement

FALLBACK = "2.1"
NO_BASIS = "没有依据，暂归此类"
LIKE_CLASS = 72  # per cent; below it the words of a ledger are of another classification


class Proposer:
    """Holds what proposals are made from, asked of the database once for a whole ledger."""

    def __init__(self, inspection_round: InspectionRound):
        self._round = inspection_round
        self._class_cache: dict[str, ProblemClass | None] = {}

    @cached_property
    def categories(self) -> dict[str, Category]:
        """The categories by code."""
        found = {category.code: category for category in Category.objects.select_related("section")}
        if FALLBACK not in found:
            raise Refused("系统中还没有任务类别，请先装载基础数据（load_reference）。")
        return found

    def class_of(self, words: str) -> ProblemClass | None:
        """The problem class that a ledger's words name, or None."""
        if words not in self._class_cache:
            self._class_cache[words] = self._find_class(squash(words)) if words else None
        return self._class_cache[words]

    def propose(self, item: LedgerItem, problem_class: ProblemClass | None) -> tuple[Category, str]:
        """The category of an item, and the reason in a few words."""
        code = re.match(r"\s*([1-4]\.[1-3])", item.category)
        if code and code[1] in self.categories:
            return self.categories[code[1]], "台账写明"
        if problem_class is not None:
            return self.categories[problem_class.default_category.code], "按问题类别"
        if (nearest := self._points.nearest(item.problem)) is not None:
            return self.categories[self._requirements[nearest].category.code], "与要点相近"
        return self.categories[FALLBACK], NO_BASIS

    @cached_property
    def _classes(self) -> dict[str, ProblemClass]:
        """The round's classes by name, or the defaults where the round has none of its own."""
        rows = ProblemClass.objects.select_related("default_category")
        own = list(rows.filter(inspection_round=self._round))
        return {squash(row.name): row for row in own or rows.filter(inspection_round=None)}

    @cached_property
    def _requirements(self) -> list[Requirement]:
        return list(Requirement.objects.select_related("category").order_by("category__code", "ordinal"))

    @cached_property
    def _points(self) -> Points:
        return Points(row.text for row in self._requirements)

    def _find_class(self, words: str) -> ProblemClass | None:
        if words in self._classes:
            return self._classes[words]
        inside = [
            name for name in self._classes if min(len(name), len(words)) >= 4 and (name in words or words in name)
        ]
        if inside:
            return self._classes[max(inside, key=lambda name: fuzz.ratio(name, words))]
        best = process.extractOne(words, self._classes.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_CLASS)
        return self._classes[best[0]] if best else None
