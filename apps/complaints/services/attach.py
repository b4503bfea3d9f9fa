"""Photos, letters and recordings join a complaint, and leave it with a reason."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Attachment, Complaint
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.core.kept_files import MEGABYTE, audio_type, document_type, keep, picture_type, stored_path
from apps.core.refusal import Refused

LARGEST = 20 * MEGABYTE
MOST = 20
WHERE = (*Complaint.OPEN, State.CLOSED)


def attach(complaint: Complaint, upload: UploadedFile | None, *, now: datetime, by: User) -> Attachment:
    """Keep a picture, a PDF or a recording with the complaint.

    Raises Refused for other kinds (by content, not by name), more than 20 MB, and more than 20 files.
    """
    refuse_unless_allowed(by, "complaints.attach", complaint)
    refusal = _("Pictures (jpg, png, webp, gif), PDF and recordings can be kept.")
    kinds = (picture_type, document_type, audio_type)
    with (
        keep(upload, folder="complaints", largest=LARGEST, kinds=kinds, refusal=refusal) as kept,
        transaction.atomic(),
    ):
        move(complaint, "attach", old=WHERE, new=None, now=now, by=by)
        if complaint.attachments.filter(removed_at__isnull=True).count() >= MOST:
            raise Refused(_("This complaint has %(count)s files already.") % {"count": MOST}, code="invalid")
        name = (upload.name or "")[-120:]
        return Attachment.objects.create(
            complaint=complaint, name=name, path=kept.path, media_type=kept.media_type, size=kept.size, added_at=now,
            added_by=by,
        )  # fmt: skip


@transaction.atomic
def remove_attachment(attachment: Attachment, *, reason: str, now: datetime, by: User) -> None:
    """A file that does not belong here goes for good; the row says that it was there. By its author or the manager."""
    complaint = attachment.complaint
    if attachment.added_by_id != by.pk:
        refuse_unless_allowed(by, "complaints.invalidate", complaint)
    reason = needed(reason, field="reason", message=_("Give the reason."))
    if attachment.removed_at is not None:
        raise Refused(_("This file has been removed."), code="stale")
    move(complaint, "detach", old=WHERE, new=None, now=now, by=by, text=reason)
    path = stored_path(attachment.path)
    Attachment.objects.filter(pk=attachment.pk).update(path="", name="", removed_at=now)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
