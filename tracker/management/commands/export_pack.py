"""`manage.py export_pack OUT.zip`: writes the review pack of items as the register's export does."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions.packs import export_pack
from tracker.enums import Role
from tracker.errors import Refused
from tracker.filters.exports import rows_asked_for
from tracker.management.acting import post_of
from tracker.management.commands.export_ledger import write_whole


class Command(BaseCommand):
    help = "导出销号材料包：每项一个文件夹，装审批表、佐证材料和目录。不写 --as 时由系统导出全部事项。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", help="写到哪个文件（.zip）")
        parser.add_argument("--as", dest="username", help="以谁的名义导出（用户名）；只导出其看得到的事项")
        parser.add_argument("--filter", default="", help="整改台账网址中的筛选条件，如 unit=3&status=STRUCK_OFF")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"])
        try:
            by = post_of(options["username"], tuple(Role)) if options["username"] else None
            asked = rows_asked_for(by, options["filter"])
            made = export_pack(asked.rows, by=by, asked=options["filter"], scope=asked.scope)
            write_whole(made.chunks, out)
        except Refused as refusal:
            self._end(refusal.sentence)
        except OSError:
            self._end(f"写不了文件“{out}”。")
        self.stdout.write(f"已导出 {made.count} 项：{out}，校验码 {made.row.code}")

    def _end(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)
