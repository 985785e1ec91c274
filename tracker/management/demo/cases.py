"""One item's way through the work, as its people walk it: every method is one or two real moves through the actions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.actions import evidence, items, plans, progress
from tracker.enums import StrikeOffKind, TimeFrame
from tracker.management.demo.city import City, Place
from tracker.management.demo.papers import pdf
from tracker.management.demo.texts import Problem, Sayings, source_number
from tracker.models import CoUnit, Item, Measure, Milestone, Post, ProblemClass, Requirement

UNDATED = "集中整改期内，并长期坚持"


@dataclass
class Stage:
    """What all cases share: the city, its sentences, and rows looked up once."""

    city: City
    sayings: Sayings
    classes: dict[tuple[int, str], ProblemClass]
    requirements: dict[str, list[Requirement]]

    @property
    def supervisor(self) -> Post:
        return self.city.posts["xcb.supervisor1"]


@dataclass(eq=False)
class Case:
    """A problem of one place. `dates` are its measures' deadlines, None for 长期坚持; `partners` its co-units.

    `elsewhere` is where the item is reassigned to, if it is.
    """

    stage: Stage
    place: Place
    problem: Problem
    serial: int
    dates: list[date | None] = field(default_factory=list)
    steps: list[date] = field(default_factory=list)
    partners: list[Place] = field(default_factory=list)
    elsewhere: Place | None = None
    item: Any = None
    measures: list[Measure] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    parts: list[CoUnit] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """What 巡察办 or the unit writes into a new item."""
        points = self.stage.requirements[self.problem.category]
        requirement = points[self.serial % len(points)]
        return {
            "source": self.problem.source,
            "source_number": source_number(self.problem, self.serial),
            "problem": self.problem.text,
            "category": requirement.category,
            "requirement": requirement,
            "problem_class": self.stage.classes[self.place.inspection_round.pk, self.problem.class_code],
            "time_frame": self.problem.time_frame,
            "is_key": self.problem.is_key,
            "is_lasting": self.problem.is_lasting,
        }

    def log(self) -> None:
        self.item = items.log(self.place.inspection_round, self.place.unit, by=self.place.clerk, **self.fields())

    def claim(self) -> None:
        items.claim(self.item, by=self.place.clerk)

    def object_to(self) -> None:
        items.object_to(self.item, reason=self.stage.sayings.next("objections"), by=self.place.clerk)

    def uphold(self) -> None:
        items.uphold(self.item, reason=self.stage.sayings.next("upheld"), by=self.stage.supervisor)

    def correct(self) -> None:
        """The number in the text was wrong; a correction says so and puts the right one."""
        problem = f"{self.problem.text}（数量已按巡察底稿核实）"
        items.correct(
            self.item, problem=problem, reason=self.stage.sayings.next("corrections"), by=self.stage.supervisor
        )

    def void(self) -> None:
        items.void(self.item, reason=self.stage.sayings.next("void_reasons"), by=self.stage.supervisor)

    def reassign(self) -> None:
        assert self.elsewhere is not None, "a reassigned item needs a place to go to"
        reason = self.stage.sayings.next("reassign_reasons")
        items.reassign(self.item, unit=self.elsewhere.unit, reason=reason, by=self.stage.supervisor)

    def take_on(self, leader: Post) -> None:
        """A city leader looks after the item (包保)."""
        items.mark(self.item, by=self.stage.supervisor, patron=leader.person.name, patron_person=leader.person)

    def annotate(self, leader: Post, text: str) -> None:
        items.annotate(self.item, text=text, by=leader)

    def plan(self) -> None:
        """The whole plan form at once; kept are the rows that the later moves are about."""
        plans.save_plan(
            self.item,
            by=self.place.clerk,
            fields=self._plan_fields(),
            measures=self._measure_rows(),
            milestones=self._milestone_rows(),
            co_units=[
                {"unit": partner.unit, "part": self.stage.sayings.next("co_unit_parts")} for partner in self.partners
            ],
        )
        self.measures = list(self.item.measures.kept())
        self.milestones = list(self.item.milestones.kept())
        self.parts = list(self.item.co_units.select_related("unit"))

    def mend_plan(self) -> None:
        """After a return: the root cause told more closely, the last measure's standard too."""
        cause = f"{self.problem.root_cause}责任科室和责任人员已逐一核实。"
        last = self.measures[-1]
        row = {"id": last.pk, "standard": f"{last.standard}，经班子会议审议"}
        plans.save_plan(self.item, by=self.place.clerk, fields={"root_cause": cause}, measures=[row])

    def note(self, place: int) -> None:
        """Some progress on a measure that is not done yet."""
        text = self.stage.sayings.next("progress_partial")
        progress.note(self.item, text=text, by=self._doer(place), measure=self.measures[place])

    def finish(self, place: int) -> None:
        """A measure done, with the file that proves it."""
        measure, told, by = self.measures[place], self.problem.measures[place], self._doer(place)
        self._attach(told["evidence"], told["text"], told["progress"], measure=measure, by=by)
        progress.finish(measure, text=told["progress"], by=by)

    def add_proof(self) -> None:
        """What a return asked for."""
        name = f"补充材料（{self.problem.measures[0]['evidence'].rsplit('.', 1)[0]}）.pdf"
        self._attach(name, self.problem.text, measure=self.measures[0], by=self.place.clerk)

    def reach(self, place: int) -> None:
        progress.reach(self.milestones[place], by=self.place.clerk)

    def do_part(self, place: int) -> None:
        clerk = self.partners[place].clerk
        progress.do_part(self.parts[place], note="已按分工完成，有关材料已交牵头单位。", by=clerk)

    def prepare(self, kind: str, next_review: date | None = None) -> None:
        """Outcome and what is asked for; a reason and its paper where the measures were not all done."""
        fields: dict[str, Any] = {"applied_kind": kind, "outcome": self.problem.outcome, "rules_made": self.serial % 3}
        if self.problem.amount and kind == StrikeOffKind.COMPLETED:
            fields["amount_recovered"] = self.problem.amount
        if kind == StrikeOffKind.LASTING:
            fields |= {"keep_up": self.stage.sayings.next("lasting_texts"), "next_review": next_review}
        if kind in (StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE):
            fields |= {
                "kind_reason": self.stage.sayings.next(f"{kind.lower()}_reasons"),
                "outcome": "",
                "rules_made": None,
            }
            self._attach("情况说明及证明材料.pdf", fields["kind_reason"], by=self.place.clerk)
        progress.prepare(self.item, by=self.place.clerk, **fields)

    def _plan_fields(self) -> dict[str, Any]:
        lead, owner = self.place.lead.person, self._owner(0).person
        return {
            "root_cause": self.problem.root_cause,
            "leader": lead.name,
            "leader_person": lead,
            "owner": owner.name,
            "owner_person": owner,
            "department": "、".join(dict.fromkeys(each["owner"] for each in self.problem.measures)),
        }

    def _measure_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "text": told["text"],
                "standard": told["standard"],
                "owner": self._owner(place).person.name,
                "owner_person": self._owner(place).person,
                "deadline": self.dates[place],
                "deadline_text": "" if self.dates[place] else UNDATED,
            }
            for place, told in enumerate(self.problem.measures)
        ]

    def _milestone_rows(self) -> list[dict[str, Any]]:
        if self.problem.time_frame != TimeFrame.MID_LONG:
            return []
        return [{"text": self.stage.sayings.next("milestones"), "due_on": day} for day in self.steps]

    def _owner(self, place: int) -> Post:
        return self.place.handlers[(self.serial + place) % len(self.place.handlers)]

    def _doer(self, place: int) -> Post:
        """Every third measure is reported by whoever answers for it, the others by the clerk; 代填 by 巡察办 alone."""
        own = (self.serial + place) % 3 == 0 and not self.place.unit.is_typed_for
        return self._owner(place) if own else self.place.clerk

    def _attach(self, name: str, *lines: str, by: Post, measure: Measure | None = None) -> None:
        name = f"{name.rsplit('.', 1)[0]}.pdf"
        content = pdf(name.removesuffix(".pdf"), f"{self.place.unit.name}　{self.item.number}", *lines)
        evidence.attach(self.item, name=name, chunks=[content], by=by, measure=measure)


def issue(cases: list[Case]) -> None:
    """One batch of a place's problems, issued by 巡察办."""
    place, by = cases[0].place, cases[0].stage.supervisor
    rows: list[Item] = items.issue(place.inspection_round, place.unit, [case.fields() for case in cases], by=by)
    for case, item in zip(cases, rows, strict=True):
        case.item = item
