"""The ledgers there are: which columns under which groups, title, paper and foot. Data, nothing else.

A superior asks for another form of the same rows: add a `Layout` here, not a second writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.errors import Refused
from tracker.ledgers.columns import COLUMNS, Column


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of a ledger. `title` takes {round_name} and {unit_name}; paper and orientation are Excel's own words."""

    code: str
    name: str
    title: str
    columns: tuple[Column, ...]
    foot: tuple[str, ...] = ()
    paper: str = "A3"
    orientation: str = "landscape"
    frozen_columns: int = 0

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The upper level of the header, left to right: (words, columns spanned); words may be empty."""
        spans: list[tuple[str, int]] = []
        for column in self.columns:
            if column.group and spans and spans[-1][0] == column.group:
                spans[-1] = (column.group, spans[-1][1] + 1)
            else:
                spans.append((column.group, 1))
        return tuple(spans)


def grouped(*groups: tuple[str, Sequence[str]]) -> tuple[Column, ...]:
    """The columns named by (group, keys), each told its group."""
    return tuple(replace(COLUMNS[key], group=group) for group, keys in groups for key in keys)


LAYOUTS: dict[str, Layout] = {
    layout.code: layout
    for layout in (
        Layout(
            code="ledger",
            name="整改台账",
            title="{round_name}反馈问题整改台账",
            columns=grouped(
                (
                    "问题",
                    (
                        "ordinal",
                        "number",
                        "source_number",
                        "problem_class",
                        "category",
                        "problem",
                        "root_cause",
                    ),
                ),
                ("整改措施", ("measures", "standards")),
                ("责任", ("leader", "unit", "co_units", "owner")),
                ("时限", ("time_frame", "deadline")),
                ("进展与销号", ("progress", "status", "lamp", "struck_off_on", "remark", "version")),
            ),
            foot=("单位主要负责人（签字）：", "审核人：", "填表人：", "联系电话："),
            frozen_columns=2,
        ),
    )
}


def get_layout(code: str) -> Layout:
    """The layout of this code; raises `Refused` for an unknown one."""
    try:
        return LAYOUTS[code]
    except KeyError:
        raise Refused(f"没有名为“{code}”的台账，可以导出的有：{'、'.join(LAYOUTS)}。") from None
