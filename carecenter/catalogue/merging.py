"""Filling in translations from JSON files: {"English": "中文"} or {"English": ["English plural", "中文"]}."""

import json
from collections.abc import Iterator
from pathlib import Path

from carecenter.catalogue.extraction import Key, Messages
from carecenter.catalogue.files import Entry, Words


def refresh(words: Words, source: Messages) -> Words:
    """The words of exactly the messages in the source, keeping the translations there are."""
    known = words.entries
    return Words(
        {
            key: Entry(plural, old.chinese, old.fuzzy) if (old := known.get(key)) else Entry(plural)
            for key, plural in source.items()
        }
    )


def merge(words: Words, folder: Path) -> Iterator[str]:
    """Fill empty translations from the JSON files in `folder`; yields contradictions between those files."""
    offered: dict[Key, tuple[str, str]] = {}
    for path in sorted(folder.glob("*.json")):
        for key, chinese in read_offers(path):
            first = offered.setdefault(key, (chinese, path.name))
            if first[0] != chinese:
                yield f"{key[1]!r}: {first[0]!r} in {first[1]}, {chinese!r} in {path.name}"
    for key, entry in words.entries.items():
        if not entry.chinese and key in offered:
            entry.chinese = offered[key][0]


def read_offers(path: Path) -> Iterator[tuple[Key, str]]:
    """Keys and Chinese of one file; a context stands before its msgid, parted by U+0004 as in a .mo file."""
    for name, value in json.loads(path.read_text(encoding="utf-8")).items():
        context, _sign, msgid = name.rpartition("\x04")
        yield (context or None, msgid), value[-1] if isinstance(value, list) else value
