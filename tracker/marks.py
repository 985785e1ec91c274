"""Small marks in one wording for pages, tables and ledgers: lamp, pill, badge, date, number, rate.

Pure functions from values to safe strings. What a lamp *is* for an item is told in `queries` and `models`; here is
only how it looks. No ORM, no request, no settings but the time zone.
"""

import datetime
import html
from collections.abc import Iterable
from functools import lru_cache

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tracker.enums import Lamp, Status, SubmissionState

NOTHING = "—"
SMALL_DENOMINATOR = 10  # below it a percentage misleads: 3/4 is said instead (figures.md)
LASTING_WORD = "长期坚持"

_SIGNS = {
    Lamp.GREEN: "●",
    Lamp.BLUE: "◐",
    Lamp.YELLOW: "▲",
    Lamp.RED: "■",
    Lamp.GREY: "◇",
    Lamp.DONE: "✓",
}

# Lamp colours are for lamps alone; statuses are told apart by ink, line and fill (the board's second principle).
_STATUS_VARIANTS = {
    Status.ISSUED: "wait",
    Status.OBJECTED: "wait",
    Status.PLANNING: "work",
    Status.PLAN_REVIEW: "wait",
    Status.IN_PROGRESS: "work",
    Status.STRIKE_OFF_REVIEW: "wait",
    Status.LASTING: "end",
    Status.STRUCK_OFF: "end",
    Status.VOID: "void",
}
_SUBMISSION_VARIANTS = {
    SubmissionState.AWAITING_SIGNATURE: "wait",
    SubmissionState.UNDER_REVIEW: "wait",
    SubmissionState.RETURNED: "wait",
    SubmissionState.DECLINED: "wait",
}


def fill(shape: str, *values: object) -> SafeString:
    """What `format_html` does, four times as quick, for the cells of which a page has hundreds."""
    safe = [value if isinstance(value, SafeString) else html.escape(str(value)) for value in values]
    return SafeString(shape.format(*safe))


def days_left(days: int | None) -> str:
    """Deadline minus today in words: 剩7天, 今天到期, 逾期8天; empty without a deadline."""
    if days is None:
        return ""
    if days == 0:
        return "今天到期"
    return f"剩{days}天" if days > 0 else f"逾期{-days}天"


@lru_cache(maxsize=4096)  # a list shows fifty lamps of a few dozen kinds
def lamp(
    lamp: Lamp, days: int | None = None, *, big: bool = False, lasting: bool = False, word: str = ""
) -> SafeString:
    """Colour, shape and word of a lamp; `days` is deadline minus today, negative when overdue.

    `lasting` makes the grey lamp say 长期坚持, `word` replaces the word altogether (a measure is 已完成, not 已销号).
    """
    lamp = Lamp(lamp)
    if lamp is Lamp.NONE:
        return format_html('<span class="quiet">{}</span>', NOTHING)
    key = lamp.lower() + (" lamp--big" if big else "")
    text = word or _word(lamp, lasting)
    return format_html('<span class="lamp lamp--{}">{}{}{}</span>', key, lamp_shape(lamp), text, _days(lamp, days))


@lru_cache(maxsize=256)
def lamp_shape(lamp: Lamp, css: str = "lamp__shape") -> SafeString:
    """The bare shape, for cells and pins whose word stands in the title."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="#lamp-{}"/></svg>', css, lamp.lower())


def lamp_word(lamp: Lamp, *, lasting: bool = False) -> str:
    """Sign and word of a lamp for Excel and plain text: “▲ 紧迫”."""
    lamp = Lamp(lamp)
    return NOTHING if lamp is Lamp.NONE else f"{_SIGNS[lamp]} {_word(lamp, lasting)}"


def pill(text: str, variant: str = "work") -> SafeString:
    """A step of the workflow in grey; variants wait, work, end, void."""
    return format_html('<span class="pill pill--{}">{}</span>', variant, text)


@lru_cache(maxsize=1024)
def status_pill(status: Status, text: str = "") -> SafeString:
    """The pill of an item's status; `text` says more than the label, such as 审核中 2/3."""
    status = Status(status)
    return pill(text or status.label, _STATUS_VARIANTS[status])


def submission_pill(state: SubmissionState, text: str = "") -> SafeString:
    """The pill of one attempt; what waits for somebody stands out, what has ended does not."""
    state = SubmissionState(state)
    return pill(text or state.label, _SUBMISSION_VARIANTS.get(state, "end"))


def badge(text: str, variant: str = "") -> SafeString:
    """A word or two beside a text; variants strong (挂牌) and line (重点)."""
    return format_html('<span class="badge{}">{}</span>', f" badge--{variant}" if variant else "", text)


def date(value: datetime.date | None) -> str:
    """2026-11-23, or a dash; of an instant the day it was in the house's time zone."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%Y-%m-%d") if value else NOTHING


def datetime_text(value: datetime.datetime | None) -> str:
    """2026-11-23 15:30 in the house's time zone, or a dash; a naive value is taken as it stands."""
    if value is None:
        return NOTHING
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")


def number(value: object) -> str:
    """A number with its thousands apart, or a dash."""
    return NOTHING if value is None else f"{value:,}"


def rate(numerator: int, denominator: int) -> str:
    """41.18%, rounded half up in whole numbers; 3/4 for denominators under ten; a dash for none."""
    if not denominator:
        return NOTHING
    if denominator < SMALL_DENOMINATOR:
        return f"{numerator}/{denominator}"
    hundredths = (20_000 * numerator + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def hits(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """A text with what was looked for marked; `spans` are begins and ends, in order and apart."""
    parts, last = [], 0
    for begin, end in spans:
        parts += [escape(text[last:begin]), format_html("<mark>{}</mark>", text[begin:end])]
        last = end
    return mark_safe("".join([*parts, escape(text[last:])]))


def _word(lamp: Lamp, lasting: bool) -> str:
    return LASTING_WORD if lasting and lamp is Lamp.GREY else lamp.label


def _days(lamp: Lamp, days: int | None) -> SafeString | str:
    """The days beside the word; the word 逾期 is not said twice, and grey and done lamps count no days."""
    if days is None or lamp in (Lamp.GREY, Lamp.DONE):
        return ""
    text = f"{-days}天" if lamp is Lamp.RED and days < 0 else days_left(days)
    return format_html('<span class="lamp__days">{}</span>', text)
