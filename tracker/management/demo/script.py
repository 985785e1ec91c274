"""Which unit has which items with which fate: the two rounds of the demo, the fifth nearly done, the sixth at work."""

from collections import defaultdict

from tracker import clock
from tracker.enums import Source, StrikeOffKind, TimeFrame
from tracker.management.demo import city as cities
from tracker.management.demo.cases import Case, Stage
from tracker.management.demo.city import City, Place
from tracker.management.demo.fates import Course, Detour, End, Fate, spread
from tracker.management.demo.packets import DISCIPLINE, OFFICE, ORGANISATION
from tracker.management.demo.texts import Problems, Sayings
from tracker.management.demo.timetable import Timetable
from tracker.models import ProblemClass, Requirement

FIFTH, SIXTH = -378, -152  # the day of the first feedback
BEGINS = FIFTH - 12
FIFTH_UNITS = ("wjw", "zrzyj", "hbj", "jtj", "rsj", "zgh", "tsw", "cxjd", "swjt", "zyxy")
PAPER_UNITS = ("nsz", "cdjd", "cxjd")
LEADERS = ("sld.leader1", "sld.leader2", "sld.leader3", "sld.leader4")
MZJ_STATED = 25
_LASTING, _MOVED, _CANNOT = StrikeOffKind.LASTING, StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE
_LONG = TimeFrame.MID_LONG


def decided(on: int, **more) -> Fate:
    """Struck off, or kept up for long, after an application on that day."""
    return Fate(End.DECIDED, on, **more)


def working(due: int, **more) -> Fate:
    """In work, with its last measure due on that day."""
    return Fate(End.WORKING, due=due, **more)


# The unit of demo_clerk and demo_secretary: 24 problems and one void, as its letter says, and a few more.
MZJ = (
    *[decided(-76)] * 2,
    decided(-44, detour=Detour.RETURNED),
    decided(-60, kind=_LASTING, next_review=35),
    decided(-70, kind=_MOVED),
    decided(-50, kind=_CANNOT, detour=Detour.PLAN_RETURNED),
    *[Fate(End.UNSIGNED, -2, due=12)] * 2,
    Fate(End.REVIEW, -10, due=-1, given=(OFFICE,)),
    working(-12),
    working(-3),
    working(6),
    working(16, partner="czj"),
    working(48),
    working(0, is_undated=True),
    working(60, time_frame=_LONG),
    Fate(End.RETURNED, -20, due=9, given=(OFFICE, DISCIPLINE)),
    Fate(End.VOID),
    Fate(End.ISSUED, -2),
    Fate(End.ISSUED, -9),
    Fate(End.OBJECTED, -3),
    Fate(End.PLANNING, -12),
    Fate(End.PLAN_RETURNED, -22, given=(OFFICE, DISCIPLINE)),
    Fate(End.PLAN_UNSIGNED, -18),
    Fate(End.PLAN_REVIEW, -24, given=(ORGANISATION,)),
    decided(-100, source=Source.ON_SITE),
    working(18, source=Source.FOUND),
    decided(-44, source=Source.TASK),
    Fate(End.PLANNING, -10, source=Source.TASK),
)

# What every other unit of the sixth round has, the deadlines of its open items, and what only this unit has.
_USUAL = (*[decided(-88)] * 3, decided(-54), decided(-54, late=9))
_OPEN = ((-20, 8, 40), (5, 18, 60), (-6, 14, 35), (9, 27, 75))
SIXTH_UNITS: dict[str, tuple[Fate, ...]] = {
    "zjj": (
        *[Fate(End.REVIEW, -9, due=4, given=(OFFICE,))] * 2,
        decided(-60, kind=_MOVED),
        Fate(End.PLAN_REVIEW, -45, given=(OFFICE, DISCIPLINE)),
    ),
    "nyj": (
        *[Fate(End.REVIEW, -33, due=20, given=(OFFICE, DISCIPLINE))] * 2,
        decided(-66, kind=_LASTING, next_review=8),
        working(11, partner="mzj"),
    ),
    "jyj": (*[Fate(End.UNSIGNED, -3, due=-8)] * 2, decided(-58, kind=_CANNOT), Fate(End.OBJECTED, -2)),
    "czj": (
        *[Fate(End.REVIEW, -12, due=9, given=(DISCIPLINE, ORGANISATION))] * 2,
        working(70, time_frame=_LONG),
        Fate(End.DECLINED, -15, due=3),
    ),
    "slj": (
        decided(-68, kind=_LASTING, next_review=-4),
        Fate(End.PLANNING, -28),
        Fate(End.ISSUED, -8),
        decided(-72, detour=Detour.UPHELD),
    ),
    "scj": (*[Fate(End.REVIEW, -7, due=30, given=("(jw)",))] * 3, Fate(End.VOID)),
    "shgzb": (
        working(85, time_frame=_LONG),
        *[Fate(End.PLAN_REVIEW, -24)] * 2,
        decided(-72, detour=Detour.CORRECTED),
    ),
    "nsz": (
        *[Fate(End.UNCONFIRMED, -5, due=2)] * 2,
        Fate(End.PLANNING, -38),
        decided(-66, kind=_LASTING, next_review=50),
    ),
    "bhz": (
        Fate(End.UNCONFIRMED, -4, due=10),
        Fate(End.REVIEW, -12, due=-6, given=(DISCIPLINE,)),
        Fate(End.PLAN_RETURNED, -22, given=(ORGANISATION,)),
        Fate(End.PLANNING, -6),
    ),
    "cdjd": (
        Fate(End.RETURNED, -24, due=-5, given=(DISCIPLINE,)),
        Fate(End.WITHDRAWN, -9, due=13),
        *[Fate(End.ISSUED, -2)] * 2,
    ),
    "ctjt": (
        Fate(End.REVIEW, -15, due=0, given=(ORGANISATION, "(xcb)")),
        decided(-46, detour=Detour.RETURNED),
        decided(-62, kind=_MOVED, detour=Detour.PLAN_DECLINED),
        Fate(End.PLANNING, -6),
    ),
    "gjjt": (
        *[decided(-38, detour=Detour.PLAN_WITHDRAWN)] * 2,
        Fate(End.REASSIGNED, -9),
        Fate(End.REVIEW, -36, due=-30, given=(OFFICE, ORGANISATION)),
    ),
    "yyy": (
        decided(-72),
        working(0, is_undated=True),
        working(22, partner="jyj"),
        Fate(End.PLAN_DECLINED, -22),
    ),
}
_FIFTH_USUAL = (*[decided(-300)] * 3, decided(-255, detour=Detour.PLAN_RETURNED), decided(-215, late=20))
_FIFTH_OWN = (
    (decided(-240, kind=_LASTING, next_review=30), working(-45)),
    (decided(-235, kind=_MOVED), decided(-190, time_frame=_LONG)),
    (decided(-245, kind=_LASTING, next_review=-10), working(55, time_frame=_LONG)),
    (decided(-238, kind=_CANNOT), decided(-180, detour=Detour.RETURNED)),
    (decided(-242, kind=_LASTING, next_review=6), Fate(End.VOID)),
)


def tell(city: City, timetable: Timetable) -> None:
    """Both rounds, each set up on the eve of its first feedback, and what the city's leaders do in the sixth."""
    with clock.pretend(timetable.morning(BEGINS)):
        _put_down(city, timetable, 5, FIFTH, {code: _fifth(number) for number, code in enumerate(FIFTH_UNITS)})
    timetable.run(until=SIXTH - 4)
    with clock.pretend(timetable.morning(SIXTH - 4)):
        sixth = {"mzj": MZJ} | {code: _sixth(number, own) for number, (code, own) in enumerate(SIXTH_UNITS.items())}
        _leaders(city, timetable, _put_down(city, timetable, 6, SIXTH, sixth))
    timetable.run()


def _put_down(
    city: City, timetable: Timetable, number: int, start: int, fates: dict[str, tuple[Fate, ...]]
) -> list[tuple[Case, Fate]]:
    """One round with all its moves on the timetable."""
    places = _places(city, timetable, number, start, fates)
    partners = {code: place for code, (place, _) in places.items()}
    stage, told = _stage(city), []
    for code, (place, base) in places.items():
        course = Course(timetable, place, base)
        cases = _cases(stage, place, course, timetable, fates[code], partners)
        course.put_down(cases)
        told += cases
    return told


def _fifth(number: int) -> tuple[Fate, ...]:
    own = decided(-262, source=Source.FOUND if number % 3 == 0 else Source.TASK)
    on_site = (decided(-320, source=Source.ON_SITE),) if number % 2 else ()
    return (*_FIFTH_USUAL, *_FIFTH_OWN[number % len(_FIFTH_OWN)], *on_site, own)


def _sixth(number: int, own: tuple[Fate, ...]) -> tuple[Fate, ...]:
    in_work = [working(due) for due in _OPEN[number % len(_OPEN)]]
    on_site = decided(-98, source=Source.ON_SITE) if number % 2 else working(-30, source=Source.ON_SITE)
    logged = (decided(-48, source=Source.FOUND), working(25, source=Source.TASK))
    return (*_USUAL, *in_work, *own, on_site, *logged)


def _places(
    city: City, timetable: Timetable, number: int, start: int, fates: dict[str, tuple[Fate, ...]]
) -> dict[str, tuple[Place, int]]:
    """The units of a round, fed back over some days; the letter states as many problems as it has."""
    days = {code: start + place % 6 for place, code in enumerate(fates)}
    stated = {code: sum(fate.source == Source.FEEDBACK for fate in fates[code]) for code in fates}
    row = cities.make_round(city, number, timetable.date(start))
    letters = [(code, timetable.date(days[code]), stated[code]) for code in sorted(days, key=lambda code: days[code])]
    fed_back = {each.unit_id: each for each in cities.feed_back(city, row, letters)}
    return {
        code: (city.place(code, fed_back[city.units[code].pk], on_paper=code in PAPER_UNITS), days[code])
        for code in fates
    }


def _stage(city: City) -> Stage:
    classes = {
        (each.inspection_round_id, each.code): each for each in ProblemClass.objects.exclude(inspection_round=None)
    }
    points = defaultdict(list)
    for point in Requirement.objects.select_related("category"):
        points[point.category.code].append(point)
    return Stage(city, Sayings(), classes, points)


def _cases(
    stage: Stage,
    place: Place,
    course: Course,
    timetable: Timetable,
    fates: tuple[Fate, ...],
    places: dict[str, Place],
) -> list[tuple[Case, Fate]]:
    problems, told = Problems(place.code, place.unit), []
    for serial, fate in enumerate(fates, start=1):
        case = Case(stage, place, problems.pick(fate.source, fate.time_frame), serial)
        days = course.days_of(fate, len(case.problem.measures))
        case.dates = [None if day is None else timetable.date(day) for day in days]
        case.steps = [timetable.date(day) for day in _road_map(case, fate)]
        case.partners = [places[fate.partner]] if fate.partner else []
        case.elsewhere = places["ctjt"] if fate.end == End.REASSIGNED else None
        told.append((case, fate))
    return told


def _road_map(case: Case, fate: Fate) -> list[int]:
    """Three steps of a mid- or long-term item, all before an application, the first before today else."""
    if case.problem.time_frame != TimeFrame.MID_LONG:
        return []
    return spread(fate.on - 60, fate.on - 10, 3) if fate.end == End.DECIDED else [-25, 40, 100]


def _leaders(city: City, timetable: Timetable, told: list[tuple[Case, Fate]]) -> None:
    """Key problems still in work are taken on by the city's leaders; the first of them says a word on his."""
    taken = [case for case, fate in told if fate.end == End.WORKING]
    for number, case in enumerate(taken[::3]):
        leader = city.posts[LEADERS[number % len(LEADERS)]]
        timetable.at(SIXTH + 60 + number, case.take_on, leader)
        if number % 8 == 0:
            timetable.at(-20 + number // 4, case.annotate, leader, "请牵头单位抓紧推进，月底前报进展，务求实效。")
