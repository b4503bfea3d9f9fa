"""Recordings of calls (S04): audio by its content, limited in size, stored under a name of our own."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Store, User
from apps.callbacks.models import Callback, Recording
from apps.core.kept_files import MEGABYTE, audio_type, keep, stored_path
from apps.core.refusal import Refused

LARGEST = 30 * MEGABYTE
MOST = 20


def forget_recordings(store: Store, *, before: datetime) -> int:
    """Remove recordings kept long enough (K5): the row stays without its file. Repeatable. Answers how many."""
    old = Recording.objects.filter(callback__store=store, uploaded_at__lt=before).exclude(path="")
    paths = dict(old.values_list("pk", "path"))
    Recording.objects.filter(pk__in=paths).update(path="")
    transaction.on_commit(lambda: _unlink(paths.values()))
    return len(paths)


def _unlink(paths: Iterable[str]) -> None:
    for path in paths:
        stored_path(path).unlink(missing_ok=True)


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
