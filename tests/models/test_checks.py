"""Django's own checks find nothing to say, the databases' included."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_checks_are_silent():
    call_command("check", databases=["default"], fail_level="WARNING")
