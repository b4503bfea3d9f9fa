"""How long files stay: the sweep that removes originals, and lists nobody went on with (S21, import.keep_file_days)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from apps.accounts.models import Store
from apps.core.kept_files import stored_path
from apps.customers.models import ImportBatch, ImportConflict, ImportRow
from apps.customers.services.import_files import FOLDER
from apps.customers.services.staging import store_day
from apps.rulebook import policy

ABANDONED = gettext_noop("Nobody went on with this import.")
STRAY_AFTER = timedelta(days=1)


def keep_until(batch: ImportBatch, *, now: datetime) -> datetime:
    """When the stored file of an import is removed."""
    days = policy.value("import.keep_file_days", store=batch.store, on=store_day(batch.store, now=now))
    return batch.uploaded_at + timedelta(days=days)


def remove_old_files(*, now: datetime, store: Store | None = None) -> dict[str, int]:
    """Sweep: removes originals kept long enough, cancels lists left before their take-in as long, and stray files.

    Pages, counts and rows stay. A handful of statements for each store; repeatable.
    """
    told = {"files": 0, "cancelled": 0, "strays": _remove_strays(now=now)}
    for one in Store.objects.order_by("pk") if store is None else [store]:
        today = store_day(one, now=now)
        before = now - timedelta(days=policy.value("import.keep_file_days", store=one, on=today))
        told["cancelled"] += _cancel_abandoned(one, before=before, now=now)
        told["files"] += _remove_files(one, before=before, now=now)
    return told


def _cancel_abandoned(store: Store, *, before: datetime, now: datetime) -> int:
    rows = ImportBatch.objects.filter(store=store, state__in=ImportBatch.OPEN, uploaded_at__lt=before)
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    ImportRow.objects.filter(batch__in=ids).delete()
    ImportConflict.objects.filter(batch__in=ids).delete()
    return ImportBatch.objects.filter(pk__in=ids).update(
        state=ImportBatch.State.CANCELLED, error=ABANDONED, samples=[], ended_at=now
    )


def _remove_files(store: Store, *, before: datetime, now: datetime) -> int:
    kept = ImportBatch.objects.filter(store=store, uploaded_at__lt=before).exclude(file_path="")
    kept = kept.exclude(state__in=[*ImportBatch.OPEN, ImportBatch.State.COMMITTING])
    paths = dict(kept.values_list("pk", "file_path"))
    ImportBatch.objects.filter(pk__in=paths).update(file_path="", file_removed_at=now)
    transaction.on_commit(lambda: _unlink(paths.values()))
    return len(paths)


def _unlink(paths: Iterable[str]) -> None:
    for path in paths:
        stored_path(path).unlink(missing_ok=True)


def _remove_strays(*, now: datetime) -> int:
    """Files no import knows: left by a process that died between storing the file and noting it."""
    folder = stored_path(FOLDER)
    old = [file for file in folder.glob("*") if _is_old(file.stat().st_mtime, now=now)]
    names = {f"{FOLDER}/{file.name}": file for file in old}
    known = set(ImportBatch.objects.filter(file_path__in=list(names)).values_list("file_path", flat=True))
    strays = [file for name, file in names.items() if name not in known]
    for file in strays:
        file.unlink(missing_ok=True)
    return len(strays)


def _is_old(changed: float, *, now: datetime) -> bool:
    return datetime.fromtimestamp(changed, UTC) < now - STRAY_AFTER
