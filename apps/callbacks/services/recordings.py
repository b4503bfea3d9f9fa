"""Recordings of calls (S04): audio by its content, limited in size, stored under a name of our own."""

from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Callback, Recording
from apps.core.refusal import Refused
from apps.customers.services import stored_path

FOLDER = "recordings"
LARGEST = 30 * 2**20
MOST = 20
HEAD = 16


def media_type(head: bytes) -> str | None:
    """The kind of audio a file begins with, by its content; None for everything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return "audio/mpeg"
    if head[4:8] == b"ftyp" and head[8:11] in (b"M4A", b"mp4", b"iso", b"3gp", b"MSN"):
        return "audio/mp4"
    starts = {
        b"OggS": "audio/ogg",
        b"fLaC": "audio/flac",
        b"#!AM": "audio/amr",
        b"\x1a\x45\xdf\xa3": "audio/webm",
    }
    return starts.get(head[:4])


def add_recording(upload: UploadedFile, callback: Callback, *, now: datetime, by: User) -> Recording:
    """Keep a recording of this call. Raises Refused for no audio, a file too large or empty, and too many."""
    access.refuse_unless(by, "callbacks.recordings")
    if not upload.size:
        raise Refused(_("The file is empty."), field="file", code="invalid")
    if upload.size > LARGEST:
        message = _("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 2**20}
        raise Refused(message, field="file", code="too_large")
    kind = media_type(upload.read(HEAD))
    upload.seek(0)
    if kind is None:
        message = _("This is no recording: mp3, m4a, wav, ogg, webm, flac and amr can be kept.")
        raise Refused(message, field="file", code="invalid")
    if Recording.objects.filter(callback=callback).count() >= MOST:
        raise Refused(_("This call has %(count)s recordings already.") % {"count": MOST}, code="invalid")
    relative = _keep(upload)
    try:
        return Recording.objects.create(
            callback=callback,
            path=relative,
            media_type=kind,
            size=upload.size,
            uploaded_at=now,
            uploaded_by=by,
        )
    except BaseException:
        stored_path(relative).unlink(missing_ok=True)
        raise


def _keep(upload: UploadedFile) -> str:
    relative = f"{FOLDER}/{uuid4().hex}"
    target = Path(settings.FILES_ROOT) / relative
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    target.chmod(0o600)
    return relative
