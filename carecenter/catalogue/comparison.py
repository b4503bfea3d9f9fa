"""What is wrong with the catalogue, one line a finding."""

import re
from collections.abc import Iterator

from carecenter.catalogue.extraction import Key, Messages
from carecenter.catalogue.files import Entry, Words

_PLACEHOLDER = re.compile(
    r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|%[#0\-+]*[\d.]*[sdrfgi]|\{(\w*)(?:[!:][^{}]*)?\}"
)


def findings(source: Messages, words: Words) -> Iterator[str]:
    """Missing, obsolete, fuzzy and untranslated messages, and translations whose placeholders differ."""
    for key, plural in sorted(source.items(), key=_by_text):
        entry = words.entries.get(key)
        if entry is None or entry.plural != plural:
            yield f"missing: {shown(key)}"
        else:
            yield from entry_findings(key, entry)
    for key in sorted(words.entries.keys() - source.keys(), key=shown):
        yield f"obsolete: {shown(key)}"


def entry_findings(key: Key, entry: Entry) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {shown(key)}"
    if not entry.chinese.strip():
        yield f"untranslated: {shown(key)}"
    elif placeholders(entry.plural or key[1]) != placeholders(entry.chinese):
        yield f"placeholders differ: {shown(key)} -> {entry.chinese!r}"


def placeholders(text: str) -> list[str]:
    """The different placeholders of a message, sorted."""
    return sorted({match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))})


def shown(key: Key) -> str:
    context, msgid = key
    return f"{msgid!r}" if context is None else f"{msgid!r} (context {context!r})"


def _by_text(item: tuple[Key, str | None]) -> tuple[str, str]:
    (context, msgid), _plural = item
    return msgid, context or ""
