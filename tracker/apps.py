"""The one app. Its only signal puts guards and search index up again after every migration; no other logic here."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    verbose_name = "巡察整改销号"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(put_up, sender=self)


def put_up(using: str, **_: Any) -> None:
    """A migration that rebuilds a table on SQLite silently drops its triggers, so they are put up each time."""
    # Not at the top: the models they read are not loaded when this module is.
    from tracker import guards
    from tracker.models import grams

    guards.put_up(using=using)
    grams.put_up(using=using)
