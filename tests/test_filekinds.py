"""Uploads that look like archives but are none: a sentence, never an error."""

import io
import zipfile

import pytest

from tracker.errors import Refused
from tracker.filekinds import check_content, check_name


def packed(name: str = "word/document.xml") -> bytearray:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as out:
        out.writestr(name, "x" * 20)
    return bytearray(kept.getvalue())


def spoiled(offset: int, *values: int) -> bytes:
    """An archive with other bytes in its directory."""
    content = packed()
    start = content.index(b"PK\x01\x02") + offset
    content[start : start + len(values)] = bytes(values)
    return bytes(content)


def test_a_sound_archive_is_taken(tmp_path):
    path = tmp_path / "方案.docx"
    path.write_bytes(packed())
    check_content("方案.docx", path, path.stat().st_size)


@pytest.mark.parametrize(
    "content", [spoiled(6, 99, 0), spoiled(6, 99, 0)[:-1], bytes(packed()[:60])], ids=["flag", "cut", "head"]
)
def test_a_broken_archive_is_refused_in_words(tmp_path, content):
    path = tmp_path / "方案.docx"
    path.write_bytes(content)
    with pytest.raises(Refused, match="内容与扩展名不符"):
        check_content("方案.docx", path, len(content))


def test_a_name_that_is_no_text_is_refused_in_words(tmp_path):
    content = packed()
    start = content.index(b"PK\x01\x02")
    content[start + 8 : start + 10] = b"\x00\x08"  # says that names are UTF-8
    content[start + 46 : start + 48] = b"\xff\xfe"  # which these bytes are not
    path = tmp_path / "方案.docx"
    path.write_bytes(content)
    with pytest.raises(Refused, match="内容与扩展名不符"):
        check_content("方案.docx", path, len(content))


@pytest.mark.parametrize("name", ["机密★.pdf", "机密 ★.pdf", "机密\u3000★一年.pdf", "绝密\u00a0★.pdf"])
def test_a_classified_name_is_refused_with_any_blank_in_it(name):
    with pytest.raises(Refused, match="标有密级"):
        check_name(name)
