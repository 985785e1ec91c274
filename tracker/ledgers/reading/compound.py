"""Reads one stream out of an OLE compound file, the container of .xls and .et. Nothing here knows workbooks."""

import struct

_HEADER = 512
_END = 0xFFFFFFFA  # sector numbers from here on are marks
_SMALL = 4096  # streams shorter than this lie in the mini stream
_ENTRY = 128


def stream_of(data: bytes, *names: str) -> bytes:
    """The first stream of the file with one of these names; raises ValueError or struct.error where it is broken."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    mini_sector = 1 << struct.unpack_from("<H", data, 32)[0]
    table = _table(data, sector)
    first_directory, first_mini = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 60)[0]
    entries = _entries(_joined(data, table, first_directory, sector, _HEADER))
    root = next(entry for entry in entries if entry[0] == "Root Entry")
    start, size = next((start, size) for name in names for found, start, size in entries if found == name)
    if size >= _SMALL:
        return _joined(data, table, start, sector, _HEADER)[:size]
    minis = _joined(data, table, root[1], sector, _HEADER)
    mini_table = _numbers(_joined(data, table, first_mini, sector, _HEADER))
    return _joined(minis, mini_table, start, mini_sector, 0)[:size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _table(data: bytes, sector: int) -> tuple[int, ...]:
    """Which sector follows which: the allocation table, whose own sectors the header and its continuation name."""
    places = list(struct.unpack_from("<109I", data, 76))
    following: int = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while following < _END and following not in seen:
        seen.add(following)
        numbers = _numbers(data[_HEADER + following * sector : _HEADER + (following + 1) * sector])
        places += numbers[:-1]
        following = numbers[-1]
    parts = (data[_HEADER + place * sector : _HEADER + (place + 1) * sector] for place in places if place < _END)
    return _numbers(b"".join(parts))


def _joined(data: bytes, table: tuple[int, ...], start: int, sector: int, offset: int) -> bytes:
    """The sectors of a chain, one behind the other."""
    parts: list[bytes] = []
    while start < _END and len(parts) <= len(table):
        parts.append(data[offset + start * sector : offset + (start + 1) * sector])
        start = table[start] if start < len(table) else _END
    return b"".join(parts)


def _entries(directory: bytes) -> list[tuple[str, int, int]]:
    """Name, first sector and size of every entry of the directory."""
    found = []
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, start, size = (
            struct.unpack_from("<H", directory, place + 64)[0],
            *struct.unpack_from("<II", directory, place + 116),
        )
        name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
        found.append((name, start, size))
    return found
