"""Customers to look after: flagged with a reason and a measure, looked at again on a day (S73, S91)."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.customers.models import Customer, Flag
from apps.customers.services.staging import store_day

# The customer's row carries a copy of the newest flag, so that lists need no join.
COPY = """
UPDATE customers_customer c SET focus = x.reason IS NOT NULL, focus_reason = COALESCE(x.reason, '')
  FROM (SELECT k.id, (SELECT f.reason FROM customers_flag f WHERE f.customer_id = k.id AND f.ended_at IS NULL
                       ORDER BY f.set_at DESC, f.id DESC LIMIT 1) AS reason
          FROM unnest(%(customers)s::bigint[]) AS k(id)) x
 WHERE c.id = x.id AND (c.focus, c.focus_reason) <> (x.reason IS NOT NULL, COALESCE(x.reason, ''))
"""


def flag_customer(
    customer: Customer,
    *,
    kind: str,
    reason: str,
    measure: str,
    review_on: date | None,
    now: datetime,
    by: User | None,
) -> Flag:
    """Flag a customer as focus customer or key account; shown on every call.

    A focus flag needs a measure and a review date that is not over (the store's day). Raises Refused otherwise, and
    for a customer who carries the flag already.
    """
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    if kind not in Flag.Kind.values:
        raise Refused(_("Choose a flag."), field="kind", code="invalid")
    columns = _checked(customer, kind=kind, reason=reason, measure=measure, review_on=review_on, now=now)
    try:
        with transaction.atomic():
            flag = Flag.objects.create(customer=customer, kind=kind, set_at=now, set_by=by, **columns)
            copy_flags([customer.pk])
    except IntegrityError:
        raise Refused(_("This customer carries the flag already."), field="kind", code="duplicate") from None
    customer.refresh_from_db(fields=["focus", "focus_reason"])
    return flag


def review_flag(
    flag: Flag,
    *,
    reason: str,
    measure: str,
    review_on: date | None,
    version: int,
    now: datetime,
    by: User,
) -> None:
    """Somebody has looked at the flag again: what is done from here, and when to look next.

    Raises Refused(code="stale") when somebody saved since `version` was read, and for an ended flag.
    """
    if flag.ended_at:
        raise Refused(_("This flag has ended."), code="state")
    columns = _checked(
        flag.customer, kind=flag.kind, reason=reason, measure=measure, review_on=review_on, now=now
    )
    with transaction.atomic():
        save_version(flag, version=version, reviewed_at=now, reviewed_by=by, **columns)
        copy_flags([flag.customer_id])


def end_flag(flag: Flag, *, reason: str, now: datetime, by: User) -> None:
    """The customer needs no special attention any more. Raises Refused without a reason and (stale) when ended."""
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    with transaction.atomic():
        rows = Flag.objects.in_force().filter(pk=flag.pk)
        if not rows.update(
            ended_at=now, ended_by=by, ended_reason=reason.strip()[:200], version=flag.version + 1
        ):
            raise Refused(_("This flag has ended."), code="stale")
        copy_flags([flag.customer_id])
    flag.refresh_from_db()


def copy_flags(customers: list[int]) -> None:
    """Bring the copies on the customers' rows up to date."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, {"customers": customers})


def _checked(
    customer: Customer, *, kind: str, reason: str, measure: str, review_on: date | None, now: datetime
) -> dict[str, object]:
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    if kind == Flag.Kind.FOCUS and not measure.strip():
        raise Refused(_("Say what is done for this customer."), field="measure", code="invalid")
    if kind == Flag.Kind.FOCUS and review_on is None:
        raise Refused(_("Say when somebody looks at it again."), field="review_on", code="invalid")
    if review_on is not None and review_on < store_day(customer.store, now=now):
        raise Refused(_("The review cannot lie in the past."), field="review_on", code="invalid")
    return {"reason": reason.strip()[:200], "measure": measure.strip(), "review_on": review_on}
