"""Figures in templates: a number that opens its rows, a cell of the wall chart, the bars beside a table.

Only how they look and where they lead; what they count is told in `queries/figures.py`.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker import charts, clock, marks
from tracker.enums import Lamp
from tracker.marks import fill
from tracker.queries.chain import Link
from tracker.queries.figures import Figure, Scope, Tally, figure, sentence_parts
from tracker.queries.figures_lines import Line
from tracker.queries.figures_rates import ROWS, Rate
from tracker.queries.figures_reviews import PartyLine
from tracker.queries.rounds import ALL
from tracker.queries.wall_chart import Chart, Column, Row

register = template.Library()
register.simple_tag(charts.thin_bar)

NOUGHT = fill('<span class="quiet">{}</span>', 0)
NO_ITEMS = fill(
    '<span class="cell cell--none"><span aria-hidden="true">·</span><span class="sr">{}</span></span>', "没有事项"
)
EDGE = SafeString(' class="is-edge"')
VOID_FOOT = fill('<span class="cell">{}</span>', "无事项")


def address(found: Figure) -> str:
    """Where the rows of a figure are shown."""
    return f"{_register()}?{found.query}"


@cache
def _register() -> str:
    return reverse("items:list")


@register.simple_tag
def opened(found: Figure, text: str = "") -> SafeString:
    """A number as a link to its rows; a nought has none to show."""
    if not found.number and not text:
        return fill('<span class="quiet" title="{}">0</span>', found.title)
    return fill('<a href="{}" title="{}">{}</a>', address(found), found.title, text or found.number)


@register.simple_tag
def part(line: Line, name: str, scope: Scope) -> SafeString:
    """One part of a line of a breakdown."""
    return opened(figure(name, line.tally, scope, clock.today(), **line.about))


@register.filter
def narrowing(line: Line) -> str:
    """What narrows the register to a line, as the value of its box: “unit=3”."""
    return urlencode(line.about, safe=",")


@register.simple_tag
def done_of_all(line: Line, scope: Scope) -> SafeString:
    """已销号/总数 as one link to all rows of the line."""
    found = figure("total", line.tally, scope, clock.today(), **line.about)
    return opened(found, f"{line.tally.completed}/{line.tally.total}") if line.tally.total else NOUGHT


@register.simple_tag
def sentence(tally: Tally, scope: Scope) -> SafeString:
    """The one sentence with its numbers opened."""
    today = clock.today()
    pieces = (
        (text, opened(figure(name, tally, scope, today)) if name else "")
        for text, name in sentence_parts(tally, today, scope.whole)
    )
    return fill('<p class="sentence">{}</p>', format_html_join("", "{}{}", pieces))


@register.simple_tag
def shared(line: Line, scope: Scope) -> SafeString:
    """配合: the items led elsewhere in which the line's unit has a part."""
    if not line.shared:
        return NOUGHT
    query = scope.query(**line.about, co=1)
    title = f"本单位参与配合、由其他单位牵头的事项 {line.shared}；截至 {clock.today().isoformat()}"
    return fill('<a href="{}?{}" title="{}">{}</a>', reverse("items:list"), query, title, line.shared)


@register.simple_tag
def link_part(link: Link, name: str, scope: Scope) -> SafeString:
    """One part of what a leader or an owner answers for; names are compared in full, so the register will not do."""
    number = getattr(link.tally, name)
    names = {"leader": link.leader} if link.is_leader else {"leader": link.leader, "owner": link.owner}
    text = f"{link.tally.completed}/{number}" if name == "total" else None
    return rows_link(number, "chain", scope, text, part=name, **names)


@register.simple_tag
def rate_number(rate: Rate, name: str, scope: Scope) -> SafeString:
    """Numerator (“some”) or denominator (“all”) of a rate, opened as a list of its rows."""
    number = rate.numerator if name == "some" else rate.denominator
    rows = rate.some if name == "some" else rate.all
    return rows_link(number, rows, scope)


@register.simple_tag
def party_number(line: PartyLine, rows: str, scope: Scope) -> SafeString:
    """在审 (“reviews”) or 超期 (“reviews_overdue”) of a party, opened as a list of these reviews."""
    number = line.overdue if rows == "reviews_overdue" else line.pending
    return rows_link(number, rows, scope, party=str(line.party))


@register.simple_tag
def party_days(line: PartyLine, scope: Scope) -> SafeString:
    """最久已等, opened as the party's reviews, the oldest first."""
    url = rows_address("reviews", scope, party=str(line.party))
    return fill('<a href="{}" title="送审于 {}">{} 天</a>', url, line.oldest.isoformat(), line.days)


@register.simple_tag
def rows_number(number: int, rows: str, scope: Scope) -> SafeString:
    """Any number whose rows stand on that page."""
    return rows_link(number, rows, scope)


def rows_address(rows: str, scope: Scope, **about: str) -> str:
    """The page that lists what is not a choice of the register: turns, measures, strike-offs on time."""
    asked = {"round": scope.inspection_round.pk if scope.inspection_round else ALL}
    asked |= {"unit": scope.unit.pk} if scope.unit else {}
    return f"{reverse('figure_rows', args=[rows])}?{urlencode({**asked, **about})}"


def rows_link(number: int, rows: str, scope: Scope, text: str | None = None, **about: str) -> SafeString:
    """A number as a link to that page."""
    if not number:
        return NOUGHT
    title = f"{ROWS[rows][0]} {number}；截至 {clock.today().isoformat()}"
    return fill(
        '<a href="{}" title="{}">{}</a>', rows_address(rows, scope, **about), title, number if text is None else text
    )


@register.simple_tag
def matrix_row(chart: Chart, row: Row) -> SafeString:
    """A row of the wall chart; a column that is empty from top to bottom is greyed out."""
    pairs = zip(chart.columns, row.cells, chart.foot.cells, strict=True)
    cells = (
        (_class(column, not whole.total), _cell(tally, column, row, chart, not whole.total))
        for column, tally, whole in pairs
    )
    total = (EDGE, _cell(row.total, None, row, chart, False))
    return fill(
        '<tr><th scope="row" class="matrix__name--{}" title="{}">{}</th>{}</tr>',
        row.depth,
        row.unit.name if row.unit else row.label,
        row.label,
        SafeString("".join(fill("<td{}>{}</td>", *cell) for cell in (*cells, total))),
    )


def _class(column: Column, is_void: bool) -> SafeString:
    """Most cells have none, and there are hundreds of them."""
    names = " ".join(name for name, holds in (("is-edge", column.is_edge), ("is-void", is_void)) if holds)
    return fill(' class="{}"', names) if names else SafeString("")


def _cell(tally: Tally, column: Column | None, row: Row, chart: Chart, is_void: bool) -> SafeString:
    """已销号/总数 with the worst lamp; opens its rows. Without a column it is the sum of the row."""
    if not tally.total:
        return VOID_FOOT if is_void and row is chart.foot else NO_ITEMS
    about = {**({"unit": row.unit.pk} if row.unit else {}), **(column.about if column else {})}
    found = figure("total", tally, chart.scope, clock.today(), **about)
    word = _word(tally)
    where = f"{row.label}　{f'{column.code} {column.label}'.strip() if column else '合计'}"
    title = f"{where}：已销号 {tally.completed}，共 {tally.total}；最重 {word}"
    has_lamp = column and row.unit  # sums are of no colour and show no shape
    return fill(
        '<a class="cell cell--{}" href="{}" title="{}"><span>{}/{}</span>{}<span class="sr">{}</span></a>',
        *(tally.worst.lower() if has_lamp else "sum", address(found), title, tally.completed, tally.total),
        *(marks.lamp_shape(tally.worst, "cell__shape") if has_lamp else "", word),
    )


def _word(tally: Tally) -> str:
    if tally.worst is Lamp.GREY and tally.is_kept_up_only:
        return marks.LASTING_WORD
    if tally.worst is Lamp.DONE and tally.completed < tally.total:
        return "已办结，含移交或无法整改"
    return tally.worst.label


@register.simple_tag
def chart_of(lines: Iterable[Line], scope: Scope, label: str) -> SafeString:
    """The bars beside a table of lines: struck off, kept up for long, and the rest."""
    return charts.bars([_bar(line, scope) for line in lines], ("已销号", "长期坚持", "其余"), label)


def _bar(line: Line, scope: Scope) -> charts.Bar:
    tally = line.tally
    rest = tally.total - tally.completed - tally.lasting
    said = f"{tally.completed}/{tally.total}"
    percent = tally.rate
    found: Any = figure("total", tally, scope, clock.today(), **line.about)
    name = f"{line.code} {line.label}"[:9].strip()
    lengths = (tally.completed, tally.lasting, rest)
    return charts.Bar(name, lengths, said if percent == said else f"{said}　{percent}", address(found))
