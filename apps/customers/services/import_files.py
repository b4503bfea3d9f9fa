"""Files people bring: stored under a name of our own outside every public folder, recognised by their content."""

import hashlib
from datetime import datetime
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.kept_files import stored_path, write_whole
from apps.core.refusal import Refused
from apps.customers.intake.cell_text import printable
from apps.customers.intake.sheet import Limits
from apps.customers.models import ImportBatch

FOLDER = "imports"


class AlreadyHere(Refused):
    """The same file came in before; `batch` is that import."""

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(
            _("This file came in before, on %(day)s. Open that import, or undo it first.")
            % {"day": localtime(batch.uploaded_at).strftime("%Y-%m-%d")},
            field="file",
            code="duplicate",
        )
        self.batch = batch


def receive_file(
    upload: UploadedFile, *, store: Store, source: str, now: datetime, by: User | None
) -> ImportBatch:
    """Store an uploaded file and open its import (4.6: uploaded).

    Raises Refused for an empty or too large file and AlreadyHere when this store has the same content in an import
    that was not cancelled, failed or undone.
    """
    limit = Limits().packed_bytes
    if not upload.size:
        raise Refused(_("The file is empty."), field="file", code="invalid")
    if upload.size > limit:
        message = _("The file is larger than %(limit)s MB.") % {"limit": limit // 2**20}
        raise Refused(message, field="file", code="too_large")
    digest = _digest(upload)
    _refuse_known(digest, store=store)
    path = _keep(upload)
    try:
        with transaction.atomic():
            return ImportBatch.objects.create(
                store=store,
                source=(source or "").strip()[:40],
                file_name=printable(upload.name or "")[-200:],
                file_hash=digest,
                file_path=path,
                file_size=upload.size,
                uploaded_at=now,
                uploaded_by=by,
            )
    except IntegrityError:
        stored_path(path).unlink(missing_ok=True)
        _refuse_known(digest, store=store)
        raise


def forget_file(batch: ImportBatch) -> None:
    """Remove the stored file; its hash stays so that it is still recognised."""
    if batch.file_path:
        stored_path(batch.file_path).unlink(missing_ok=True)


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refuse_known(digest: str, *, store: Store) -> None:
    known = ImportBatch.objects.filter(store=store, file_hash=digest).exclude(state__in=ImportBatch.RELEASED)
    if earlier := known.order_by("-uploaded_at").first():
        raise AlreadyHere(earlier)


def _keep(upload: UploadedFile) -> str:
    relative = f"{FOLDER}/{uuid4().hex}"
    write_whole(upload, stored_path(relative))
    return relative
