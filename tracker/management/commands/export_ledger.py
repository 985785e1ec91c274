"""`manage.py export_ledger LAYOUT OUT.xlsx`: writes a ledger as the register's export does.

`export_ledger template OUT.xlsx --template 名称` fills a template of the superior.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions.exports import export
from tracker.actions.exports_filled import FILLED, code_of, named
from tracker.enums import Role
from tracker.errors import Refused
from tracker.filters.exports import rows_asked_for
from tracker.ledgers.layouts import LAYOUTS
from tracker.management.acting import post_of
from tracker.models import Post


class Command(BaseCommand):
    help = "导出台账。不写 --as 时由系统导出全部事项。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = "、".join(f"{layout.code}（{layout.name}）" for layout in LAYOUTS.values())
        parser.add_argument("layout", help=f"台账：{known}、{FILLED}（上级模板，另写 --template）")
        parser.add_argument("out", help="写到哪个文件（.xlsx）")
        parser.add_argument("--template", default="", help="上级模板的名称或编号；台账一项写 template")
        parser.add_argument("--as", dest="username", help="以谁的名义导出（用户名）；只导出其看得到的事项")
        parser.add_argument("--measures-as-rows", action="store_true", help="措施分行，事项的单元格合并")
        parser.add_argument("--filter", default="", help="整改台账网址中的筛选条件，如 round=1&status=ISSUED")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        try:
            by = post_of(options["username"], tuple(Role)) if options["username"] else None
            asked = rows_asked_for(by, options["filter"])
            about = {"asked": options["filter"], "scope": asked.scope, "by_measure": options["measures_as_rows"]}
            code = _code(options["layout"], options["template"], by)
            made = export(code, asked.rows, by=by, whole=asked.whole, **about)
            write_whole(made.chunks, out)
        except Refused as refusal:
            self._end(refusal.sentence)
        except OSError:
            self._end(f"写不了文件“{out}”。")
        self.stdout.write(f"已导出 {made.count} 项：{out}，校验码 {made.row.code}")

    def _end(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


def _code(layout: str, template: str, by: Post | None) -> str:
    if (layout == FILLED) != bool(template):
        raise Refused(f"用上级模板导出，台账一项写 {FILLED}，并写明 --template 名称或编号；两样缺一不可。")
    return code_of(named(template, by)) if template else layout


def write_whole(chunks: Iterable[bytes], out: Path) -> None:
    """The file appears under its name only once it is complete."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(chunks)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
