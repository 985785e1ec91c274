"""The ledgers there are: which columns under which groups, title, paper, foot, and which rows. Data, nothing else.

A superior asks for another form of the same rows: add a `Layout` here, not a second writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tracker.enums import OPEN_STATUSES, Lamp, Status, TimeFrame
from tracker.errors import Refused
from tracker.ledgers.columns import COLUMNS, Column
from tracker.ledgers.statistics import COLUMNS as FIGURES

Shape = Literal["rows", "by_unit", "figures", "list", "form"]
SIGNED = ("单位主要负责人（签字）：", "审核人：", "填表人：", "联系电话：")
LISTED = ("审核人：", "填表人：", "联系电话：")


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of a ledger. `title` takes {round_name} and {unit_name}; paper and orientation are Excel's own words.

    `narrows` are the register's parameters that every row meets besides those asked for, and `narrows_to` says so in
    the workbook. `shape`: an item a row; the same with a sheet a unit; figures a row; a list of what is no item; a page
    an item. With `sheets` the workbook has one sheet for each of the layouts named.
    """

    code: str
    name: str
    title: str
    columns: tuple[Column, ...] = ()
    foot: tuple[str, ...] = SIGNED
    paper: str = "A3"
    orientation: str = "landscape"
    frozen_columns: int = 0
    narrows: Mapping[str, str] = field(default_factory=dict)
    narrows_to: str = ""
    shape: Shape = "rows"
    sheets: tuple[str, ...] = ()

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

    @property
    def counts_items(self) -> bool:
        """Whether the rows of a sheet are items, so that counting them while they are written tells how many."""
        return self.shape in ("rows", "by_unit")

    @property
    def has_measures(self) -> bool:
        """Whether there is a column that could say something of each measure apart."""
        return any(column.of_measure for column in self.columns) or any(
            LAYOUTS[code].has_measures for code in self.sheets
        )


def grouped(*groups: tuple[str, Sequence[str]]) -> tuple[Column, ...]:
    """The columns named by (group, keys), each told its group."""
    return tuple(replace(COLUMNS[key], group=group) for group, keys in groups for key in keys)


def sized(columns: tuple[Column, ...], **widths: float) -> tuple[Column, ...]:
    """The same columns, some of them wider or narrower than usual, by key."""
    return tuple(replace(column, width=widths.get(column.key, column.width)) for column in columns)


_PROBLEM = ("ordinal", "number", "source_number", "problem_class", "category", "problem")
_MEASURES = ("整改措施", ("measures", "standards"))
_DUTY = ("责任", ("leader", "unit", "co_units", "owner"))
_OPEN = ",".join(OPEN_STATUSES)
_STRUCK_OFF = ("销号", ("kind", "struck_off_on", "remark"))

_LEDGER = grouped(
    ("问题", (*_PROBLEM, "root_cause")),
    _MEASURES,
    _DUTY,
    ("时限", ("time_frame", "deadline")),
    ("进展与销号", ("progress", "status", "lamp", "struck_off_on", "remark", "version")),
)

_ALL = (
    Layout("ledger", "整改台账", "{round_name}反馈问题整改台账", _LEDGER, frozen_columns=2),
    Layout(
        "problems",
        "问题清单",
        "{round_name}反馈问题清单",
        sized(
            grouped(("", (*_PROBLEM, "root_cause", "source", "unit", "remark"))),
            problem=46,
            root_cause=27,
            unit=13,
            problem_class=12,
        ),
        foot=LISTED,
        paper="A4",
    ),
    Layout(
        "tasks",
        "任务清单",
        "{round_name}反馈问题整改任务清单",
        sized(
            grouped(
                ("问题", ("ordinal", "number", "problem")),
                ("任务", ("measures", "standards", "measure_owners")),
                ("时限", ("measure_deadlines", "time_frame", "deadline")),
                ("", ("remark",)),
            ),
            problem=31,
            measures=38,
            standards=17,
        ),
        foot=LISTED,
        paper="A4",
    ),
    Layout(
        "duties",
        "责任清单",
        "{round_name}反馈问题整改责任清单",
        sized(
            grouped(
                ("整改任务", ("ordinal", "number", "problem", "measures")),
                ("领导责任", ("patron", "leader")),
                ("牵头责任", ("unit", "department", "owner", "measure_owners")),
                ("配合责任", ("co_units",)),
                ("", ("remark",)),
            ),
            problem=31,
            measures=38,
            unit=11,
            co_units=12,
        ),
        foot=LISTED,
        paper="A4",
    ),
    Layout(
        "three_lists",
        "三清单一台账",
        "{round_name}反馈问题整改三清单一台账",
        sheets=("problems", "tasks", "duties", "ledger"),
    ),
    Layout(
        "immediate",
        "立行立改台账",
        "{round_name}立行立改台账",
        sized(_LEDGER, problem=25),
        frozen_columns=2,
        narrows={"time_frame": TimeFrame.IMMEDIATE},
        narrows_to="整改类别为立行立改的事项",
    ),
    Layout(
        "struck_off",
        "销号台账",
        "{round_name}反馈问题销号台账",
        sized(
            grouped(
                ("问题", _PROBLEM),
                _MEASURES,
                ("完成情况", ("outcome",)),
                _DUTY,
                ("时限", ("first_deadline", "deadline")),
                _STRUCK_OFF,
            ),
            outcome=30,
        ),
        frozen_columns=2,
        narrows={"status": Status.STRUCK_OFF},
        narrows_to="已销号的事项（含移交、无法整改，不含长期坚持）",
    ),
    Layout(
        "not_struck_off",
        "未销号清单",
        "{round_name}反馈问题未销号清单",
        _LEDGER,
        frozen_columns=2,
        narrows={"status": f"{_OPEN},{Status.LASTING}"},
        narrows_to="未销号的事项（含长期坚持）",
    ),
    Layout(
        "overdue",
        "逾期清单",
        "{round_name}反馈问题整改逾期清单",
        grouped(
            ("问题", _PROBLEM),
            _MEASURES,
            _DUTY,
            ("时限", ("time_frame", "first_deadline", "deadline", "days_overdue")),
            ("进展", ("progress", "status", "lamp", "remark")),
        ),
        frozen_columns=2,
        narrows={"status": _OPEN, "lamp": Lamp.RED},
        narrows_to="未销号且已逾期（红灯）的事项",
    ),
    Layout(
        "extended",
        "延期台账",
        "{round_name}反馈问题整改延期台账",
        grouped(
            ("问题", _PROBLEM),
            _MEASURES,
            _DUTY,
            ("延期", ("first_deadline", "deadline", "days_extended")),
            ("进展与销号", ("progress", "status", "lamp", "struck_off_on", "remark")),
        ),
        frozen_columns=2,
        narrows={"extended": "1"},
        narrows_to="现时限晚于首次承诺时限的事项",
    ),
    Layout(
        "by_unit",
        "按单位分表",
        "{unit_name}{round_name}反馈问题整改台账",
        _LEDGER,
        frozen_columns=2,
        shape="by_unit",
    ),
    Layout(
        "statistics",
        "统计表",
        "{round_name}整改情况统计表",
        FIGURES,
        foot=LISTED,
        paper="A4",
        frozen_columns=3,
        shape="figures",
    ),
    Layout(
        "approval",
        "销号申请审批表",
        "{round_name}反馈问题销号申请审批表",
        foot=(),
        paper="A4",
        orientation="portrait",
        shape="form",
    ),
)

LAYOUTS: dict[str, Layout] = {layout.code: layout for layout in _ALL}


def get_layout(code: str) -> Layout:
    """The layout of this code; raises `Refused` for an unknown one."""
    try:
        return LAYOUTS[code]
    except KeyError:
        raise Refused(f"没有名为“{code}”的台账，可以导出的有：{'、'.join(LAYOUTS)}。") from None
