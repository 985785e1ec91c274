"""What the database itself keeps: pairs, closed words, nothing that cascades. Looked for in all models."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, Q

from tests.factories import PDF, fill_plan, item_at, make_template, make_user
from tracker import guards
from tracker.actions import evidence, packets, signing
from tracker.enums import Role, Status, SubmissionKind
from tracker.models import CoUnit, Draft, Holiday, Import, Job, Milestone, Notice, Preference, Requirement, SavedView

MODELS = list(apps.get_app_config("tracker").get_models())
NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


def pairs() -> list[tuple[type[models.Model], str]]:
    """Every (model, stem) that has both `<stem>_at` and `<stem>_by`."""
    names = {model: {field.name for field in model._meta.concrete_fields} for model in MODELS}
    return [
        (model, name.removesuffix("_at"))
        for model in MODELS
        for name in sorted(names[model])
        if name.endswith("_at") and f"{name.removesuffix('_at')}_by" in names[model]
    ]


def closed_words() -> list[tuple[type[models.Model], models.Field]]:
    return [(model, field) for model in MODELS for field in model._meta.concrete_fields if field.choices]


def is_always_filled(model: type[models.Model], stem: str) -> bool:
    return not any(model._meta.get_field(f"{stem}_{end}").null for end in ("at", "by"))


def checks(model: type[models.Model]) -> list[Q]:
    return [each.condition for each in model._meta.constraints if isinstance(each, CheckConstraint)]


def label(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else str(getattr(value, "name", value))


@pytest.fixture
def unguarded(cast):
    """A row of every model with a pair or closed words, and the guards down, so that the checks alone answer."""
    item = item_at(Status.STRUCK_OFF, cast)
    Milestone.objects.create(item=item, ordinal=1, text="完成调研", due_on="2026-12-31")
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="比对数据")
    Import.objects.create(
        inspection_round=cast.inspection_round, name="台账.xlsx", sha256="0" * 64, size=1, previewed_by=cast.clerk
    )
    about = {"shared_at": NOW, "shared_by": cast.clerk, "columns": []}
    SavedView.objects.create(user=make_user(cast.clerk), name="逾期", query="lamp=RED", **about)
    Job.objects.create(kind="EXPORT", post=cast.clerk, user=cast.clerk.person.user)
    make_template(cast.clerk)
    planned = item_at(Status.PLANNING, cast)
    fill_plan(planned, cast)
    packet = packets.hand_in([planned], SubmissionKind.PLAN, by=cast.clerk)
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=cast.clerk)
    told = {"signed_on": datetime.date(2026, 11, 23), "code": packets.check_code(packet)}
    signing.sign_on_paper(packet, scan=scan, signer_post=cast.secretary, by=cast.clerk, **told)
    guards.lower()


def update(model: type[models.Model], **values: Any) -> None:
    with transaction.atomic():
        assert model.objects.exists(), model
        model.objects.filter(pk=model.objects.order_by("pk").values("pk")[:1]).update(**values)
        if connection.vendor == "postgresql":
            connection.check_constraints()


def bites(model: type[models.Model], **values: Any) -> bool:
    try:
        update(model, **values)
    except IntegrityError:
        return True
    return False


def test_there_are_pairs_and_closed_words_to_look_at():
    assert (len(pairs()), len(closed_words())) == (33, 22)


@pytest.mark.parametrize(("model", "stem"), pairs(), ids=label)
def test_every_pair_has_its_check(model, stem):
    """Both filled or both empty; where both are always filled, the columns say so themselves."""
    at, by = f"{stem}_at__isnull", f"{stem}_by__isnull"
    pair = Q(**{at: False, by: False}) | Q(**{at: True, by: True})
    assert (pair in checks(model)) != is_always_filled(model, stem)


def test_every_pair_bites(unguarded, cast):
    """Half of a pair cannot be written, whichever half; one column alone is never null where the other is not."""
    tame = []
    for model, stem in pairs():
        at, by = f"{stem}_at", f"{stem}_by"
        halves = [{at: NOW, by: None}, {at: None, by: cast.clerk}]
        tame += [f"{model.__name__}.{stem}" for half in halves if not bites(model, **half)]
    assert tame == []


@pytest.mark.parametrize(("model", "field"), closed_words(), ids=label)
def test_every_closed_word_has_its_check(model, field):
    words = [str(value) for value, _ in field.choices] + ([""] if field.blank else [])
    assert Q(**{f"{field.name}__in": words}) in checks(model)


def test_every_closed_word_bites(unguarded, cast):
    Notice.objects.get_or_create(unit=cast.unit, role=Role.CLERK, text="通知")
    assert [f"{m.__name__}.{f.name}" for m, f in closed_words() if not bites(m, **{f.name: "WHATEVER"})] == []


def test_nothing_cascades_away():
    """Whatever hangs on a row keeps that row: PROTECT on every foreign key there is."""
    keys = [
        (model.__name__, field.name, field.remote_field.on_delete.__name__)
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    ]
    assert len(keys) > 80
    assert [key for key in keys if key[2] != "PROTECT"] == []


def test_no_model_has_links_that_hide_their_rows():
    """A many-to-many table would have no place for who and when."""
    assert [(m.__name__, f.name) for m in MODELS for f in m._meta.many_to_many] == []


def test_names_of_constraints_and_indexes_are_unique_in_the_database():
    names = [each.name for model in MODELS for each in (*model._meta.constraints, *model._meta.indexes)]
    assert sorted(names) == sorted(set(names))
    assert [
        name for name in names if len(name) > 30 and name in {i.name for m in MODELS for i in m._meta.indexes}
    ] == []


def test_every_person_is_spelt_the_same_way_in_every_pair():
    """`…_by` is always a post, for rights and answers hang on the post."""
    others = {
        f"{model.__name__}.{stem}_by"
        for model, stem in pairs()
        if model._meta.get_field(f"{stem}_by").related_model.__name__ != "Post"
    }
    assert others == set()


def test_the_schema_is_what_the_migration_says(db):
    from django.core.management import call_command

    call_command("makemigrations", "tracker", check=True, dry_run=True, verbosity=0)
    assert {Draft, Holiday, Preference, Requirement} <= set(MODELS)
