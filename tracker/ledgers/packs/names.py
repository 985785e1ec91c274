"""Names inside a pack: what people typed, made safe for every system that may unpack it, and given only once.

A name never leads out of its folder, is none that Windows keeps for itself, and differs from its neighbours by more
than capitals. What the files are is told in `papers.py`.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from tracker.queries.item_page import title_of

LONGEST, BYTES = 64, 240  # of a name; a file system takes 255 bytes
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
NOTHING = "未命名"


def safe(text: str, longest: int = LONGEST) -> str:
    """The text as the name of one file or folder; its extension is kept when it is cut."""
    text = _plain(text)
    found = _EXTENSION.search(text)
    ending = found[0] if found else ""
    stem = _cut(text.removesuffix(ending), longest - len(ending), BYTES - len(ending)).strip(". ")
    name = (stem or NOTHING) + ending
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def folder_of(number: str, problem: str) -> str:
    """An item's folder: its number and the first words of its problem, as its page is headed."""
    return safe(f"{number} {title_of(problem)}".replace(".", "．"))


def _plain(text: str) -> str:
    """No character that a system forbids, that cannot be seen, or that turns the direction of reading."""
    text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    seen = [each if unicodedata.category(each)[0] != "Z" else " " for each in text]
    return "".join(each for each in seen if unicodedata.category(each)[0] != "C").strip(". ")


def _cut(text: str, characters: int, size: int) -> str:
    return text[:characters].encode()[:size].decode(errors="ignore")


@dataclass(slots=True)
class Given:
    """The names given in one folder so far."""

    taken: set[str] = field(default_factory=set)

    def give(self, wanted: str, longest: int = LONGEST) -> str:
        """The safe name, or with the first free number behind its stem."""
        name, number = safe(wanted, longest), 1
        while name.casefold() in self.taken:
            number += 1
            name = _numbered(safe(wanted, longest), f"（{number}）")
        self.taken.add(name.casefold())
        return name


def _numbered(name: str, mark: str) -> str:
    found = _EXTENSION.search(name)
    ending = found[0] if found else ""
    stem = name.removesuffix(ending)
    return _cut(stem, LONGEST - len(ending) - len(mark), BYTES - len(ending) - len(mark.encode())) + mark + ending
