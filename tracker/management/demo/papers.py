"""Small real PDF files for evidence and scans: one page, a few lines, no font embedded."""

_FONT = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>"
_DESCENDANT = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>"
)
_DESCRIPTOR = (
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)
_PER_LINE = 30


def pdf(title: str, *lines: str) -> bytes:
    """An A4 page with a title and lines of Chinese text, drawn in the reader's own 宋体."""
    page = _page(title, [part for line in lines for part in _wrapped(line)])
    return _file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(page), page),
        _FONT,
        _DESCENDANT,
        _DESCRIPTOR,
    )


def _wrapped(line: str) -> list[str]:
    return [line[start : start + _PER_LINE] for start in range(0, len(line), _PER_LINE)]


def _page(title: str, lines: list[str]) -> bytes:
    head = b"BT /F 20 Tf 72 760 Td %s Tj /F 14 Tf 0 -20 Td" % _text(title[:22])
    body = b"".join(b" 0 -26 Td %s Tj" % _text(line) for line in lines)
    return head + body + b" ET"


def _text(text: str) -> bytes:
    return b"<" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _file(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
