"""Segments kept under a name (S93)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.customers.models import Segment
from apps.customers.services import store_day
from apps.desk.segments.filtering import FILTERS, segment


def save_segment(
    name: str,
    filters: Mapping[str, str],
    *,
    store: Store,
    now: datetime,
    by: User,
    row: Segment | None = None,
    version: int = 0,
) -> Segment:
    """Keep filters under a name, or change `row`. Raises Refused without filters, for a taken name, and (stale)."""
    access.refuse_unless(by, "customers.save_segment")
    if not name.strip():
        raise Refused(_("A segment needs a name."), field="name", code="invalid")
    kept = {key: str(filters[key])[:60] for key in FILTERS if filters.get(key)}
    if not kept:
        raise Refused(_("Choose at least one filter."), field="name", code="invalid")
    columns = {"name": name.strip()[:60], "filters": kept, "saved_at": now, "saved_by": by}
    try:
        with transaction.atomic():
            if row is None:
                return Segment.objects.create(store=store, **columns)
            save_version(row, version=version, **columns)
            return row
    except IntegrityError:
        raise Refused(
            _("There is a segment with this name already."), field="name", code="duplicate"
        ) from None


def remove_segment(row: Segment, *, by: User) -> None:
    """The segment is needed no more; nobody in it is touched."""
    access.refuse_unless(by, "customers.save_segment")
    Segment.objects.filter(pk=row.pk).delete()


def count_segment(row: Segment, *, now: datetime) -> int:
    """Count anew and note it on the row, so that the list of segments shows it without counting."""
    count = segment(row.filters, store=row.store, on=store_day(row.store, now=now)).count()
    Segment.objects.filter(pk=row.pk).update(count=count, counted_at=now)
    return count
