"""Statements compiled once give the objects that the ORM itself would give, for every id they are run with."""

import itertools

import pytest
from django.db.models import Count, Model, QuerySet, Window

from tests.factories import item_at
from tests.queries.planted import garden
from tracker.compiled import NAMED, THIS, attach, objects
from tracker.enums import Status
from tracker.models import Event, Item, Measure, Post, ProgressNote, Review, Submission, contents
from tracker.queries import item_rows

pytestmark = pytest.mark.django_db
_key = itertools.count()


def values(made: Model | None, *related: str) -> dict | None:
    """All fields of an object, and those of the related objects that it holds already."""
    if made is None:
        return None
    assert not made.get_deferred_fields()
    own = {field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields}
    for path in related:
        first, _, rest = path.partition("__")
        own[path] = values(made._state.fields_cache[first], *filter(None, [rest]))
    return own


def same(made: list, wanted: QuerySet, *related: str) -> None:
    assert [values(each, *related) for each in made] == [values(each, *related) for each in wanted]
    assert made


def test_objects_are_those_of_the_queryset_with_their_related_rows(cast):
    garden(cast)
    key, related = f"test {next(_key)}", ("unit", "inspection_round", "problem_class__parent", "struck_off_by__person")

    def rows(number: str) -> QuerySet:
        return Item.objects.filter(number=number).select_related(*related)

    for number in Item.objects.values_list("number", flat=True):
        same(objects(key, lambda: rows(NAMED), {NAMED: number}), rows(number), *related)


def test_what_is_kept_is_the_statement_and_never_its_rows(cast, django_assert_num_queries):
    key = f"test {next(_key)}"

    def posts() -> list[Post]:
        return objects(key, lambda: Post.objects.filter(unit=THIS), {THIS: cast.unit.pk})

    before = posts()
    added = Post.objects.create(person=cast.clerk.person, unit=cast.unit, role="AUDITOR", since=cast.clerk.since)
    with django_assert_num_queries(1):
        assert posts() == [*before, added]


def test_nothing_is_asked_where_no_row_can_be(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert objects(f"test {next(_key)}", Item.objects.none, {}) == []


def test_annotations_and_cuts_are_read_as_well(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    count = item.events.count()
    events, told = item_rows.latest_events(item, 2)
    assert (told, [event.pk for event in events]) == (count, [event.pk for event in item.events.all()[:2]])
    window = Event.objects.filter(item=item).annotate(all_of_them=Window(Count("pk")))
    same(events, window.select_related("actor", "post__unit")[:2], "actor", "post__unit")


def test_attached_rows_stand_where_prefetch_related_would_put_them(cast, django_assert_num_queries):
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    rows = list(Submission.objects.filter(item=item))
    attach(rows, "reviews", list(Review.objects.filter(submission__item=item)))
    with django_assert_num_queries(0):
        told = {row.pk: list(row.reviews.all()) for row in rows}
        assert all(review.submission is row for row in rows for review in row.reviews.all())
    assert told == {row.pk: list(Review.objects.filter(submission=row)) for row in rows}
    assert any(told.values())


def test_the_rows_of_an_item_are_its_own(cast):
    """Read for one item and then for another by the same statements."""
    first, second = item_at(Status.STRUCK_OFF, cast), item_at(Status.PLAN_REVIEW, cast)
    for item in (first, second, first):
        turns = item_rows.submissions(item)
        assert turns == list(item.submissions.all())
        assert [list(turn.reviews.all()) for turn in turns] == [
            list(turn.reviews.order_by("step", "pk")) for turn in item.submissions.all()
        ]
        signed = [list(turn.packet.signatures.all()) for turn in turns]
        assert signed == [list(turn.packet.signatures.all()) for turn in item.submissions.all()]
        measures, notes = contents.measures_and_notes(item)
        assert measures == list(Measure.objects.kept().filter(item=item))
        assert [list(row.progress_notes.all()) for row in measures] == [
            list(ProgressNote.objects.filter(measure=row)) for row in measures
        ]
        assert notes == list(item.progress_notes.filter(measure=None))
        same(contents.uses(item) or [item], item.evidence_uses.filter(removed_at=None).order_by("pk") or [item])
    assert len(item_rows.submissions(first)) == 2
