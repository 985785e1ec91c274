"""What the commands that write an export to a file have in common: for whom, of what, where to, and what is said."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions.exports import Outgoing
from tracker.enums import Role
from tracker.errors import Refused
from tracker.filters.exports import rows_asked_for
from tracker.management.acting import post_of
from tracker.models import Post


class ExportCommand(BaseCommand):
    """Asks `made` for the export of what the arguments name, and writes it whole or not at all."""

    requires_system_checks: list[str] = []
    suffix = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", help=f"写到哪个文件（{self.suffix}）")
        parser.add_argument("--as", dest="username", help="以谁的名义导出（用户名）；只导出其看得到的事项")
        parser.add_argument("--filter", default="", help="整改台账网址中的筛选条件，如 unit=3&status=STRUCK_OFF")

    def made(self, asked: Any, options: Mapping[str, Any], *, by: Post | None) -> Outgoing:
        """The export of the rows asked for; `by` None is the system itself."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        try:
            by = post_of(options["username"], tuple(Role)) if options["username"] else None
            made = self.made(rows_asked_for(by, options["filter"]), options, by=by)
            write_whole(made.chunks, out)
        except Refused as refusal:
            self._end(refusal.sentence)
        except OSError:
            self._end(f"写不了文件“{out}”。")
        self.stdout.write(f"已导出 {made.count} 项：{out}，校验码 {made.row.code}")

    def _end(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


def write_whole(chunks: Iterable[bytes], out: Path) -> None:
    """The file appears under its name only once it is complete."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(chunks)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
