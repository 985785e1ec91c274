"""`manage.py work`: the process beside the server that works off jobs (长作业), one after the other."""

import gc
import logging
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from tracker.busy import is_locked
from tracker.jobs.tidying import EVERY, tidy
from tracker.jobs.work import work_off
from tracker.management.working import KINDS

RARELY = (20_000, 20, 20)  # Python's own first figure is 700; a job makes rows in tens of thousands, hardly any circles
PAUSE = 1.0  # seconds between two looks for a job
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "逐项办理长作业。由 bin/serve 启动；停下再启动，没办完的接着办。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="把排着的办完就结束")
        parser.add_argument("--with-parent", action="store_true", help="随启动它的进程结束；自己中断的，重新开始")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # what the program consists of is not looked through again for each few thousand rows
        gc.set_threshold(*RARELY)
        if options["with_parent"]:
            _stand_guard()
        parent, tidied = os.getppid() if options["with_parent"] else None, -EVERY
        while parent is None or os.getppid() == parent:
            if _work_off():
                continue
            if time.monotonic() - tidied >= EVERY:
                tidy()
                tidied = time.monotonic()
            if options["once"]:
                return
            close_old_connections()
            time.sleep(PAUSE)


def _stand_guard() -> None:
    """Come back as the worker; the process that was begun stays behind, and begins another one should this one end.

    It ends with the server that began it, and the worker with it, once its job is done.
    """
    server = os.getppid()
    while os.getppid() == server:
        worker = os.fork()
        if not worker:
            return
        while os.getppid() == server and os.waitpid(worker, os.WNOHANG) == (0, 0):
            time.sleep(PAUSE)
        time.sleep(PAUSE)
    raise SystemExit


def _work_off() -> bool:
    """One job; none where none waits, or where the database lets none be taken: it is asked again soon."""
    try:
        return work_off(KINDS) is not None
    except Error as error:
        if not is_locked(error):
            log.error("no job is taken: %s", error)
        return False
