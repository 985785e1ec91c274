"""材料目录: what lies in a pack, file by file, with the digest by which each can be known again."""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from tracker.ledgers.columns import Column
from tracker.ledgers.layouts import LISTED, Layout, get_layout

INDEX_NAME = "材料目录"


class FileRow(NamedTuple):
    """One file of a pack; `path` is empty where it should be there and is not, and `remark` then says why."""

    number: str
    kind: str
    path: str
    name: str
    by: str
    at: str
    size: int
    sha256: str
    remark: str = ""

    @property
    def file(self) -> str:
        """The file's name within its folder."""
        return self.path.rpartition("/")[2]


_COLUMNS = (
    Column("number", "编号", 10, attrgetter("number")),
    Column("kind", "证明的事项", 13, attrgetter("kind")),
    Column("path", "包内文件", 42, attrgetter("path")),
    Column("name", "上传时的文件名", 30, attrgetter("name")),
    Column("by", "上传人", 16, attrgetter("by")),
    Column("at", "上传时间", 17, attrgetter("at"), centred=True),
    Column("size", "大小（字节）", 12, attrgetter("size"), kind="number"),
    Column("sha256", "指纹（SHA-256）", 40, attrgetter("sha256")),
    Column("remark", "备注", 16, attrgetter("remark")),
)

INDEX = Layout("index", INDEX_NAME, INDEX_NAME, _COLUMNS, foot=LISTED, paper="A4", shape="list")
# The ledger in a pack's root: a sheet for each unit as in 按单位分表. Its copy is what is kept of a pack.
PACK = replace(get_layout("by_unit"), code="pack", name="销号材料包清单")
FORM_NAME = get_layout("approval").name


def said_of(files: Sequence[FileRow]) -> str:
    """How many files of evidence a list names, and how many of them are missing."""
    evidence = [each for each in files if each.name]
    missing = sum(not each.path for each in evidence)
    said = f"佐证材料 {len(evidence)} 份，{size_words(sum(each.size for each in evidence))}"
    return f"{said}；其中 {missing} 份不在材料库中，没有装入" if missing else said


def size_words(size: int) -> str:
    """Bytes as people read them: “860 KB”, “12.4 MB”."""
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 1024 * 1024 else f"{-(-size // 1024):,} KB"
