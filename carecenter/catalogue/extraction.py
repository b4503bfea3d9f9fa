"""Which sentences the source asks gettext for."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

# The msgid with its context (None for most), as gettext looks it up.
Key = tuple[str | None, str]
# Each key with its English plural, None where the source has no plural form.
Messages = dict[Key, str | None]

_PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
_PLURAL = ("ngettext", "ngettext_lazy")
_CONTEXT = ("pgettext", "pgettext_lazy")
_CONTEXT_PLURAL = ("npgettext", "npgettext_lazy")
KEYWORDS = {
    **dict.fromkeys(_PLAIN, None),
    **dict.fromkeys(_PLURAL, (1, 2)),
    **dict.fromkeys(_CONTEXT, ((1, "c"), 2)),
    **dict.fromkeys(_CONTEXT_PLURAL, ((1, "c"), 2, 3)),
}
SOURCES = (("apps", "*.py"), ("carecenter", "*.py"), ("templates", "*.html"), ("templates", "*.txt"))


def extract_house(root: Path) -> Messages:
    """All messages of the repository at `root`. A message used with and without plural keeps the plural."""
    found: Messages = {}
    folders = [path for folder, pattern in SOURCES for path in sorted((root / folder).rglob(pattern))]
    for path in [*root.glob("*.py"), *folders]:
        for key, plural in extract_file(path):
            found[key] = found.get(key) or plural
    return found


def extract_file(path: Path) -> Iterator[tuple[Key, str | None]]:
    source = path.read_text(encoding="utf-8")
    yield from extract_source(source if path.suffix == ".py" else python_of_template(source, name=str(path)))


def python_of_template(source: str, *, name: str) -> str:
    """The template as Django's Python-like text, without indentation, which is none of Python's."""
    return "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())


def extract_source(source: str) -> Iterator[tuple[Key, str | None]]:
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular:
            yield (context, singular), plural
