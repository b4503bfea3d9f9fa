"""What a file is, by its content, and whether it may be unpacked at all (limits before anything else)."""

import re
import zipfile
from pathlib import Path

from apps.customers.intake.sheet import Broken, Limits

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD_BYTES = 4096
# Small packages may hold very regular sheets: below this size a high ratio harms nobody.
RATIO_FROM_BYTES = 2**20
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|table|meta|head|body|\?xml|!--)", re.I)
OTHER_FORMATS = {
    b"%PDF": "is_pdf",
    b"\x89PNG": "is_picture",
    b"\xff\xd8\xff": "is_picture",
    b"GIF8": "is_picture",
    b"Rar!": "is_archive",
    b"7z\xbc\xaf": "is_archive",
    b"\x1f\x8b": "is_archive",
    b"MZ": "is_program",
}


def kind_of(path: Path, *, limits: Limits) -> str:
    """xlsx, xls, html or csv, judged by the first bytes alone. Broken for anything else, too large, or empty."""
    size = path.stat().st_size
    if size > limits.packed_bytes:
        raise Broken("too_large", size=_megabytes(size), limit=_megabytes(limits.packed_bytes))
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Broken("empty_file")
    for start, code in OTHER_FORMATS.items():
        if head.startswith(start):
            raise Broken(code)
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(OLE):
        return _ole_kind(path)
    return _text_kind(head)


def _ole_kind(path: Path) -> str:
    if ENCRYPTED_STREAM in path.read_bytes():
        raise Broken("password")
    return "xls"


def _text_kind(head: bytes) -> str:
    if head[:20].lstrip().upper().startswith(b"MIME-VERSION"):
        raise Broken("is_web_archive")
    markup = MARKUP.search(_plain_head(head))
    return "html" if markup and markup.start() < 1024 else "csv"


def _plain_head(head: bytes) -> bytes:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head


def check_package(path: Path, *, limits: Limits) -> zipfile.ZipFile:
    """The opened xlsx package; Broken for a bomb, a password, doubled entries, or another kind of document."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise Broken("damaged") from problem
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    _check_sizes(entries, packed=path.stat().st_size, limits=limits)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Broken("password")
    if len(set(names)) != len(names):
        raise Broken("doubled_entries")
    _check_document(set(names))
    return package


def _check_sizes(entries: list[zipfile.ZipInfo], *, packed: int, limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise Broken("too_large_unpacked", size=_megabytes(unpacked), limit=_megabytes(limits.unpacked_bytes))
    for size, small in [(unpacked, packed), *((one.file_size, one.compress_size) for one in entries)]:
        if size > RATIO_FROM_BYTES and size > limits.ratio * max(small, 1):
            raise Broken("bomb", limit=limits.ratio)


def _check_document(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Broken("is_xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise Broken("is_ods")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Broken("is_other_office")
    if "[Content_Types].xml" not in names:
        raise Broken("is_archive")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f}"
