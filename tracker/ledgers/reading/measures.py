"""Cuts a cell into its numbered pieces: “1.…2.…”, “（一）…（二）…”, “①…②…”, “一是…二是…”, or whole lines.

Used for measures, and for owners, deadlines or progress that are numbered like the measures beside them.
"""

import re
from functools import lru_cache

_CHINESE = "一二三四五六七八九十"
# The first of each row of numerals that are one character, and how many there are.
_CIRCLED = (("①", 20), ("➀", 10), ("❶", 10), ("⓵", 10))
_BRACKETED = (("⑴", 20), ("㈠", 10))
_POINTED = (("⒈", 20),)
_LEAD_IN = r"\s*(?:具体)?(?:整改|工作|采取的|推进|下一步)?(?:措施|举措|任务|计划|打算)?(?:如下|有)?[:：]?\s*"
_BEFORE = r"(?:^|(?<=[\s。；;！!：:，,、）)]))\s*"
_LINE_START = r"(?:^|(?<=\n))\s*"
_LONGEST = 60
_DOUBTFUL = (0, 13)  # the places of families that mark nothing alone: “1名干部” counts, “A.” may name
_LED_IN = re.compile(r"[^。；;\n]{2,40}[:：]\s*")
_NUMBERED_LINE = re.compile(r"^\s*(\d{1,2})\s*[.．、]\s*(?!\d)", re.MULTILINE)


def _numeral(place: int) -> str:
    if place <= 10:
        return _CHINESE[place - 1]
    tens, ones = divmod(place, 10)
    return ("" if tens == 1 else _CHINESE[tens - 1]) + "十" + (_CHINESE[ones - 1] if ones else "")


@lru_cache(maxsize=_LONGEST)
def _families(place: int) -> tuple[re.Pattern[str], ...]:
    """The patterns of the marker with this place, one for each way of numbering, in a fixed order."""
    return tuple(map(re.compile, _patterns(place)))


def _patterns(place: int) -> tuple[str, ...]:
    number, chinese = "".join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in str(place)), _numeral(place)
    return (
        rf"{_LINE_START}{number}(?=[^\d\s.．、)）年月日个项%次])",
        rf"{_BEFORE}{number}\s*[.．、](?!\d(?!\d{{3}}年))\s*",
        rf"\s*[(（]\s*{number}\s*[)）]\s*[.．、]?\s*",
        rf"{_BEFORE}{number}\s*[)）]\s*",
        rf"\s*[(（]\s*{chinese}\s*[)）]\s*[.．、]?\s*",
        rf"{_BEFORE}{chinese}、\s*",
        rf"\s*{_one_letter(_CIRCLED, place)}\s*[.．、]?\s*",
        rf"\s*{_one_letter(_BRACKETED, place)}\s*",
        rf"\s*{_one_letter(_POINTED, place)}\s*",
        rf"{_BEFORE}{chinese}是要?",
        rf"{_BEFORE}第{chinese}[,，、是]\s*",
        rf"{_BEFORE}(?:整改)?措施{chinese}[:：、.]?\s*",
        rf"{_BEFORE}(?:整改)?措施{number}[:：、.]?\s*",
        rf"{_BEFORE}{_letter(place)}\s*[.．)）]\s*",
    )


def _letter(place: int) -> str:
    """The Latin letter with this place, small or large, as a pattern."""
    return f"[{chr(96 + place)}{chr(64 + place)}]" if place <= 26 else "\0"


def _one_letter(rows: tuple[tuple[str, int], ...], place: int) -> str:
    """The one-character numerals with this place in any of these rows, as a pattern."""
    return "[" + "".join(chr(ord(first) + place - 1) for first, count in rows if place <= count) + "\0]"


def split_measures(text: str, first: int = 1) -> list[str]:
    """The measures of one cell without their numbers; a cell that is not numbered is one measure or one a line.

    `first` is the number that goes on where a cell above has stopped: “3.…4.…” below “1.…2.…”.
    """
    text = text.strip()
    if not text:
        return []
    going_on = numbered_pieces(text, first) if first > 1 else None
    cut = going_on or numbered_pieces(text) or _led_in(text) or _bulleted(text) or _sentences(text) or [text]
    return [trimmed for piece in cut if (trimmed := trim(piece))]


@lru_cache(maxsize=4096)
def numbered_pieces(text: str, first: int = 1) -> tuple[str, ...] | None:
    """The pieces of a text that is numbered from its start, beginning with `first`, else None. A lone “1.” counts."""
    if not _any_beginning(first).match(text):
        return None
    starts: list[int] = []
    ends: list[int] = []
    for family, beginning in enumerate(_beginnings(first)):
        found = beginning.match(text)
        marks = _markers(text, family, first, found.end()) if found else ([], [])
        if len(marks[0]) > max(len(starts), family in _DOUBTFUL):
            starts, ends = marks
    if not starts or (len(starts) == 1 and len(text) < 4):
        return None
    return tuple(text[end:start].strip() for end, start in zip(ends, [*starts[1:], len(text)], strict=True))


@lru_cache(maxsize=4096)
def pieces_by_number(text: str, count: int) -> dict[int, str]:
    """The pieces of a text numbered like `count` things beside it, by number from 1; numbers may be left out."""
    pieces = numbered_pieces(text)
    if pieces is not None and len(pieces) == count:
        return dict(enumerate(map(trim, pieces), 1))
    if not text[:1].isdecimal():
        return {}
    found = list(_NUMBERED_LINE.finditer(text))
    numbers = [int(match[1]) for match in found]
    if not found or found[0].start() or numbers != sorted(set(numbers)) or numbers[-1] > count:
        return {}
    ends = [*(match.start() for match in found[1:]), len(text)]
    return {int(match[1]): trim(text[match.end() : end]) for match, end in zip(found, ends, strict=True)}


@lru_cache(maxsize=_LONGEST)
def _beginnings(place: int) -> tuple[re.Pattern[str], ...]:
    """The patterns of a text that begins with this number, one for each family."""
    return tuple(re.compile(f"{_LEAD_IN}(?:{pattern})") for pattern in _patterns(place))


@lru_cache(maxsize=_LONGEST)
def _any_beginning(place: int) -> re.Pattern[str]:
    """Whether a text begins with this number at all: one question to most texts instead of one a family."""
    return re.compile(f"{_LEAD_IN}(?:{'|'.join(_patterns(place))})")


def _markers(text: str, family: int, first: int, end: int) -> tuple[list[int], list[int]]:
    """Where the markers of one family stand, each after the one before; the first is known to end at `end`."""
    starts, ends = [0], [end]
    for place in range(first + 1, _LONGEST):
        match = _families(place)[family].search(text, ends[-1])
        if match is None:
            break
        starts.append(match.start())
        ends.append(match.end())
    return starts, ends


def _led_in(text: str) -> tuple[str, ...] | None:
    """The pieces behind words that lead in to them: “针对上述问题，采取以下措施：1.…；2.…”; two at least."""
    lead = _LED_IN.match(text)
    pieces = numbered_pieces(text[lead.end() :]) if lead else None
    return pieces if pieces and len(pieces) > 1 else None


def _bulleted(text: str) -> list[str] | None:
    """Lines that each begin with the same bullet."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(re.match(r"[●•·◆■▲★□○\-—*]\s*\S", line) for line in lines):
        return [line[1:].strip() for line in lines]
    return None


def _sentences(text: str) -> list[str] | None:
    """Lines that are whole sentences, each a measure of its own."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(len(line) >= 6 for line in lines) and all(line[-1] in "。；;." for line in lines[:-1]):
        return lines
    return None


def trim(piece: str) -> str:
    """A piece without the blanks and semicolons left at its edges."""
    return piece.strip().rstrip("；;").strip()
