"""Takes one stream out of an OLE container, the envelope of old binary workbooks."""

import struct
from collections.abc import Callable

from apps.customers.intake.sheet import Broken

END = 0xFFFFFFFA
HEADER_BYTES = 512
ENTRY_BYTES = 128
SMALL_SECTOR = 64
SMALL_STREAM = 4096


def read_stream(content: bytes, *, names: tuple[str, ...]) -> bytes:
    """The first stream with one of the names. Broken where the container contradicts itself or has none."""
    try:
        return _read_stream(content, names=names)
    except (struct.error, IndexError) as problem:
        raise Broken("damaged") from problem


def _read_stream(content: bytes, *, names: tuple[str, ...]) -> bytes:
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    table = _table(content, size=size)

    def sector(number: int) -> bytes:
        return content[HEADER_BYTES + number * size : HEADER_BYTES + (number + 1) * size]

    directory = _chain(struct.unpack_from("<I", content, 48)[0], table=table, sector=sector)
    root_start = struct.unpack_from("<I", directory, 116)[0]
    start, length = _find(directory, names=names)
    if length >= SMALL_STREAM:
        return _chain(start, table=table, sector=sector)[:length]
    small = _chain(root_start, table=table, sector=sector)
    links = _chain(struct.unpack_from("<I", content, 60)[0], table=table, sector=sector)
    small_table = struct.unpack(f"<{len(links) // 4}I", links)

    def small_sector(number: int) -> bytes:
        return small[number * SMALL_SECTOR : (number + 1) * SMALL_SECTOR]

    return _chain(start, table=small_table, sector=small_sector)[:length]


def _table(content: bytes, *, size: int) -> tuple[int, ...]:
    """The allocation table: for each sector the next one of its chain."""
    places = list(struct.unpack_from("<109I", content, 76))
    further = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size):
        if further >= END:
            break
        block = struct.unpack_from(f"<{size // 4}I", content, HEADER_BYTES + further * size)
        places += block[:-1]
        further = block[-1]
    links: list[int] = []
    for place in places:
        if place < END:
            links += struct.unpack_from(f"<{size // 4}I", content, HEADER_BYTES + place * size)
    return tuple(links)


def _chain(start: int, *, table: tuple[int, ...], sector: Callable[[int], bytes]) -> bytes:
    pieces: list[bytes] = []
    while start < END:
        if len(pieces) > len(table):
            raise Broken("damaged")
        pieces.append(sector(start))
        start = table[start]
    return b"".join(pieces)


def _find(directory: bytes, *, names: tuple[str, ...]) -> tuple[int, int]:
    for at in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name in names:
            return struct.unpack_from("<II", directory, at + 116)
    raise Broken("damaged")
