"""Labels inside the text of a measure: “制定制度。责任领导：张某某；责任单位：办公室；整改时限：2024年6月底前。”

Ledgers copied from a plan have no columns for these. Only the trailing run of labels is taken off.
"""

import re

from tracker.ledgers.reading.headings import meaning_of

_TAKEN = frozenset(("leader", "units", "owners", "co_units", "deadline"))
_LABEL = re.compile(
    r"[\s（(【\[]*([\u4e00-\u9fff]{2,8})[:：]\s*([^：:；;。\n]+?)\s*(?:[；;。）)\]】\n]+|[,，](?=[\u4e00-\u9fff]{2,8}[:：])|$)"
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


def _run(text: str, position: int) -> dict[str, str]:
    """The labels that fill a text from a position to its end; empty where anything else stands among them."""
    said: dict[str, str] = {}
    while position < len(text):
        match = _LABEL.match(text, position)
        meaning = meaning_of(match[1])[0] if match else ""
        if match is None or meaning not in _TAKEN:
            return {}
        said[meaning] = f"{said[meaning]}、{match[2]}" if meaning in said else match[2]
        position = match.end()
    return said
