"""Draws `docs/workflow.md` from `workflow.py`, so that the diagram cannot tell anything else."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tracker.enums import Status, StrikeOffKind
from tracker.workflow import BACK, HOLDERS, MOVES, Move

PATH = "docs/workflow.md"
_HEAD = """# 事项怎样流转

本页由 `manage.py draw_workflow` 从 `tracker/workflow.py` 画出，不要手改；过期了测试会说。

```mermaid
stateDiagram-v2
"""
_ROUTES_BACK = {Status.PLAN_REVIEW: (Status.PLANNING,), Status.STRIKE_OFF_REVIEW: (Status.IN_PROGRESS, Status.LASTING)}


class Command(BaseCommand):
    help = "Draws docs/workflow.md from workflow.py."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / PATH
        path.write_text(drawn(), encoding="utf-8")
        self.stdout.write(f"{PATH} 已画好。")


def drawn() -> str:
    """The whole page as text."""
    states = [f'    state "{status.label}" as {status.value}' for status in Status]
    arrows = [f"    {line}" for move in MOVES.values() for line in _arrows(move)]
    return f"{_HEAD}{chr(10).join([*states, *arrows])}\n```\n\n{_table()}\n{_holders()}"


def _arrows(move: Move) -> list[str]:
    if move.name == "approve":
        return _approvals()
    if move.name in BACK:
        return [
            f"{source.value} --> {target.value}: {move.label}"
            for source in _ROUTES_BACK
            for target in _ROUTES_BACK[source]
        ]
    if move.target is None:
        return []
    sources = [source.value for source in Status if source in move.sources] or ["[*]"]
    return [f"{source} --> {move.target.value}: {move.label}" for source in sources if source != move.target.value]


def _approvals() -> list[str]:
    ends = "、".join(kind.label for kind in StrikeOffKind if kind != StrikeOffKind.LASTING)
    return [
        "PLAN_REVIEW --> IN_PROGRESS: 全部通过",
        f"STRIKE_OFF_REVIEW --> STRUCK_OFF: 全部通过（{ends}）",
        f"STRIKE_OFF_REVIEW --> LASTING: 全部通过（{StrikeOffKind.LASTING.label}）",
    ]


def _table() -> str:
    rows = [
        f"| {move.label} | `{move.name}` | {_words(move)} | {'、'.join(move.actors)} | {_target(move)} |"
        for move in MOVES.values()
    ]
    return "\n".join(["## 全部动作", "", "| 动作 | 名 | 何时 | 谁 | 之后 |", "|---|---|---|---|---|", *rows, ""])


def _words(move: Move) -> str:
    return "、".join(status.label for status in Status if status in move.sources) or "—"


def _target(move: Move) -> str:
    if move.name in BACK:
        return "回到原处"
    if move.name == "approve":
        return "最后一方通过后见图"
    return move.target.label if move.target else "不变"


def _holders() -> str:
    rows = [f"| {status.label} | {HOLDERS[status] or '无'} |" for status in Status]
    return "\n".join(["## 球在谁手里", "", "待书记签字时在书记手里。", "", "| 状态 | 谁 |", "|---|---|", *rows, ""])
