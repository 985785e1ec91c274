"""The shell of the two commands: it parses, and pins are installed when they must be and only then."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reading_house import ROOT

# Stands in for the machine's Python: it makes a .venv whose Python writes down what it is asked to install.
MACHINE_PYTHON = """#!/bin/sh
case "$1" in
    -c) exit 0 ;;
    -m) mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo "made" >> log ;;
esac
[ "$2" = pip ] || exit 0
shift 5
echo "$*" >> log
[ ! -e network-is-down ]
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with one pin, and a machine with nothing but the stand-in."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "venv.sh", tmp_path / "bin" / "venv.sh")
    python = tmp_path / "machine-python"
    python.write_text(MACHINE_PYTHON)
    python.chmod(0o755)
    (tmp_path / "requirements.txt").write_text("Django==5.2.19\n")
    (tmp_path / "more.txt").write_text("pytest==9.2.0\n")
    return tmp_path


def make_venv(house: Path, pins: str = "") -> tuple[int, list[str]]:
    """Exit code, and what was made and installed by this call."""
    (house / "log").unlink(missing_ok=True)
    done = subprocess.run(
        ["sh", "-euc", f". bin/venv.sh; make_venv {pins}"],
        cwd=house,
        env={"PATH": os.environ["PATH"], "PYTHON": str(house / "machine-python")},
        capture_output=True,
        check=False,
    )
    log = house / "log"
    return done.returncode, log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize("script", ["bin/serve", "bin/test", "bin/venv.sh", ".ci/run"])
def test_the_scripts_parse(script: str) -> None:
    shell = "bash" if script == ".ci/run" else "sh"
    assert subprocess.run([shell, "-n", ROOT / script], check=False).returncode == 0


def test_the_first_start_installs_and_the_second_does_nothing(house: Path) -> None:
    assert make_venv(house) == (0, ["made", "--no-input -r requirements.txt"])
    assert make_venv(house) == (0, [])


def test_changed_pins_make_a_new_environment(house: Path) -> None:
    make_venv(house)
    (house / "requirements.txt").write_text("Django==5.2.20\n")
    assert make_venv(house) == (0, ["made", "--no-input -r requirements.txt"])


def test_the_test_tools_come_on_top(house: Path) -> None:
    make_venv(house)
    assert make_venv(house, "more.txt") == (0, ["--no-input -r more.txt"])
    assert make_venv(house, "more.txt") == (0, [])
    assert make_venv(house) == (0, [])


def test_a_start_that_failed_half_way_is_begun_anew(house: Path) -> None:
    (house / "network-is-down").touch()
    assert make_venv(house) == (1, ["made", "--no-input -r requirements.txt"])
    (house / "network-is-down").unlink()
    assert make_venv(house) == (0, ["made", "--no-input -r requirements.txt"])


def test_an_environment_killed_before_it_was_whole_is_made_anew(house: Path) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    assert make_venv(house) == (0, ["made", "--no-input -r requirements.txt"])


def test_a_folder_of_wheels_replaces_the_index(house: Path) -> None:
    (house / "wheels").mkdir()
    assert make_venv(house) == (0, ["made", "--no-input --no-index --find-links wheels -r requirements.txt"])


def test_serve_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    done = subprocess.run([ROOT / "bin" / "serve", "--reel"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "用法：bin/serve [--real]\n")
