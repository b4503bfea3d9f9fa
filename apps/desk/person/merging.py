"""Two files of one customer become one, and can be taken apart again (S20): each app moves its own rows."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.services import merge_call_rows
from apps.complaints.services import merge_complaint_rows
from apps.core.refusal import Refused
from apps.customers.models import Customer, Merge
from apps.customers.services import MERGE_FIELDS, merge_customer_rows, restore_rows


def merge_customers(
    kept: Customer,
    gone: Customer,
    *,
    take: Iterable[str] = (),
    versions: tuple[int, int],
    reason: str,
    now: datetime,
    by: User,
) -> Merge:
    """Merge `gone` into `kept`; the details named in `take` (MERGE_FIELDS) come from `gone`, the others stay.

    `versions` are those of kept and gone as the person saw them. Raises Refused for one and the same file, for files
    of two stores or of the erased, and (stale) when either was saved or merged meanwhile.
    """
    access.refuse_unless(by, "customers.merge")
    if kept.pk == gone.pk:
        raise Refused(_("These are one and the same file."), code="invalid")
    with transaction.atomic():
        kept, gone = _locked(kept.pk, gone.pk)
        _refuse_unfit(kept, gone, by=by)
        if (kept.version, gone.version) != versions:
            raise Refused(_("Somebody saved one of the files after you opened this page."), code="stale")
        merge = Merge.objects.create(
            store_id=kept.store_id, kept=kept, gone=gone, reason=reason.strip()[:200], at=now, by=by
        )
        merge_customer_rows(
            merge, take=tuple(name for name in MERGE_FIELDS if name in set(take)), now=now, by=by
        )
        merge_call_rows(merge)
        merge_complaint_rows(merge)
    return merge


def undo_merge(merge: Merge, *, reason: str, now: datetime, by: User) -> None:
    """Take the two files apart: every row goes back where it was; what was added since stays with the kept file.

    Raises Refused without a reason, for the erased, while the kept file is itself merged into another one, and
    (stale) when it was undone already.
    """
    access.refuse_unless(by, "customers.merge")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    with transaction.atomic():
        merge.kept, merge.gone = _locked(merge.kept_id, merge.gone_id)
        if merge.store_id != access.store_of(by).pk:
            raise Refused(_("This customer belongs to another store."), code="forbidden")
        if merge.kept.erased_at or merge.gone.erased_at:
            raise Refused(_("This customer has been erased."), code="state")
        if merge.kept.merged_into_id:
            raise Refused(_("Undo the later merge of this file first."), code="state")
        rows = Merge.objects.filter(pk=merge.pk, undone_at__isnull=True)
        if not rows.update(undone_at=now, undone_by=by, undone_reason=reason.strip()[:200]):
            raise Refused(_("This merge has been undone already."), code="stale")
        restore_rows(merge)
    merge.refresh_from_db()


def _locked(*ids: int) -> list[Customer]:
    rows = Customer.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids]


def _refuse_unfit(kept: Customer, gone: Customer, *, by: User) -> None:
    store = access.store_of(by).pk
    if (kept.store_id, gone.store_id) != (store, store):
        raise Refused(_("This customer belongs to another store."), code="forbidden")
    if kept.erased_at or gone.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    if kept.undone or gone.undone:
        raise Refused(_("One of the files does not stand any more."), code="stale")
