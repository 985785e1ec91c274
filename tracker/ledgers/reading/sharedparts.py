"""What the sheets of an xlsx share: the texts and the number formats; and the small tools of its XML.

How the parts hang together is told by `xlsx.py`. Nothing here knows ledgers.
"""

import re

from tracker.ledgers.reading.formats import built_in
from tracker.ledgers.reading.limits import Allowance

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def local(name: str) -> str:
    """An element's or attribute's name without its namespace (both OOXML dialects are read)."""
    return name.rsplit(":", 1)[-1] if ":" in name else name


def unescape(text: str) -> str:
    """`_x000D_` and its like as the characters they stand for; halves of one make one, or nothing without the other."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


class Styles:
    """Collects the number format code of every cell style."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self._custom: dict[int, str] = {}
        self._in_cell_styles = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            self._custom[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            number = int(attributes.get("numFmtId", "0"))
            self.codes.append(self._custom.get(number) or built_in(number))

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._in_cell_styles = False


class SharedStrings:
    """Collects the shared strings; runs of rich text are joined, phonetic hints left out."""

    def __init__(self, strings: list[str], allowance: Allowance):
        self._strings, self._allowance = strings, allowance
        self._parts: list[str] = []
        self._taking = False
        self._phonetic = False

    def start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        self._taking = name == "t" and not self._phonetic

    def text(self, data: str) -> None:
        if self._taking:
            self._allowance.take_text(len(data))
            self._parts.append(data)

    def end(self, name: str) -> None:
        name = local(name)
        self._taking = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._strings.append(unescape("".join(self._parts)))
