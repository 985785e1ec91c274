"""What kind of file this is, told by its content and never by its name; and what is refused at the door.

Only recognising belongs here; opening a recognised file is told by `grids.py`.
"""

import re
import struct
import zipfile
from enum import StrEnum
from pathlib import Path

from tracker.errors import Unreadable

_NO_SECTOR = 0xFFFFFFFA
MAX_BYTES = 100 * 1024 * 1024
MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 600 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
_LARGE, _DENSEST = 50 * 1024 * 1024, 200  # a sheet packs to a thirtieth; what is a thousand times smaller is a bomb


class Kind(StrEnum):
    """The kinds of file we read."""

    XLSX = "xlsx"
    OLD = "old"  # .xls, .et, .xlsb, .ods: through calamine
    XML = "xml"  # Excel 2003 XML
    HTML = "html"  # a web page saved under the name of a workbook
    TEXT = "text"  # csv, tsv


_PDF = "这是 PDF 文件，不是表格，请上传 Excel 或 CSV 台账。"
_OTHERS = (
    (b"%PDF", _PDF),
    (b"Rar!", "这是压缩包，请解压后上传里面的台账。"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后上传里面的台账。"),
    (b"\x1f\x8b", "这是压缩包，请解压后上传里面的台账。"),
    (b"\x89PNG", "这是图片，不是表格，请上传 Excel 或 CSV 台账。"),
    (b"\xff\xd8\xff", "这是图片，不是表格，请上传 Excel 或 CSV 台账。"),
    (b"GIF8", "这是图片，不是表格，请上传 Excel 或 CSV 台账。"),
    (b"{\\rtf", "这是 Word 文档，不是表格，请上传 Excel 或 CSV 台账。"),
)
_ARCHIVED = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:\s*1", re.IGNORECASE)


def kind_of(path: Path, name: str) -> Kind:
    """The kind of the file at `path`, called `name` by its sender; raises Unreadable for all we do not read."""
    if name.startswith(("~$", ".~")):
        raise Unreadable("这是 Excel 或 WPS 打开文件时的临时文件，请关闭表格后上传原文件。")
    size = _size(path)
    if size == 0:
        raise Unreadable("文件是空的，请检查后重新上传。")
    if size > MAX_BYTES:
        raise Unreadable("文件超过 100 MB，请删去图片或拆分后再上传。")
    with path.open("rb") as file:
        head = file.read(4096)
    return _by_content(path, head)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError as error:
        raise Unreadable("文件打不开，请重新上传。") from error


def _by_content(path: Path, head: bytes) -> Kind:
    for magic, sentence in _OTHERS:
        if head.startswith(magic):
            raise Unreadable(sentence)
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_compound(path)
    if head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        return Kind.OLD
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> Kind:
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not utf16:
        raise Unreadable("认不出这是什么文件，请上传 Excel（xlsx、xls、et）或 CSV 台账。")
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    _refuse_foreign_text(start)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return Kind.XML
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<div")):
        return Kind.HTML
    if start.startswith(b"<") and (b"<table" in start or b"<html" in start):
        return Kind.HTML
    return Kind.TEXT


def _refuse_foreign_text(start: bytes) -> None:
    """Documents that are text to look at, and would be read as a table of nonsense."""
    if start.startswith(b"%pdf"):
        raise Unreadable(_PDF)
    if _ARCHIVED.match(start):
        raise Unreadable("这是网页归档文件（mht），请用 WPS 或 Excel 打开后另存为 xlsx 再上传。")
    if start.startswith(b"<") and b"urn:oasis:names:tc:opendocument" in start:
        raise Unreadable("这是单一 XML 的 OpenDocument 文件（fods），请另存为 xlsx 后再上传。")


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename.replace("\\", "/").lstrip("/").lower() for member in members}
            mimetype = archive.read("mimetype")[:80] if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("文件不完整或已损坏（可能没有传完），请重新导出或重新上传。") from error
    _guard_sizes(members)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("文件加了密码，请取消密码后再上传。")
    return _kind_of_names(names, mimetype)


def _guard_sizes(members: list[zipfile.ZipInfo]) -> None:
    """Refuses a zip bomb by the sizes its directory names, before anything is unpacked."""
    sizes = [member.file_size for member in members]
    too_large = sum(sizes) > MAX_UNPACKED_BYTES or max(sizes, default=0) > MAX_MEMBER_BYTES
    dense = any(m.file_size > max(_LARGE, m.compress_size * _DENSEST) for m in members)
    if too_large or dense or len(sizes) > MAX_MEMBERS:
        raise Unreadable("文件解开后过大，不像正常的台账，没有读取。")


def _kind_of_names(names: set[str], mimetype: bytes) -> Kind:
    if any(name.endswith("xl/workbook.bin") for name in names):
        return Kind.OLD
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if b"opendocument.spreadsheet" in mimetype:
        return Kind.OLD
    if any(name.startswith(("word/", "ppt/")) for name in names) or mimetype.startswith(b"application/vnd.oasis"):
        raise Unreadable("这是 Word 或演示文稿，不是表格，请上传 Excel 或 CSV 台账。")
    if "ofd.xml" in names:
        raise Unreadable("这是 OFD 版式文件，不是表格，请上传 Excel 或 CSV 台账。")
    if "index/document.iwa" in names:
        raise Unreadable("这是苹果 Numbers 表格，请导出为 Excel（xlsx）后再上传。")
    raise Unreadable("这是压缩包，里面不是 Excel 表格；请解压后上传台账本身。")


def _kind_of_compound(path: Path) -> Kind:
    """An OLE file: an old workbook, an encrypted new one, or another program's document."""
    data = path.read_bytes()
    holds = {
        word: word.encode("utf-16-le") in data for word in ("EncryptedPackage", "Workbook", "Book", "WordDocument")
    }
    if holds["EncryptedPackage"]:
        raise Unreadable("文件加了密码，请取消密码后再上传。")
    if holds["Workbook"] or holds["Book"]:
        if not _has_whole_directory(data):
            raise Unreadable("文件不完整或已损坏（可能没有传完），请重新导出或重新上传。")
        return Kind.OLD
    if holds["WordDocument"]:
        raise Unreadable("这是 Word 文档，不是表格，请上传 Excel 或 CSV 台账。")
    if not _has_whole_directory(data):
        raise Unreadable("文件不完整或已损坏（可能没有传完），请重新导出或重新上传。")
    raise Unreadable("认不出这是什么文件，请上传 Excel（xlsx、xls、et）或 CSV 台账。")


def _has_whole_directory(data: bytes) -> bool:
    """Whether every sector of the directory of an OLE file is there; a reader may break on one that was cut off."""
    if len(data) < 512 or not 7 <= data[30] <= 16:
        return False
    size = 1 << data[30]
    fat = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _NO_SECTOR]
    (sector,) = struct.unpack_from("<I", data, 48)
    seen: set[int] = set()
    while sector < _NO_SECTOR:
        table, place = divmod(sector, size // 4)
        if sector in seen or (sector + 2) * size > len(data) or table >= len(fat):
            return False
        seen.add(sector)
        start = (fat[table] + 1) * size + place * 4
        if start + 4 > len(data):
            return False
        (sector,) = struct.unpack_from("<I", data, start)
    return bool(seen)
