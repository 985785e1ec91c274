"""Charts as SVG written by the server: bars for statistics, and the thin bar beside a rate.

Pure functions from labels and numbers to safe strings, in the classes of `static/css/components/chart.css`. Which
numbers they are is told in `queries/figures.py`; the same stand in the table beside every chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LEFT, RIGHT = 700, 118, 600  # the labels stand left of LEFT, no bar goes beyond RIGHT
DIGIT, GAP = 7, 8  # how wide a digit is, and how far the words stand behind a bar
TOP, STEP, BAR = 20, 31, 19
TICKS = 6


@dataclass(frozen=True)
class Bar:
    """One bar: dark, light and pale lengths laid end to end, and the words behind it."""

    label: str
    lengths: tuple[int, int, int]
    said: str
    url: str = ""


def bars(rows: Sequence[Bar], words: tuple[str, str, str], label: str) -> SafeString:
    """A chart of stacked bars; `words` names the three lengths, `label` is read out before the bars."""
    longest = max((sum(row.lengths) for row in rows), default=0)
    step = _round_step(longest)
    scale = (_right(rows) - LEFT) / max(longest, step)
    bottom = TOP + STEP * len(rows) + 4
    grid = format_html_join("", *_grid(longest, step, scale, bottom))
    drawn = format_html_join("", "{}", ((_bar(row, place, scale, words),) for place, row in enumerate(rows)))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}'
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"></line></svg>',
        *(WIDTH, bottom + 10, label, grid, drawn, LEFT, LEFT, TOP, bottom),
    )


def thin_bar(numerator: int, denominator: int) -> SafeString:
    """A hair-line bar of a share; the number stands beside it."""
    width = f"{100 * numerator / denominator:.1f}" if denominator else "0"
    return format_html(
        '<svg class="thin-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="6"></rect></svg>',
        width,
    )


def _right(rows: Sequence[Bar]) -> float:
    """Where the longest bar ends: the longest words still stand behind it."""
    widest = max((sum(1 if sign.isascii() else 2 for sign in row.said) for row in rows), default=0)
    return min(RIGHT, WIDTH - GAP - DIGIT * widest)


def _round_step(longest: int) -> int:
    """A step of 1, 2 or 5 times a power of ten, so that at most `TICKS` steps reach the longest."""
    step = 1
    while step * TICKS < longest:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step


def _grid(longest: int, step: int, scale: float, bottom: int) -> tuple[str, list[tuple[object, ...]]]:
    line = (
        '<line class="grid" x1="{0}" x2="{0}" y1="{2}" y2="{3}"></line>'
        '<text class="t-soft" x="{0}" y="14" text-anchor="middle">{1}</text>'
    )
    ticks = range(0, longest + 1, step)
    return line, [(f"{LEFT + tick * scale:.1f}", tick, TOP, bottom) for tick in ticks]


def _bar(row: Bar, place: int, scale: float, words: tuple[str, str, str]) -> SafeString:
    top, base = TOP + 10 + STEP * place, TOP + 24 + STEP * place
    name = format_html('<text x="{}" y="{}" text-anchor="end">{}</text>', LEFT - 10, base, row.label)
    if not sum(row.lengths):
        return format_html('{}<text class="t-soft" x="{}" y="{}">无事项</text>', name, LEFT + 6, base)
    told = "，".join(f"{word} {length}" for word, length in zip(words, row.lengths, strict=True))
    pieces, x = [], float(LEFT)
    for shade, length in enumerate(row.lengths, 1):
        pieces.append((shade, f"{x:.1f}", top, f"{length * scale:.1f}", BAR))
        x += length * scale
    rects = format_html_join("", '<rect class="f{}" x="{}" y="{}" width="{}" height="{}"></rect>', pieces)
    title = f"{row.label}：{told}，共 {sum(row.lengths)}"
    said = format_html('<text class="t-num" x="{}" y="{}">{}</text>', f"{x + GAP:.1f}", base, row.said)
    drawn = format_html("<g><title>{}</title>{}</g>{}", title, rects, said)
    return format_html('{}<a href="{}">{}</a>', name, row.url, drawn) if row.url else format_html("{}{}", name, drawn)
