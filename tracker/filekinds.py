"""Which files may be uploaded as evidence, told by content and not by name alone."""

import struct
import zipfile
from pathlib import Path
from typing import Final

from tracker.errors import Refused

MAX_BYTES: Final = 50 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_STARTS: Final = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "zip": (_ZIP, b"PK\x05\x06"),
    "ofd": (_ZIP,),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "wps": (_OLE, _ZIP),
    "et": (_OLE, _ZIP),
}
_MEMBERS: Final = {"ofd": "OFD.xml", "docx": "word/", "xlsx": "xl/"}
PREVIEWED: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
ALLOWED_WORDS = "pdf、ofd、docx、xlsx、wps、et、jpg、png、zip"
SECRET_MARKS = ("绝密★", "机密★", "秘密★")


def extension_of(name: str) -> str:
    return Path(name).suffix.lower().lstrip(".")


def check_name(name: str) -> None:
    """Refuse a name that says the file is classified, or of a kind that is not taken."""
    if any(mark in "".join(name.split()) for mark in SECRET_MARKS):
        raise Refused(f"“{name}”标有密级，内部系统禁止上传涉密文件，没有保存。")
    if extension_of(name) not in _STARTS:
        raise Refused(f"“{name}”的格式不能上传，只收 {ALLOWED_WORDS}。")


def check_content(name: str, path: Path, size: int) -> None:
    """Refuse a file that is empty, too big, or not what its name says."""
    if size == 0:
        raise Refused(f"“{name}”是空文件，没有保存。")
    if size > MAX_BYTES:
        raise Refused(f"“{name}”{size / 1024 / 1024:.1f} MB，超过 50 MB，没有保存。可分成几个文件再传。")
    if not _is_what_it_says(extension_of(name), path):
        raise Refused(f"“{name}”的内容与扩展名不符，或文件已损坏，没有保存。请打开原件另存后再传。")


def _is_what_it_says(extension: str, path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    if not head.startswith(_STARTS[extension]):
        return False
    if not head.startswith(b"PK"):
        return True
    return _has_member(path, _MEMBERS.get(extension, ""))


def _has_member(path: Path, member: str) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith(member) for name in packed.namelist()) or not member
    # A directory can be broken in more ways than the module has a name for: unknown versions, bytes that are no text.
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        return False
