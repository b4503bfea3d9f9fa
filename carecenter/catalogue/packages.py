"""Which sentences of installed packages have no Chinese of their own: the administration's and the lock-out's."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from babel.messages.mofile import read_mo

from carecenter.catalogue.extraction import Key, Messages, extract_file

PACKAGES = ("unfold", "unfold.contrib.import_export", "axes")
# Installed too, with Chinese of their own: a sentence one of them has is not asked for again.
SPEAKING = ("django.conf", "django.contrib.admin", "django.contrib.auth", "import_export")


def extract_packages(names: Sequence[str] = PACKAGES) -> Messages:
    """All messages of the packages that no package of SPEAKING has in Chinese."""
    known = set(spoken()) if names else set()
    found: Messages = {}
    for name in names:
        for path in sources(folder(name)):
            for key, plural in extract_file(path):
                if key not in known:
                    found[key] = found.get(key) or plural
    return found


def folder(name: str) -> Path:
    """Where a package lies; only its first part is imported."""
    first, *rest = name.split(".")
    spec = find_spec(first)
    if spec is None or spec.origin is None:
        raise LookupError(f"{first} is not installed")
    return Path(spec.origin).parent.joinpath(*rest)


def sources(top: Path) -> Iterator[Path]:
    """Python files and templates, without the optional parts of a package, which are packages themselves."""
    for path in sorted(top.rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "contrib" not in path.relative_to(top).parts:
            yield path


def spoken() -> Iterator[Key]:
    """Every message the packages of SPEAKING have in Chinese."""
    for name in SPEAKING:
        for path in folder(name).rglob("zh_Hans/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                for message in read_mo(file):
                    singular = message.id if isinstance(message.id, str) else message.id[0]
                    yield message.context, singular
