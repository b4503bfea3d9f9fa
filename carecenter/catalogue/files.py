"""Reading and writing the catalogue's two files, with nothing in them that changes by itself."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from carecenter.catalogue.extraction import Key

HEADER = (
    "Project-Id-Version: CareCenter\n"
    "Language: zh_Hans\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
_MAGIC = 0x950412DE


@dataclass
class Entry:
    """One sentence: its English plural, if any, and its Chinese, which has one form for every number."""

    plural: str | None = None
    chinese: str = ""
    fuzzy: bool = False


@dataclass
class Words:
    """The catalogue in memory."""

    entries: dict[Key, Entry] = field(default_factory=dict)


def read(path: Path) -> Words:
    """The words of a .po file; none if there is no file."""
    if not path.exists():
        return Words()
    words = Words()
    for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans"):
        if message.id:
            singular, plural = message.id if isinstance(message.id, tuple) else (message.id, None)
            string = message.string[0] if isinstance(message.string, tuple) else message.string
            words.entries[message.context, singular] = Entry(plural, string or "", message.fuzzy)
    return words


def po_text(words: Words) -> bytes:
    """The .po file: sorted by msgid, without dates and line numbers."""
    catalog = Catalog(locale="zh_Hans")
    for (context, singular), entry in words.entries.items():
        catalog.add(
            (singular, entry.plural) if entry.plural else singular,
            (entry.chinese,) if entry.plural else entry.chinese,
            context=context,
            flags=["fuzzy"] if entry.fuzzy else [],
        )
    body = BytesIO()
    write_po(body, catalog, no_location=True, omit_header=True, sort_output=True, width=0)
    return _po_header().encode() + body.getvalue()


def _po_header() -> str:
    lines = "".join(f'"{line}\\n"\n' for line in HEADER.splitlines())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def mo_bytes(words: Words) -> bytes:
    """The compiled catalogue, the same bytes for the same words. Fuzzy and empty entries are left out."""
    pairs = {"": HEADER}
    for (context, singular), entry in words.entries.items():
        if entry.chinese and not entry.fuzzy:
            msgid = f"{context}\x04{singular}" if context else singular
            pairs[f"{msgid}\x00{entry.plural}" if entry.plural else msgid] = entry.chinese
    return _pack({key.encode(): value.encode() for key, value in pairs.items()})


def _pack(pairs: Mapping[bytes, bytes]) -> bytes:
    """The GNU .mo layout: header, table of msgids, table of msgstrs, then the strings."""
    msgids = sorted(pairs)
    tables_at = 7 * 4
    strings_at = tables_at + 16 * len(msgids)
    tables, strings = b"", b""
    for column in (msgids, [pairs[msgid] for msgid in msgids]):
        for text in column:
            tables += struct.pack("<II", len(text), strings_at + len(strings))
            strings += text + b"\x00"
    head = struct.pack("<7I", _MAGIC, 0, len(msgids), tables_at, tables_at + 8 * len(msgids), 0, strings_at)
    return head + tables + strings
