"""Labels inside the text of a measure: “制定制度。责任领导：张某某；责任单位：办公室；整改时限：2024年6月底前。”

Ledgers copied from a plan have no columns for these. Only the trailing run of labels is taken off.
"""

import re

from tracker.ledgers.reading.headings import meaning_of

_TAKEN = frozenset(("leader", "units", "owners", "co_units", "deadline"))
_LABEL = re.compile(
    r"[\s（(【\[]*([\u4e00-\u9fff]{2,8})[:：]\s*((?:[（(][^（()）\n]*[）)]|[^：:；;。\n（()）])+?)\s*"
    r"(?:[；;。）)\]】\n]+|[,，\s](?=\s*[\u4e00-\u9fff]{2,8}[:：])|$)"
)


def without_labels(text: str) -> tuple[str, dict[str, str]]:
    """The text without its trailing labels, and what they say by meaning."""
    if "：" not in text and ":" not in text:
        return text, {}
    for start in _LABEL.finditer(text):
        said = _run(text, start.start())
        if said and start.start() > 0:
            return text[: start.start()].strip(), said
    return text, {}


def labels_of(text: str) -> dict[str, str]:
    """What a text says that is nothing but labels; empty for any other."""
    return _run(text, 0) if "：" in text or ":" in text else {}


def duties(text: str, at_least: int = 2) -> list[tuple[str, str]]:
    """The labels of a line of nothing else, with what they say: “责任领导：张某某　责任科室：办公室”."""
    found = _labelled(text, 0) if "：" in text or ":" in text else []
    return found if len(found) >= at_least else []


def _run(text: str, position: int) -> dict[str, str]:
    """What the labels say that fill a text from a position to its end, by meaning."""
    said: dict[str, str] = {}
    for label, words in _labelled(text, position):
        meaning = label_meaning(label)
        said[meaning] = f"{said[meaning]}、{words}" if meaning in said else words
    return said


def _labelled(text: str, position: int) -> list[tuple[str, str]]:
    """The labels that fill a text from a position to its end; empty where anything else stands among them."""
    found: list[tuple[str, str]] = []
    while position < len(text):
        match = _LABEL.match(text, position)
        if match is None or label_meaning(match[1]) not in _TAKEN:
            return []
        found.append((match[1], match[2]))
        position = match.end()
    return found


def label_meaning(label: str) -> str:
    """The meaning of a label; the time to be done (完成时间) is a deadline here, where nobody tells what was done."""
    meaning = meaning_of(label)[0]
    return "deadline" if meaning == "finish_time" else meaning
