"""The zip of a pack as a stream: evidence is read from the vault in pieces, so no file is ever whole in memory.

Whatever is packed already (pictures, PDF, office files) is stored, not packed again. The ledger comes last, for its
second sheet lists every file before it with the digest of what really went into the zip.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tracker import clock, marks
from tracker.ledgers.books import Told, sheets_of
from tracker.ledgers.layouts import get_layout
from tracker.ledgers.packs.folders import Folder, folders
from tracker.ledgers.packs.index import FORM_NAME, INDEX, INDEX_NAME, PACK, FileRow, said_of
from tracker.ledgers.packs.names import Given
from tracker.ledgers.packs.papers import Paper
from tracker.ledgers.writing import Heading, Sheet, stream_book
from tracker.ledgers.writing.stream import zipped
from tracker.models.items import ItemQuerySet
from tracker.vault import BLOCK, path_of

NOT_PACKED = ("wps", "et")  # the kinds of evidence that become smaller
NOTE_NAME = "说明.txt"
GONE, DIFFERENT = "文件不在材料库中，没有装入", "内容与上传时的指纹不符"
Heard = Callable[[int], None]


@dataclass(frozen=True)
class Frame:
    """What stands around the items of a pack: the note in its root, the ledger's name, and when it was made.

    `through` lets the ledger's bytes pass on their way into the zip, and copies them.
    """

    note: str
    ledger_name: str
    made_at: datetime
    through: Callable[[Iterator[bytes]], Iterator[bytes]]


def packed(rows: ItemQuerySet, told: Told, frame: Frame, heard: Heard | None = None) -> Iterator[bytes]:
    """The zip in pieces; whoever reads them holds one snapshot open meanwhile.

    `heard` is told how many forms and files of evidence are in, and may raise.
    """
    return zipped(lambda archive: _filled(archive, rows, told, frame, heard or (lambda done: None)))


def _filled(
    archive: ZipFile, rows: ItemQuerySet, told: Told, frame: Frame, heard: Heard
) -> Generator[None, None, None]:
    heading, ledgers = sheets_of(PACK, rows, told)
    into, given = _Into(archive, frame.made_at, heard), Given()
    yield from into.put(given.give(NOTE_NAME), [frame.note.encode("utf-8-sig")], "说明")
    ledger = given.give(frame.ledger_name)
    for each in folders(rows, told.party, given):
        yield from _folder(into, each, heading)
    above = replace(heading, title=INDEX_NAME, sentence=said_of(into.files), signature_lines=())
    book = stream_book(heading, chain(ledgers, [Sheet(INDEX, above, into.files)]))
    yield from into.put(ledger, frame.through(book), "清单")


def _folder(into: "_Into", each: Folder, heading: Heading) -> Generator[None, None, None]:
    """One item: the form, its evidence, and the list of both."""
    given, first = Given(), len(into.files)
    form, index = given.give(f"{FORM_NAME}.xlsx"), given.give(f"{INDEX_NAME}.xlsx")
    approval = get_layout("approval")
    own = replace(heading, title=approval.title.format(round_name=each.round_name), unit_name=each.unit)
    into.number = each.number
    yield from into.put(each.path + form, stream_book(own, [Sheet(approval, own, [each.form])]), FORM_NAME)
    into.tick()
    for paper in each.papers:
        yield from into.evidence(each.path + given.give(f"{paper.place}_{paper.name}"), paper)
        into.tick()
    rows = into.files[first:]
    listed = replace(own, title=f"{each.number} {INDEX_NAME}", sentence=said_of(rows), signature_lines=INDEX.foot)
    inside = [row._replace(path=row.file) for row in rows]
    yield from into.put(each.path + index, stream_book(listed, [Sheet(INDEX, listed, inside)]), INDEX_NAME)
    into.number = ""


@dataclass
class _Into:
    """The zip being filled, and the list of what is in it."""

    archive: ZipFile
    made_at: datetime
    heard: Heard
    files: list[FileRow] = field(default_factory=list)
    number: str = ""
    done: int = 0

    def tick(self) -> None:
        """One more form or file of evidence is in."""
        self.done += 1
        self.heard(self.done)

    def put(self, path: str, chunks: Iterable[bytes], kind: str) -> Generator[None, None, None]:
        """A file made here; workbooks are packed already."""
        method = ZIP_STORED if path.endswith(".xlsx") else ZIP_DEFLATED
        with self.archive.open(_member(path, self.made_at, method), "w") as out:
            sha256, size = yield from _copied(chunks, out)
        self.files.append(FileRow(self.number, kind, path, "", "", "", size, sha256))

    def evidence(self, path: str, paper: Paper) -> Generator[None, None, None]:
        """An upload out of the vault; one that is gone is listed as such, one that was changed too."""
        row = FileRow(
            self.number, paper.place, path, paper.name, paper.by, marks.datetime_text(paper.at), paper.size,
            paper.sha256, "几个事项共用" if paper.is_shared else "",
        )  # fmt: skip
        try:
            kept = path_of(paper.sha256).open("rb")
        except FileNotFoundError:
            self.files.append(row._replace(path="", remark=GONE))
            return
        method = ZIP_DEFLATED if paper.extension in NOT_PACKED else ZIP_STORED
        with kept, self.archive.open(_member(path, paper.at, method), "w") as out:
            sha256, _ = yield from _copied(self._heard_in(iter(lambda: kept.read(BLOCK), b"")), out)
        self.files.append(row if sha256 == paper.sha256 else row._replace(remark=DIFFERENT))

    def _heard_in(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The same blocks; whoever no longer wants the pack is heard within a large file too."""
        for block in blocks:
            self.heard(self.done)
            yield block


def _copied(chunks: Iterable[bytes], out: IO[bytes]) -> Generator[None, None, tuple[str, int]]:
    """Write the chunks, pausing after each; returns their SHA-256 and size."""
    hashed, size = hashlib.sha256(), 0
    for chunk in chunks:
        hashed.update(chunk)
        size += out.write(chunk)
        yield
    return hashed.hexdigest(), size


def _member(path: str, at: datetime, method: int) -> ZipInfo:
    """A file of the zip, dated as an office here would date it; zip counts from 1980 on."""
    moment = at.astimezone(clock.CHINA)
    member = ZipInfo(path, (max(1980, moment.year), *moment.timetuple()[1:6]))
    member.compress_type, member.external_attr = method, 0o644 << 16
    return member
