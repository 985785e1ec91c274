"""`manage.py export_pack OUT.zip`: writes the review pack of items as the register's export does."""

from collections.abc import Mapping
from typing import Any

from tracker.actions.packs import Pack, export_pack
from tracker.management.exporting import ExportCommand
from tracker.models import Post


class Command(ExportCommand):
    help = "导出销号材料包：每项一个文件夹，装审批表、佐证材料和目录。不写 --as 时由系统导出全部事项。"
    suffix = ".zip"

    def made(self, asked: Any, options: Mapping[str, Any], *, by: Post | None) -> Pack:
        return export_pack(asked.rows, by=by, asked=options["filter"], scope=asked.scope)
