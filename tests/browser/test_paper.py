"""Every list and detail page on paper: its size, its head on each sheet, nothing cut off, no navigation, texts in full.

What stands on a sheet is read back from the PDF, page by page; how it looks has to be looked at.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import Window
from tests.cast import Cast
from tests.factories import fill_plan, item_at
from tests.touring import address
from tests.town import make_town
from tracker.actions import packets
from tracker.enums import Status, SubmissionKind
from tracker.models import Item, Packet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs("pdftotext", "pdfinfo"),
    pytest.mark.django_db(transaction=True),
]

# What only a screen can use.
SCREEN_WORDS = ("查询", "退出", "帮助", "跳到正文", "上一页", "下一页", "列设置", "导出", "删去", "单设审核方")
SIZES = {"A4 landscape": (842, 595), "A4 portrait": (595, 842), "A3 landscape": (1191, 842)}
# Pixels between the margins: wider than this would be cut off.
WIDTHS = {"A4 landscape": 1032, "A4 portrait": 650, "A3 landscape": 1512}
NUMBER = re.compile(r"\b6-\d\d-\d\d\b")

LONG = "第{}处：制度执行不到位，审批把关不严，台账登记不全，抽查弄虚作假，长期没有人过问，也无人追责，到此是第{}处完。"
MANY = 16
ENDS = tuple(f"到此是第{n}处完。" for n in range(MANY))

CAUSE = "责任不清，监督缺位，制度没有落到实处。"  # of every plan that the factories fill in

LIST_HEADS = ("编号", "反馈问题", "责任单位", "时限", "预警", "状态", "措施")
TURN_HEADS = ("反馈问题与报批内容", "内容指纹", "审核", "进度")
SHEET_HEADS = ("校验码", "编号", "反馈问题", "申请", "时限", "内容指纹")
LOG_HEADS = ("序号", "办理人", "办了什么", "变化", "指纹")


@dataclass(frozen=True)
class Print:
    """One page: `heads` stand on each sheet that has rows, `last` heads the last column, `says` is folded on screen."""

    who: str
    name: str
    args: str = ""
    size: str = "A4 landscape"
    heads: tuple[str, ...] = ()
    last: str = ""
    says: tuple[str, ...] = ()
    sheets: range = range(1, 3)


PRINTS = (
    Print("supervisor", "items:list", heads=LIST_HEADS, says=(*ENDS, "共"), sheets=range(2, 6)),
    Print("supervisor", "home", last="预警"),
    Print("clerk", "home", last="已等", sheets=range(1, 6)),
    Print("clerk", "items:page", "ours.working.number", last="佐证材料", sheets=range(1, 5)),
    Print("clerk", "items:history", "ours.working.number", sheets=range(1, 4)),
    Print("secretary", "packets:list", last="状态"),
    Print("supervisor", "packets:page", "ours.many.number", heads=TURN_HEADS, says=(*ENDS, CAUSE), sheets=range(2, 14)),
    Print("clerk", "packets:print", "ours.many.number", "A4 portrait", SHEET_HEADS, says=ENDS, sheets=range(2, 4)),
    Print("discipline", "packets:review", "ours.reviewed.number", last="审核意见"),
    Print("clerk", "imports:page", "ours.batch.pk", last="依据", says=("已通报2次。",), sheets=range(2, 7)),
    Print("leader", "wall_chart", size="A3 landscape", last="合计", sheets=range(1, 2)),
    Print("leader", "statistics", last="销号率"),
    Print("supervisor", "figure_rows", "figure"),
    Print("clerk", "notices", last="已阅", sheets=range(1, 4)),
    Print("supervisor", "settings:rounds", last="状态"),
    Print("supervisor", "settings:round", "cast.inspection_round.pk", last="已下发"),
    Print("supervisor", "settings:holidays", last="放假、上班"),
    Print("admin", "settings:units", last="状态"),
    Print("admin", "settings:people", last="任职"),
    Print("security", "settings:posts", last="授予人"),
    Print("auditor", "log", heads=LOG_HEADS, sheets=range(2, 12)),
)


def test_every_list_and_detail_page_prints(window, live_server, tmp_path):
    town = make_town()
    town.ours.many = long_packet(town.cast)
    windows: dict[str, Window] = {}
    faults = []
    for row in PRINTS:
        shown = windows.get(row.who) or window(getattr(town.cast, row.who))
        windows[row.who] = shown
        shown.go(address(town, row.name, row.args))
        faults += [f"{row.who} {row.name}: {fault}" for fault in faults_of(row, shown, tmp_path / "print.pdf")]

    assert faults == []


def long_packet(cast: Cast) -> Packet:
    """A packet of many items whose texts are longer than a line of the register."""
    rows = [item_at(Status.PLANNING, cast, problem=LONG.format(n, n)) for n in range(MANY)]
    for item in rows:
        fill_plan(item, cast)
    return packets.hand_in([Item.objects.get(pk=item.pk) for item in rows], SubmissionKind.PLAN, by=cast.clerk)


def faults_of(row: Print, window: Window, file: Path) -> Iterator[str]:
    """What is wrong with the sheets of the page in the window."""
    excess = print_page(window, file, WIDTHS[row.size]) - WIDTHS[row.size]
    if excess > 0:
        yield f"{excess} pixels cut off"
    if page_size(file) != SIZES[row.size]:
        yield f"{page_size(file)} is not {row.size}"
    sheets = sheets_of(file)
    if len(sheets) not in row.sheets:
        yield f"{len(sheets)} sheets"
    yield from (f"{word} on paper" for word in SCREEN_WORDS if any(word in sheet for sheet in sheets))
    words = words_of(file)
    yield from (f"no {each}" for each in row.says if each not in words)
    if row.last and not any(row.last in sheet for sheet in sheets):
        yield f"no {row.last}"
    for number, sheet in enumerate(sheets, 1):
        if NUMBER.search(sheet):
            yield from (f"no {head} on sheet {number}" for head in row.heads if head not in sheet)


def print_page(window: Window, file: Path, width: int) -> int:
    """Print as the browser's own button does; how wide the page is between margins `width` pixels apart."""
    page = window.page
    seen = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.pdf(path=file, prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.set_viewport_size(seen)
    return wide


def said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def page_size(file: Path) -> tuple[int, int]:
    """Width and height in points."""
    width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+)", said("pdfinfo", file)).groups()
    return round(float(width)), round(float(height))


def sheets_of(file: Path) -> list[str]:
    """The words of each sheet, line by line as they stand."""
    return said("pdftotext", "-layout", file, "-").split("\f")[:-1]


def words_of(file: Path) -> str:
    """All words, those of one cell together."""
    return "".join(said("pdftotext", "-raw", file, "-").split())
