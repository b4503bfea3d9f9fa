"""Files people upload: known by their content, limited in size, kept under a name of our own outside every public
folder. Who may see one is decided by the view that hands it out."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.refusal import Refused

HEAD = 16
MEGABYTE = 2**20
NO_ROOM = gettext_lazy("The disk for files is full: nothing was kept. Tell an administrator.")


@dataclass(frozen=True)
class Kept:
    """Where it lies (relative to FILES_ROOT), what it is, how many bytes."""

    path: str
    media_type: str
    size: int


def audio_type(head: bytes) -> str | None:
    """The kind of audio a file begins with; None for everything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return "audio/mpeg"
    if head[4:8] == b"ftyp" and head[8:11] in (b"M4A", b"mp4", b"iso", b"3gp", b"MSN"):
        return "audio/mp4"
    return _by_start(
        head,
        {
            b"OggS": "audio/ogg",
            b"fLaC": "audio/flac",
            b"#!AM": "audio/amr",
            b"\x1a\x45\xdf\xa3": "audio/webm",
        },
    )


def picture_type(head: bytes) -> str | None:
    """The kind of picture a file begins with; none that can carry a script."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _by_start(
        head, {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
    )


def document_type(head: bytes) -> str | None:
    return _by_start(head, {b"%PDF-": "application/pdf"})


def _by_start(head: bytes, starts: dict[bytes, str]) -> str | None:
    return next((kind for start, kind in starts.items() if head.startswith(start)), None)


@contextmanager
def keep(
    upload: UploadedFile | None,
    *,
    folder: str,
    largest: int,
    kinds: tuple[Callable[[bytes], str | None], ...],
    refusal: str,
) -> Iterator[Kept]:
    """Store the file for the row written inside the block; it goes again when the block fails.

    Raises Refused for no file, an empty one, one of more than `largest` bytes and one none of `kinds` knows
    (`refusal` says which are kept).
    """
    if upload is None or not upload.size:
        raise Refused(_("Choose a file that is not empty."), field="file", code="invalid")
    if upload.size > largest:
        message = _("The file is larger than %(limit)s MB.") % {"limit": largest // MEGABYTE}
        raise Refused(message, field="file", code="too_large")
    head = upload.read(HEAD)
    upload.seek(0)
    kind = next((found for know in kinds if (found := know(head)) is not None), None)
    if kind is None:
        raise Refused(refusal, field="file", code="invalid")
    relative = f"{folder}/{uuid4().hex}"
    try:
        write_whole(upload, stored_path(relative))
        yield Kept(relative, kind, upload.size)
    except BaseException:
        stored_path(relative).unlink(missing_ok=True)
        raise


def shut_in(response: HttpResponseBase) -> None:
    """Whatever lies in a file: a browser that shows it runs nothing in it and knows no session (A6)."""
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_update = {"sandbox": True}


def stored_path(relative: str) -> Path:
    return Path(settings.FILES_ROOT) / relative


def write_whole(upload: UploadedFile, target: Path) -> None:
    """All of it or nothing. Raises Refused(code="no_room") when the disk is full (F7)."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        target.chmod(0o600)
    except OSError as error:
        target.unlink(missing_ok=True)
        if is_full(error):
            raise Refused(str(NO_ROOM), field="file", code="no_room") from error
        raise


def is_full(error: BaseException | None) -> bool:
    """Whether the disk, or what this program may use of it, is full."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
