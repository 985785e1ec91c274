"""What may become of an item, and on which days: turns a fate into moves on the timetable.

Days are counted from today (0), so that the demo always looks alive. Which unit's items have which fates is told in
`script`.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto

from tracker.enums import Source, StrikeOffKind, SubmissionKind
from tracker.management.demo.cases import Case, issue
from tracker.management.demo.city import Place
from tracker.management.demo.packets import DISCIPLINE, OFFICE, ORGANISATION, Papers
from tracker.management.demo.timetable import Timetable

ALL = (OFFICE, DISCIPLINE, ORGANISATION)
_PLANNED, _APPROVED, _MENDED = 22, 29, 43  # days after the feedback: handed in, approved, approved after a return
_RECENT = 20  # nothing of the early wave is open later than this many days after its approval


class End(Enum):
    """Where an item stands today."""

    ISSUED = auto()
    OBJECTED = auto()
    REASSIGNED = auto()
    PLANNING = auto()
    PLAN_RETURNED = auto()
    PLAN_DECLINED = auto()
    PLAN_UNSIGNED = auto()
    PLAN_REVIEW = auto()
    WORKING = auto()
    UNSIGNED = auto()
    UNCONFIRMED = auto()
    REVIEW = auto()
    RETURNED = auto()
    DECLINED = auto()
    WITHDRAWN = auto()
    DECIDED = auto()
    VOID = auto()


class Detour(Enum):
    """What went wrong on the way and was mended."""

    NONE = auto()
    UPHELD = auto()
    CORRECTED = auto()
    PLAN_RETURNED = auto()
    PLAN_DECLINED = auto()
    PLAN_WITHDRAWN = auto()
    RETURNED = auto()


_PLAN_DETOURS = (Detour.PLAN_RETURNED, Detour.PLAN_DECLINED, Detour.PLAN_WITHDRAWN)
_LATE_ENDS = (
    *(End.ISSUED, End.OBJECTED, End.REASSIGNED, End.PLANNING),
    *(End.PLAN_RETURNED, End.PLAN_DECLINED, End.PLAN_UNSIGNED, End.PLAN_REVIEW),
)


@dataclass(frozen=True)
class Fate:
    """`on`: the day of issue of a late item, of the application of an early one. `due`: its last measure's deadline.

    `given` are the parties that have spoken; `late` is how many days after its deadline a measure was done.
    """

    end: End
    on: int = 0
    due: int | None = None
    kind: str = StrikeOffKind.COMPLETED
    source: str = Source.FEEDBACK
    time_frame: str = ""
    detour: Detour = Detour.NONE
    given: tuple[str, ...] = ()
    next_review: int = 0
    late: int = 0
    partner: str = ""
    is_undated: bool = False

    @property
    def is_early(self) -> bool:
        """Did it begin with the unit's feedback? The others were issued or logged later."""
        return self.end not in _LATE_ENDS

    @property
    def is_own(self) -> bool:
        return self.source in (Source.FOUND, Source.TASK)


Told = list[tuple[Case, Fate]]


class Course:
    """One place's items from the feedback on day `base` until today."""

    def __init__(self, timetable: Timetable, place: Place, base: int):
        self._t, self._place, self._base = timetable, place, base

    def put_down(self, told: Told) -> None:
        """Put every move of these items on the timetable."""
        early = [each for each in told if each[1].is_early]
        self._begin(early)
        self._work_off(early)
        for (end, on, given, _), cases in _together([each for each in told if not each[1].is_early]).items():
            _late(self._t, cases, end, on, given)

    def days_of(self, fate: Fate, count: int) -> list[int | None]:
        """The deadlines of an item's measures."""
        if fate.is_undated or not fate.is_early:
            return [None] * count if fate.is_undated else [*spread(fate.on + 50, fate.on + 110, count)]
        first, last = self._approved(fate) + 4, (fate.due if fate.due is not None else fate.on - 4 - fate.late)
        if fate.end == End.DECIDED and not fate.late and fate.on % 3:
            last = fate.on + 20  # two packets in three are through before the promised day
        if fate.end == End.WORKING:
            return [*spread(first + 4, min(last - 12, -16), count - 1), last]
        return [*spread(first, last, count)]

    def _begin(self, early: Told) -> None:
        """Issue or log, claim, plan, and one packet of all plans; what comes back goes round a second time."""
        issued = [case for case, fate in early if not fate.is_own]
        self._t.at(self._base, issue, issued)
        for place, (case, fate) in enumerate(early):
            self._claim(case, fate, place)
            if fate.end != End.VOID:
                self._t.at(self._base + 9 + place % 11, case.plan)
        planned = [(case, fate) for case, fate in early if fate.end != End.VOID]
        papers = Papers([case for case, _ in planned], SubmissionKind.PLAN)
        back = [case for case, fate in planned if fate.detour in _PLAN_DETOURS]
        start = self._base + _PLANNED
        self._t.at(start, papers.hand_in)
        self._turn_back(papers, planned, start)
        self._review(papers, start, [case for case, fate in planned if fate.detour == Detour.PLAN_RETURNED])
        if back:
            self._second_plan(back, start + 10)

    def _claim(self, case: Case, fate: Fate, place: int) -> None:
        if fate.is_own:
            self._t.at(self._base + 7, case.log)
            return
        day = self._base + 1 + place % 4
        if fate.detour in (Detour.UPHELD, Detour.CORRECTED):
            self._t.at(self._base + 2, case.object_to)
            self._t.at(self._base + 3, case.uphold if fate.detour == Detour.UPHELD else case.correct)
            day = self._base + 4
        self._t.at(day, case.claim)
        if fate.end == End.VOID:
            self._t.at(self._base + 6, case.void)

    def _turn_back(self, papers: Papers, planned: Told, start: int) -> None:
        for case, fate in planned:
            if fate.detour == Detour.PLAN_DECLINED:
                self._t.at(start + 1, papers.decline, case)
            if fate.detour == Detour.PLAN_WITHDRAWN:
                self._t.at(start + 1, papers.withdraw, case)

    def _second_plan(self, back: list[Case], day: int) -> None:
        for case in back:
            self._t.at(day, case.mend_plan)
        papers = Papers(back, SubmissionKind.PLAN)
        self._t.at(day + 2, papers.hand_in)
        self._review(papers, day + 2)

    def _review(self, papers: Papers, day: int, returned: list[Case] | None = None) -> None:
        """Signature and all verdicts within a week; a return comes from the discipline side."""
        self._t.at(day + 2, papers.sign)
        self._t.at(day + 3, papers.confirm)
        self._t.at(day + 4, papers.decide, OFFICE)
        self._t.at(day + 5, papers.decide, DISCIPLINE, (), returned or [])
        self._t.at(day + 7, papers.decide, ORGANISATION)

    def _approved(self, fate: Fate) -> int:
        return self._base + (_MENDED if fate.detour in _PLAN_DETOURS else _APPROVED)

    def _work_off(self, early: Told) -> None:
        for case, fate in early:
            if fate.end != End.VOID:
                self._work(case, fate)
        for (end, on, given, mended), cases in _together(
            [each for each in early if each[1].end not in (End.WORKING, End.VOID)]
        ).items():
            papers = Papers([case for case, _ in cases], SubmissionKind.STRIKE_OFF)
            self._prepare(cases, on - 1)
            self._t.at(on, papers.hand_in)
            self._apply(papers, end, on, given, mended)

    def _work(self, case: Case, fate: Fate) -> None:
        """Measures done in time or `late`; an item still in work has its last one open, with a word of progress."""
        days = self.days_of(fate, len(case.problem.measures))
        done = days[:-1] if fate.end == End.WORKING else days
        stops_short = fate.kind in (StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE)
        for place, day in enumerate(done[:1] if stops_short else done):
            if day is not None:
                last = fate.on - 3 if fate.end != End.WORKING else -3
                self._t.at(min(day + fate.late - (2 if not fate.late else 0), last), case.finish, place)
        if fate.end == End.WORKING:
            self._t.at(-16 + case.serial % 12, case.note, len(days) - 1)
        self._share(case, fate)

    def _share(self, case: Case, fate: Fate) -> None:
        """The road map's steps and the co-units' parts: all of them before an application, else the first step."""
        applied = fate.end != End.WORKING
        for place in range(len(case.steps) if applied else min(1, len(case.steps))):
            self._t.at(fate.on - 6 + place if applied else -30, case.reach, place)
        for place in range(len(case.partners) if applied else 0):
            self._t.at(fate.on - 5, case.do_part, place)

    def _prepare(self, cases: Told, day: int) -> None:
        for case, fate in cases:
            next_review = self._t.date(fate.next_review) if fate.kind == StrikeOffKind.LASTING else None
            self._t.at(day, case.prepare, fate.kind, next_review)

    def _apply(self, papers: Papers, end: End, on: int, given: tuple[str, ...], mended: bool) -> None:
        first = papers.cases[0]
        if end == End.DECIDED:
            self._review(papers, on, list(papers.cases) if mended else [])
            if mended:
                self._second_application(papers, on + 9)
        elif end == End.DECLINED:
            self._t.at(on + 1, papers.decline, first)
        elif end == End.WITHDRAWN:
            self._t.at(on + 1, papers.withdraw, first)
        elif end != End.UNSIGNED:
            self._t.at(on + 2, papers.sign)
            if end != End.UNCONFIRMED:
                self._t.at(on + 3, papers.confirm)
                _speak(self._t, papers, on + 4, given, returned=end == End.RETURNED)

    def _second_application(self, papers: Papers, day: int) -> None:
        for case in papers.cases:
            self._t.at(day, case.add_proof)
        again = Papers(papers.cases, SubmissionKind.STRIKE_OFF)
        self._t.at(day + 2, again.hand_in)
        self._review(again, day + 2)


def spread(first: int, last: int, count: int) -> list[int]:
    """`count` days evenly from `first` to `last`, both included; the last alone if there is but one."""
    if count < 2:
        return [last][:count]
    return [round(first + (last - first) * place / (count - 1)) for place in range(count)]


def _together(told: Told) -> dict[tuple[End, int, tuple[str, ...], bool], Told]:
    """What ends alike on the same day travels in one packet."""
    found: dict[tuple[End, int, tuple[str, ...], bool], Told] = defaultdict(list)
    for case, fate in told:
        found[fate.end, fate.on, fate.given, fate.detour == Detour.RETURNED].append((case, fate))
    return found


def _speak(timetable: Timetable, papers: Papers, day: int, given: tuple[str, ...], *, returned: bool = False) -> None:
    """The parties that have spoken; a party in brackets – “(jw)” – has given only its first verdict so far."""
    for place, party in enumerate(given):
        only = papers.cases[:1] if party.startswith("(") else ()
        back = papers.cases if returned and place == len(given) - 1 else ()
        timetable.at(day + place, papers.decide, party.strip("()"), only, back)


def _late(timetable: Timetable, told: Told, end: End, on: int, given: tuple[str, ...]) -> None:
    """Items issued or logged lately, which have not come as far as work."""
    cases = [case for case, _ in told]
    own = [case for case, fate in told if fate.is_own]
    for case in own:
        timetable.at(on, case.log)
    issued = [case for case in cases if case not in own]
    if issued:
        timetable.at(on, issue, issued)
    for case in issued:
        if end in (End.OBJECTED, End.REASSIGNED):
            timetable.at(on + 1, case.object_to)
        elif end != End.ISSUED:
            timetable.at(on + 2, case.claim)
        if end == End.REASSIGNED:
            timetable.at(on + 6, case.reassign)
    if end in (End.PLAN_RETURNED, End.PLAN_DECLINED, End.PLAN_UNSIGNED, End.PLAN_REVIEW):
        _late_plan(timetable, cases, end, on, given)


def _late_plan(timetable: Timetable, cases: list[Case], end: End, on: int, given: tuple[str, ...]) -> None:
    papers = Papers(cases, SubmissionKind.PLAN)
    for case in cases:
        timetable.at(on + 5, case.plan)
    timetable.at(on + 7, papers.hand_in)
    if end == End.PLAN_DECLINED:
        timetable.at(on + 8, papers.decline, cases[0])
    elif end != End.PLAN_UNSIGNED:
        timetable.at(on + 8, papers.sign)
        timetable.at(on + 9, papers.confirm)
        _speak(timetable, papers, on + 10, given, returned=end == End.PLAN_RETURNED)
