"""Reads the JSON of `fixtures/`. What the files hold is told in `fixtures/README.md`; nothing is checked again here."""

import json
from typing import Any

from django.conf import settings


def read_fixture(name: str) -> Any:
    """The content of one file, such as “reference/holidays.json”."""
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))
