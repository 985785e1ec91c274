"""The process beside the server: it works off what waits, tidies up when nothing does, and nothing of that ends it."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import issued, make_user
from tests.reading_house import ROOT
from tracker import busy, vault
from tracker.actions import jobs, results
from tracker.enums import JobKind, JobState
from tracker.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
LEDGER = {"layout": "ledger", "query": "", "ids": None}


@pytest.fixture(autouse=True)
def after_a_long_write() -> None:
    """The folder of marks is there, whichever test comes first."""
    with busy.holding(0, 1):
        pass


@pytest.fixture
def ask(cast) -> Callable[[], Job]:
    """Puts an export of the supervisor into the queue."""
    user = make_user(cast.supervisor)
    issued(cast)
    return lambda: jobs.ask(JobKind.EXPORT, LEDGER, by=cast.supervisor, user=user, total=1)


@pytest.fixture
def old_pack(ask) -> Path:
    """A pack that is more than a week old; returns where its bytes lie."""
    job = ask()
    with vault.staged([b"zip"]) as file:
        vault.keep(file)
    ended = timezone.now() - results.KEPT - datetime.timedelta(seconds=1)
    told = {"kind": JobKind.PACK, "state": JobState.DONE, "ended_at": ended, "sha256": file.sha256}
    Job.objects.filter(pk=job.pk).update(**told)
    return vault.path_of(file.sha256)


def test_when_nothing_waits_it_takes_away_what_nobody_needs(ask, old_pack):
    busy.give_up(Job.objects.get().pk)
    asked = ask()

    call_command("work", "--once")

    assert (Job.objects.get(pk=asked.pk).state, old_pack.exists(), busy.unwanted()) == (JobState.DONE, False, set())


def test_what_cannot_be_taken_away_ends_nothing(ask, old_pack, caplog):
    busy.give_up(Job.objects.get().pk)
    old_pack.unlink()
    old_pack.mkdir()  # nobody can unlink it
    asked = ask()

    call_command("work", "--once")

    assert (Job.objects.get(pk=asked.pk).state, busy.unwanted()) == (JobState.DONE, set())
    assert [record.getMessage() for record in caplog.records if record.name == "tracker.jobs.tidying"] == [
        "tidying: drop_old"
    ]


def test_what_a_killed_process_was_writing_is_taken_away_after_a_day():
    """A file that somebody may still be writing stays."""
    with vault.incoming() as written:
        path = written.staged().path
        left = path.parent / "left-by-a-killed-worker"
        left.write_bytes(b"half a pack")
        day_ago = time.time() - vault.LEFT_BEHIND
        os.utime(left, (day_ago - 60, day_ago - 60))
        os.utime(path, (day_ago + 60, day_ago + 60))

        call_command("work", "--once")

        assert list(path.parent.iterdir()) == [path]


def test_while_somebody_writes_for_long_it_tidies_another_time(old_pack):
    with busy.holding(1, 66_000):
        call_command("work", "--once")
    assert old_pack.exists()
    call_command("work", "--once")
    assert not old_pack.exists()


def test_a_killed_worker_is_begun_again_until_the_server_ends():
    """The server here is a shell that waits. Whoever still works holds its output open, and it is read to the end."""
    command = f"{sys.executable} manage.py work --with-parent 2> /dev/null & echo $!; read end"
    server = subprocess.Popen(["sh", "-c", command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    guard = int(server.stdout.readline())

    first = worker_of(guard)
    os.kill(first, signal.SIGKILL)
    worker_of(guard, other_than=first)
    assert server.communicate("end\n")[0] == ""


def worker_of(guard: int, other_than: int = 0) -> int:
    """The process that works for this one, as soon as there is one."""
    while True:
        for process in Path(f"/proc/{guard}/task/{guard}/children").read_text().split():
            if int(process) != other_than:
                return int(process)
        time.sleep(0.1)
