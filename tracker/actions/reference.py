"""Reference data: sections, categories, requirement points, default problem classes, holidays; a round's classes.

Rows are inserted where they are missing and never changed, for what differs was corrected by the office.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.models import Category, Holiday, InspectionRound, ProblemClass, Requirement, Section

Rows = Iterable[Mapping[str, Any]]


def load(*, sections: Rows, classes: Rows, years: Rows) -> dict[str, int]:
    """Insert what is missing, in the shapes of `fixtures/reference`; returns how many rows of each kind.

    One event is kept if anything was inserted. The system itself acts.
    """
    with writing(by=None) as writer:
        inserted = {
            **_load_categories(list(sections)),
            "problem_classes": _load_classes(list(classes)),
            "holidays": _load_holidays(years),
        }
        if any(inserted.values()):
            writer.record("load_reference", Section.objects.order_by("ordinal")[0], inserted=inserted)
    return inserted


def copy_classes(writer: Writer, inspection_round: InspectionRound) -> int:
    """Give a new round its own copy of the default classes, inside an open door; returns how many."""
    defaults = list(ProblemClass.objects.filter(inspection_round=None).order_by("code"))
    copies: dict[int | None, ProblemClass | None] = {None: None}
    for level in ([row for row in defaults if row.parent_id is None], [row for row in defaults if row.parent_id]):
        made = [_copy(row, inspection_round, copies[row.parent_id]) for row in level]
        ProblemClass.objects.bulk_create(made)
        copies |= {row.pk: copy for row, copy in zip(level, made, strict=True)}
    return len(defaults)


def _copy(row: ProblemClass, inspection_round: InspectionRound, parent: ProblemClass | None) -> ProblemClass:
    return ProblemClass(
        inspection_round=inspection_round,
        parent=parent,
        code=row.code,
        name=row.name,
        default_category_id=row.default_category_id,
    )


def _load_categories(sections: list[Mapping[str, Any]]) -> dict[str, int]:
    return {
        "sections": _load_sections(sections),
        "categories": _load_their_categories(sections),
        "requirements": _load_requirements(sections),
    }


def _load_sections(sections: list[Mapping[str, Any]]) -> int:
    known = set(Section.objects.values_list("code", flat=True))
    missing = [
        Section(code=each["code"], title=each["title"], ordinal=ordinal)
        for ordinal, each in enumerate(sections, start=1)
        if each["code"] not in known
    ]
    return len(Section.objects.bulk_create(missing))


def _load_their_categories(sections: list[Mapping[str, Any]]) -> int:
    section_ids = dict(Section.objects.values_list("code", "pk"))
    known = set(Category.objects.values_list("code", flat=True))
    missing = [
        Category(
            section_id=section_ids[section["code"]],
            code=each["code"],
            title=each["title"],
            short_name=each["short"],
        )
        for section in sections
        for each in section["categories"]
        if each["code"] not in known
    ]
    return len(Category.objects.bulk_create(missing))


def _load_requirements(sections: list[Mapping[str, Any]]) -> int:
    """A point has no code of its own: it is known by its place in the category, whatever it says by now."""
    category_ids = dict(Category.objects.values_list("code", "pk"))
    known = set(Requirement.objects.values_list("category__code", "ordinal"))
    missing = [
        Requirement(
            category_id=category_ids[category["code"]],
            ordinal=ordinal,
            text=f"{each['title']}：{each['text']}",
            made_real_by=each["made_real_by"],
        )
        for section in sections
        for category in section["categories"]
        for ordinal, each in enumerate(category["requirements"], start=1)
        if (category["code"], ordinal) not in known
    ]
    return len(Requirement.objects.bulk_create(missing))


def _load_classes(classes: list[Mapping[str, Any]]) -> int:
    """Parents first, for their children point to them."""
    category_ids = dict(Category.objects.values_list("code", "pk"))
    parents = _insert_classes([(each, None) for each in classes], category_ids)
    ids = dict(ProblemClass.objects.filter(inspection_round=None).values_list("code", "pk"))
    below = [(child, ids[each["code"]]) for each in classes for child in each["children"]]
    return parents + _insert_classes(below, category_ids)


def _insert_classes(rows: Sequence[tuple[Mapping[str, Any], int | None]], category_ids: Mapping[str, int]) -> int:
    known = set(ProblemClass.objects.filter(inspection_round=None).values_list("code", flat=True))
    missing = [
        ProblemClass(
            parent_id=parent_id,
            code=each["code"],
            name=each["title"],
            default_category_id=category_ids[each["default_category"]],
        )
        for each, parent_id in rows
        if each["code"] not in known
    ]
    return len(ProblemClass.objects.bulk_create(missing))


def _load_holidays(years: Rows) -> int:
    """A provisional year is a stop-gap: it stays out once anything is known of that year."""
    known = set(Holiday.objects.values_list("day", flat=True))
    known_years = {day.year for day in known}
    missing = [
        Holiday(day=date.fromisoformat(each["date"]), is_workday=each["is_workday"], name=each["name"])
        for year in years
        if not (year["provisional"] and year["year"] in known_years)
        for each in year["days"]
        if date.fromisoformat(each["date"]) not in known
    ]
    return len(Holiday.objects.bulk_create(missing))
