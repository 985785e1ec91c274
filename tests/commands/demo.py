"""Loads the demo as the command does."""

from io import StringIO

from django.core.management import call_command
from django.test import override_settings

from tracker.queries import verify

PASSWORD = "Yanshi-Kouling-9"


def load(*options: str) -> tuple[str, list[str]]:
    """What the command prints, and what `verify` finds right after it."""
    out = StringIO()
    with override_settings(DEMO_PASSWORD=PASSWORD):
        call_command("load_demo", *options, stdout=out)
    return out.getvalue(), [sentence for _, check in verify.CHECKS if (sentence := check())]
