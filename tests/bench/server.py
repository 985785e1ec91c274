"""The server as bin/serve starts it, on a free port: 2 workers with 4 threads; its memory is read from /proc."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.database import ROOT

COMMAND = (
    *(sys.executable, "-m", "gunicorn", "tests.bench.wsgi", "--worker-class", "gthread", "--workers", "2"),
    *("--threads", "4", "--preload", "--timeout", "600", "--log-level", "warning", "--no-control-socket"),
)
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the process above its workers."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """Their process numbers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def memory(self, key: str = "VmRSS") -> float:
        """MB of the biggest worker: VmRSS now, VmHWM at the highest since `forget_peak`."""
        return max(_megabytes(pid, key) for pid in self.workers)

    def forget_peak(self) -> None:
        """Let the highest memory begin from now."""
        for pid in self.workers:
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def _megabytes(pid: int, key: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:"))


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server that answers, ended afterwards."""
    port = _free_port()
    process = subprocess.Popen([*COMMAND, "--bind", f"{HOST}:{port}"], cwd=ROOT)
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(port: int, seconds: float = 60) -> None:
    """Until the page of the sign-in is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(_connection(port)) as there:
            there.request("GET", "/sign-in/")
            if there.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, port, timeout=10)
