"""The manual shows the twelve categories with what makes each requirement real, to whoever is signed in."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("part", "queries"), [("clerk", 8), ("leader", 7), ("auditor", 6)])
def test_everybody_may_read_the_manual(client, cast, part, queries, django_assert_num_queries):
    call_command("load_reference", verbosity=0)
    client.force_login(make_user(getattr(cast, part)))

    with django_assert_num_queries(queries):
        sections = client.get(reverse("help")).context["sections"]

    assert [section.code for section in sections] == ["一", "二", "三", "四"]
    codes = [category.code for section in sections for category in section.categories.all()]
    assert codes == [f"{part}.{place}" for part in (1, 2, 3, 4) for place in (1, 2, 3)]
    assert all(category.requirements.all() for section in sections for category in section.categories.all())
