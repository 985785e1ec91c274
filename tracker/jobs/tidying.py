"""What the process beside the server does when no job waits: take away what nobody needs any more.

Never inside a job: what nobody asked for does not fail what somebody did.
"""

import logging

from tracker.actions.imports_jobs import forget_files
from tracker.actions.jobs import forget_marks
from tracker.actions.results import drop_old
from tracker.vault import drop_left_behind

EVERY = 3600.0  # seconds
log = logging.getLogger(__name__)


def tidy() -> None:
    """Old packs, files that no job comes for or a killed process was writing, marks of late cancels.

    What fails is logged, and tried the next time.
    """
    for each in (drop_old, forget_files, drop_left_behind, forget_marks):
        try:
            each()
        except Exception:
            log.exception("tidying: %s", each.__name__)
