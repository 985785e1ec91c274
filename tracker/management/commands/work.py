"""`manage.py work`: the process beside the server that works off jobs (长作业), one after the other."""

import gc
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from tracker.actions.imports_jobs import forget_files
from tracker.actions.results import drop_old
from tracker.busy import is_locked
from tracker.jobs.work import work_off
from tracker.management.working import KINDS

PAUSE = 1.0  # seconds between two looks for a job


class Command(BaseCommand):
    help = "逐项办理长作业。由 bin/serve 启动；停下再启动，没办完的接着办。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="把排着的办完就结束")
        parser.add_argument("--with-parent", action="store_true", help="启动它的进程结束后，自己也结束")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # what the program consists of is not looked through again for each few thousand rows
        drop_old()
        parent = os.getppid() if options["with_parent"] else None
        while parent is None or os.getppid() == parent:
            if self._work_off():
                continue
            if options["once"]:
                return
            forget_files()
            close_old_connections()
            time.sleep(PAUSE)

    def _work_off(self) -> bool:
        """One job; none where none waits, or where somebody writes for so long that none can be taken."""
        try:
            return work_off(KINDS) is not None
        except OperationalError as error:
            if not is_locked(error):
                raise
            return False
