#!/usr/bin/env python
"""Runs a management command; a malformed setting ends in its sentence, not in a traceback."""

import os
import secrets
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.argv[1:2] == ["import_ledger"] and "--dry-run" in sys.argv:
        # What only reads a file signs nothing: it runs before the system has ever been started.
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
