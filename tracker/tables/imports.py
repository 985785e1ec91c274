"""What the preview of an import shows: how deadlines were read, what would change, and a line a row. No writes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.enums import TimeFrame
from tracker.ledgers.intake import Change, Intake, IntakeRow, Outcome
from tracker.ledgers.reading import LedgerItem, parse_deadline
from tracker.models import Category, Item
from tracker.tables.columns import CLAMPED_FROM

ROWS_SHOWN = 200
DEADLINES_SHOWN = 60
CHANGES_SHOWN = 200


@dataclass(frozen=True)
class DeadlineLine:
    """One wording of a deadline, how often it stands in the ledger, and how it was read."""

    raw: str
    count: int
    read: str
    frame: str
    note: str
    is_bad: bool


def deadline_lines(intake: Intake) -> list[DeadlineLine]:
    """Every wording with its reading, the frequent ones first; doubtful and impossible ones above all."""
    told = Counter(pair for item in intake.ledger.items for pair in _deadlines(item))
    doubts = [fault.sentence for fault in intake.faults if "时限" in fault.sentence]
    lines = [_deadline(raw, when, count, doubts) for (raw, when), count in told.items()]
    return sorted(lines, key=lambda line: (not line.is_bad, -line.count))


def _deadlines(item: LedgerItem) -> list[tuple[str, date | None]]:
    own = [(measure.deadline_text, measure.deadline) for measure in item.measures if measure.deadline_text]
    return own or ([(item.deadline_text, item.deadline)] if item.deadline_text else [])


def _deadline(raw: str, when: date | None, count: int, doubts: list[str]) -> DeadlineLine:
    found = parse_deadline(raw)
    frame = TimeFrame(found.time_frame).label if found.time_frame else ""
    frame = "，并".join(filter(None, (frame, "长期坚持" if found.is_lasting else "")))
    doubt = next((sentence for sentence in doubts if f"“{raw[:30]}" in sentence), "") if when is None else ""
    read = when.isoformat() if when else "读不出" if doubt else "没有日期"
    return DeadlineLine(raw, count, read, frame, doubt or _supplied(raw, when), bool(doubt))


def _supplied(raw: str, when: date | None) -> str:
    """What the reading added to the words."""
    if when is None:
        return ""
    if not re.search(r"\d{4}|[〇○零一二三四五六七八九]{4}", raw):
        return "年份按台账标题、日期或反馈日期补"
    return "" if re.search(r"\d[-./]\d+[-./]\d|日|号", raw) else "取期末"


def change_lines(intake: Intake) -> list[tuple[Item, int, Change]]:
    """(item, its row, change) for every field that would change in an item that is there."""
    rows = ((row.known, row.item.row, row.changes) for row in intake.of(Outcome.UPDATE))
    return [(known, row, change) for known, row, changes in rows if known is not None for change in changes]


def clash_lines(intake: Intake, chosen: Mapping[str, str]) -> list[tuple[IntakeRow, bool]]:
    """The rows that both sides have changed, and whether the ledger was said to hold."""
    return [(row, f"holds-{row.known.number}" in chosen) for row in intake.clashes if row.known is not None]


def row_lines(intake: Intake, categories: Iterable[Category], chosen: Mapping[str, str]) -> SafeString:
    """The first rows as the table's body, with a choice of category for each new one; `chosen` is by field name."""
    options = [(category.code, str(category)) for category in categories]
    rows = ((row, chosen.get(f"category-{row.place}", "")) for row in intake.rows[:ROWS_SHOWN])
    return format_html_join("\n", "{}", ((_row(row, options, code),) for row, code in rows))


def _row(row: IntakeRow, options: list[tuple[str, str]], chosen: str) -> SafeString:
    item = row.item
    where = f"{item.sheet}!{item.row}"
    bad = SafeString(' class="is-bad"') if row.outcome is Outcome.BAD else ""
    return format_html(
        '<tr{}><td class="code" title="{}">{}</td><td class="code">{}</td><td>{}</td>'
        '<td>{}</td><td class="num">{}</td><td class="date">{}</td>'
        '<td>{}</td><td>{}</td><td class="quiet">{}</td></tr>',
        bad, where, item.row, item.source_number, _problem(item), row.unit or "", len(item.measures),
        item.deadline.isoformat() if item.deadline else item.deadline_text[:12], _fate(row),
        _category(row, options, chosen),
        row.why if row.outcome is Outcome.NEW else "",
    )  # fmt: skip


def _problem(item: LedgerItem) -> SafeString:
    """Two lines, the whole on hover and focus."""
    if len(item.problem) <= CLAMPED_FROM:
        return format_html("{}", item.problem)
    return format_html('<span class="clamp"><span class="clamp__text" tabindex="0">{}</span></span>', item.problem)


def _fate(row: IntakeRow) -> SafeString:
    """What becomes of the row."""
    if row.outcome is Outcome.NEW:
        return SafeString("<b>新增</b>")
    if row.outcome is Outcome.BAD or row.known is None:
        return SafeString('<span class="say-bad">须更正</span>')
    link = format_html('<a href="{}{}/">{}</a>', _register(), quote(row.known.number), row.known.number)
    return format_html("{}　{}", link, row.said)


@cache
def _register() -> str:
    return reverse("items:list")


def _category(row: IntakeRow, options: list[tuple[str, str]], chosen: str) -> SafeString:
    if row.outcome is not Outcome.NEW:
        return SafeString("")
    others = ((code, SafeString(" selected" if code == chosen else ""), words) for code, words in options)
    choices = format_html_join("", '<option value="{}"{}>{}</option>', (o for o in others if o[0] != row.category.code))
    return format_html(
        '<label class="sr" for="category-{0}">第 {1} 行任务类别</label>'
        '<select class="select-small" id="category-{0}" name="category-{0}">'
        '<option value="">{2}（建议）</option>{3}</select>',
        row.place, row.item.row, row.category, choices,
    )  # fmt: skip
