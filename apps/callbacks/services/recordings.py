"""Recordings of calls (S04): audio by its content, limited in size, stored under a name of our own."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Callback, Recording
from apps.core.kept_files import MEGABYTE, audio_type, keep
from apps.core.refusal import Refused

LARGEST = 30 * MEGABYTE
MOST = 20


def add_recording(upload: UploadedFile | None, callback: Callback, *, now: datetime, by: User) -> Recording:
    """Keep a recording of this call. Raises Refused for no audio, a file too large or empty, and too many."""
    access.refuse_unless(by, "callbacks.recordings")
    if Recording.objects.filter(callback=callback).count() >= MOST:
        raise Refused(_("This call has %(count)s recordings already.") % {"count": MOST}, code="invalid")
    refusal = _("This is no recording: mp3, m4a, wav, ogg, webm, flac and amr can be kept.")
    with keep(upload, folder="recordings", largest=LARGEST, kinds=(audio_type,), refusal=refusal) as kept:
        return Recording.objects.create(
            callback=callback,
            path=kept.path,
            media_type=kept.media_type,
            size=kept.size,
            uploaded_at=now,
            uploaded_by=by,
        )
