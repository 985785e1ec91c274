"""`manage.py export_ledger LAYOUT OUT.xlsx`: writes a ledger as the register's export does.

`export_ledger template OUT.xlsx --template 名称` fills a template of the superior.
"""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from tracker.actions.exports import Outgoing, export
from tracker.actions.exports_filled import FILLED, code_of, named
from tracker.errors import Refused
from tracker.ledgers.layouts import LAYOUTS
from tracker.management.exporting import ExportCommand
from tracker.models import Post


class Command(ExportCommand):
    help = "导出台账。不写 --as 时由系统导出全部事项。"
    suffix = ".xlsx"

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = "、".join(f"{layout.code}（{layout.name}）" for layout in LAYOUTS.values())
        parser.add_argument("layout", help=f"台账：{known}、{FILLED}（上级模板，另写 --template）")
        super().add_arguments(parser)
        parser.add_argument("--template", default="", help="上级模板的名称或编号；台账一项写 template")
        parser.add_argument("--measures-as-rows", action="store_true", help="措施分行，事项的单元格合并")

    def made(self, asked: Any, options: Mapping[str, Any], *, by: Post | None) -> Outgoing:
        about = {"asked": options["filter"], "scope": asked.scope, "by_measure": options["measures_as_rows"]}
        code = _code(options["layout"], options["template"], by)
        return export(code, asked.rows, by=by, whole=asked.whole, **about)


def _code(layout: str, template: str, by: Post | None) -> str:
    if (layout == FILLED) != bool(template):
        raise Refused(f"用上级模板导出，台账一项写 {FILLED}，并写明 --template 名称或编号；两样缺一不可。")
    return code_of(named(template, by)) if template else layout
