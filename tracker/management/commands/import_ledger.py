"""`manage.py import_ledger FILE`: reads a ledger; without --dry-run it is taken in as page 导入 does it.

With --dry-run only the file is read: no option, no row and no database is needed.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from tracker.actions import imports
from tracker.enums import Role, Source
from tracker.errors import Refused, Unreadable
from tracker.ledgers.reading import Ledger, json_texts, read_ledger
from tracker.management.acting import post_of
from tracker.models import Import, InspectionRound, Unit
from tracker.queries.imports import open_rounds

REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = "读入整改台账（xlsx、xls、et、csv 等）；加 --dry-run 只读文件、不写入。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="台账文件")
        parser.add_argument("--round", help="轮次代码，如 6；不写则取最近的未办结轮次")
        parser.add_argument("--unit", help="牵头单位的名称或简称；不写则按表内所写单位")
        parser.add_argument("--as", dest="username", help="以谁的名义导入（用户名）；不加 --dry-run 时必填")
        parser.add_argument("--found", action="store_true", help="单位台账中没有对上的行登记为自查发现（默认工作任务）")
        parser.add_argument("--dry-run", action="store_true", help="只读文件，不写入")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            if not path.is_file():
                raise Unreadable(f"没有文件“{path}”。")
            self._read(path, options) if options["dry_run"] else self._import(path, options)
        except Unreadable as problem:
            self._end(problem.sentence, UNREADABLE, options["json"])
        except imports.Faulty as refusal:
            self._end("\n".join([refusal.sentence, *refusal.reasons]), REFUSED, options["json"])
        except Refused as refusal:
            self._end(refusal.sentence, REFUSED, options["json"])
        except OSError:
            self._end(f"打不开文件“{path}”。", UNREADABLE, options["json"])

    def _read(self, path: Path, options: dict[str, Any]) -> None:
        ledger = read_ledger(path)
        for text in json_texts(ledger) if options["json"] else (summary(ledger),):
            self.stdout.write(text, ending="")
        self.stdout.write("")

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        if not options["username"]:
            raise Refused("导入要写明以谁的名义：加 --as 用户名；只看怎么读，加 --dry-run。")
        by = post_of(options["username"], (Role.SUPERVISOR, Role.CLERK))
        with path.open("rb") as file:
            batch = imports.upload(
                by=by,
                inspection_round=_round(options["round"], by),
                unit=_unit(options["unit"]),
                name=path.name,
                chunks=iter(lambda: file.read(1 << 20), b""),
            )
        batch = imports.confirm(batch, by=by, source=Source.FOUND if options["found"] else Source.TASK)
        self.stdout.write(_done_json(batch) if options["json"] else done(batch))

    def _end(self, sentence: str, code: int, as_data: bool) -> NoReturn:
        if as_data:
            self.stdout.write(json.dumps({"items": [], "error": sentence}, ensure_ascii=False))
        self.stderr.write(sentence)
        sys.exit(code)


def summary(ledger: Ledger) -> str:
    """How a file was read, in a few lines."""
    lines = [
        f"{ledger.title or '（没有标题）'}　{ledger.unit_name}".rstrip(),
        f"读出 {len(ledger.items)} 项、{sum(len(item.measures) for item in ledger.items)} 条措施。",
    ]
    for sheet in ledger.sheets:
        read = f"未读：{sheet.skipped}" if sheet.skipped else f"表头第 {sheet.header_row} 行，{sheet.item_count} 项"
        lines.append(f"工作表“{sheet.name}”　{read}")
    for number, item in enumerate(ledger.items, 1):
        when = item.deadline.isoformat() if item.deadline else "没有日期"
        lines.append(f"{number}. {item.problem[:40]}　措施 {len(item.measures)} 条　{item.deadline_text} → {when}")
    lines += [f"请核对 {problem.sheet}!{problem.cell}：{problem.sentence}" for problem in ledger.problems]
    return "\n".join(line.replace("\n", " ") for line in lines)


def done(batch: Import) -> str:
    """What became of an import, in one sentence."""
    said = batch.summary
    return f"已导入：新增 {said['created']} 项，补入方案 {len(said['updated'])} 项，已有不改 {said['known']} 项。"


def _done_json(batch: Import) -> str:
    said = batch.summary
    numbers = [{"number": number} for number in batch.items.values_list("number", flat=True)]
    told = {"items": numbers, "updated": said["updated"], "known": said["known"], "error": None}
    return json.dumps(told, ensure_ascii=False)


def _round(code: str | None, by: Any) -> InspectionRound:
    rounds = open_rounds(by)
    found = rounds.filter(code=code).first() if code else rounds.first()
    if found is None:
        raise Refused(f"没有代码为“{code}”的未办结轮次。" if code else "还没有可以导入的轮次，请先建立轮次并登记反馈。")
    return found


def _unit(name: str | None) -> Unit | None:
    if not name:
        return None
    unit = Unit.objects.filter(name=name).first() or Unit.objects.filter(short_name=name).first()
    if unit is None:
        raise Refused(f"系统中没有名为“{name}”的单位。")
    return unit
