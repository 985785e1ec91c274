"""Long imports as jobs: a ledger read, taken in, undone. The actions are those of the page.

Each ends its job in the transaction of its work: a worker that is killed has done all or nothing, and the next one
begins again.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tracker.actions import imports
from tracker.actions.imports_checks import check_handed_in
from tracker.actions.imports_reading import forget_readings
from tracker.actions.imports_undo import undo as undo_import
from tracker.enums import Source
from tracker.errors import Refused, Unreadable
from tracker.jobs.beat import Beat
from tracker.ledgers.reading.progress import told_to
from tracker.models import InspectionRound, Post, Unit, User
from tracker.vault import Staged, put_by_path

AGAIN = "已按改动重新读，请核对。"


def read(asked: Mapping[str, Any], *, by: Post, user: User, heard: Beat) -> None:
    """`asked`: round, unit, name and the waiting file; or of an import that is there, how to read it again."""
    try:
        with told_to(heard):
            _read_again(asked, by, heard) if heard.job.batch else _read_first(asked, by, heard)
    except Unreadable as problem:
        raise Refused(problem.sentence) from None
    finally:
        forget_readings()


def _read_first(asked: Mapping[str, Any], by: Post, heard: Beat) -> None:
    file = Staged(put_by_path(asked["file"]), asked["sha256"], asked["size"])
    if not file.path.exists():
        raise Refused("上传的文件已不在，请重新上传。")
    unit = Unit.objects.get(pk=asked["unit"]) if asked["unit"] else None
    about = {"inspection_round": InspectionRound.objects.get(pk=asked["round"]), "unit": unit, "name": asked["name"]}
    with _gone_afterwards(file.path):
        check_handed_in(by, **about)
        imports.read_in(file, by=by, within=heard.within("已读完，请核对。"), **about)


@contextlib.contextmanager
def _gone_afterwards(file: Path) -> Iterator[None]:
    """Read or refused, the file is no longer waited for; only a worker that is killed leaves it to the next."""
    try:
        yield
    except Exception:
        file.unlink(missing_ok=True)
        raise
    file.unlink(missing_ok=True)


def _read_again(asked: Mapping[str, Any], by: Post, heard: Beat) -> None:
    imports.reread(heard.batch, by=by, mapping=asked["mapping"], within=heard.within(AGAIN))


def take_in(asked: Mapping[str, Any], *, by: Post, user: User, heard: Beat) -> None:
    """`asked`: what was chosen on the preview, in the words of `imports.confirm`."""
    options: dict[str, Any] = {
        "rest": asked["rest"],
        "only_good": asked["only_good"],
        "source": Source(asked["source"]),
    }
    options["categories"] = {int(place): code for place, code in asked["categories"].items()}
    options["overwrite"] = frozenset(asked["overwrite"])
    try:
        imports.confirm(heard.batch, by=by, within=heard.within("导入完成。"), **options)
    finally:
        forget_readings()


def undo(asked: Mapping[str, Any], *, by: Post, user: User, heard: Beat) -> None:
    """`asked`: the reason."""
    undo_import(heard.batch, by=by, reason=asked["reason"], within=heard.within("已整批撤销。"))
