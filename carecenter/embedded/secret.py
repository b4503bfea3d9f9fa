"""The signing key of a house that was given none."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from carecenter.embedded.places import VAR
from carecenter.embedded.trouble import folder_trouble


def secret_key() -> str:
    """The key kept in var/secret_key, made on first use, readable by this user alone. Raises `Trouble`."""
    path = VAR / "secret_key"
    try:
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise folder_trouble(error, path=VAR) from error


def _make(path: Path) -> None:
    """Write the whole key, then link it into place: a second process starting now sees one complete key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
