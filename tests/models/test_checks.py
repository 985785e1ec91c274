"""Django's own checks of the models find nothing to say, the databases' included."""

import pytest
from django.core.checks import Tags, run_checks


@pytest.mark.django_db
def test_the_checks_of_the_models_are_silent():
    assert run_checks(tags=[Tags.models, Tags.database], databases=["default"]) == []
