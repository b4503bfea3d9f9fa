"""What a backup consists of: every file with its size and SHA-256, and where the house stood when it was taken."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

NAME = "manifest.json"
FORMAT = 1
BLOCK = 1024 * 1024


class Damaged(Exception):
    """The backup is not what its manifest says; `str()` is a sentence to show."""


@dataclass
class Manifest:
    """`rows` counts each table at the moment of the dump; `files` maps a path to its size and digest."""

    taken_at: str
    server: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """The manifest and its own digest beside it, so that a bit in the manifest is noticed too."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text)
        (folder / f"{NAME}.sha256").write_text(hashlib.sha256(text.encode()).hexdigest())


def add_files(manifest: Manifest, *, folder: Path) -> None:
    """Measure everything that lies in the backup's folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            manifest.files[str(path.relative_to(folder))] = (path.stat().st_size, digest_of(path))


def read_checked(folder: Path) -> Manifest:
    """The manifest of a backup in which every byte is as it was written. Reads all of it. Raises `Damaged`."""
    manifest = Manifest(**_own_text(folder))
    if manifest.format != FORMAT:
        raise Damaged(_("This backup was made by another version of CareCenter."))
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if name not in found:
            raise Damaged(_("The backup is damaged: %(name)s is missing.") % {"name": name})
        if path.stat().st_size != size or digest_of(path) != digest:
            raise Damaged(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})
    for name in sorted(found - set(manifest.files) - {NAME, f"{NAME}.sha256"}):
        raise Damaged(_("The backup is damaged: %(name)s does not belong to it.") % {"name": name})
    return manifest


def _own_text(folder: Path) -> dict[str, Any]:
    try:
        text = (folder / NAME).read_text()
        digest = (folder / f"{NAME}.sha256").read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(_("The folder %(folder)s holds no backup.") % {"folder": folder}) from error
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise Damaged(_("The backup is damaged: %(name)s is not as it was written.") % {"name": NAME})
    return dict(json.loads(text))


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
