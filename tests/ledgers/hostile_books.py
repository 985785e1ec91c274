"""Workbooks changed part by part, as a hostile sender or a careless program would."""

import zipfile
from collections.abc import Callable
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook, one of its parts changed."""
    parts = parts_of(path)
    return packed(path, parts | {part: change(parts[part])})


def merged(path: Path, ref: str, part: str = SHEET) -> Path:
    """The same workbook with one more merged range."""
    found = f'</sheetData><mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'.encode()
    return changed(path, part, lambda xml: xml.replace(b"</sheetData>", found, 1))


def moved(path: Path, part: str, target: str) -> Path:
    """The same workbook with a part at another place."""
    short = [name.removeprefix("xl/").encode() for name in (part, target)]
    parts = {target if name == part else name: data for name, data in parts_of(path).items()}
    return packed(path, {name: data.replace(*short) for name, data in parts.items()})


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """A zip of these parts at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
