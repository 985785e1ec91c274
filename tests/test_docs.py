"""The documents that are drawn from the code are not stale."""

from pathlib import Path

from django.conf import settings

from tracker.management.commands.draw_workflow import PATH, drawn


def test_the_workflow_diagram_is_the_workflow():
    assert (Path(settings.BASE_DIR) / PATH).read_text(encoding="utf-8") == drawn()
