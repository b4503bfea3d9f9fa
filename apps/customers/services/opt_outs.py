"""Not to be called (S20): a wish on record, for every call, one vehicle or one kind of call; it can be taken back."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import CallKind, Customer, OptOut, Vehicle

# The customer's row carries a copy of the wish not to be called at all, so that lists need no join.
COPY = """
UPDATE customers_customer c SET do_not_call = x.reason IS NOT NULL, do_not_call_reason = COALESCE(x.reason, '')
  FROM (SELECT k.id, (SELECT o.reason FROM customers_optout o
                       WHERE o.customer_id = k.id AND o.withdrawn_at IS NULL AND o.kind = ''
                         AND o.vehicle_id IS NULL) AS reason
          FROM unnest(%(customers)s::bigint[]) AS k(id)) x
 WHERE c.id = x.id AND (c.do_not_call, c.do_not_call_reason) <> (x.reason IS NOT NULL, COALESCE(x.reason, ''))
"""


def opt_out(
    customer: Customer,
    *,
    reason: str,
    now: datetime,
    by: User | None,
    kind: str = CallKind.EVERY,
    vehicle: Vehicle | None = None,
) -> OptOut:
    """Note that the customer does not want to be called; the same wish again returns the row that is there.

    `kind` empty: every kind of call; `vehicle` None: about whatever vehicle. Calls that wait are cancelled by the
    calls' own verb `callbacks.services.cancel_opted_out`. Raises Refused without a reason, for a kind of call nobody
    makes, for somebody else's vehicle and for an erased customer.
    """
    reason = _needed(reason)
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    if kind not in CallKind.values:
        raise Refused(_("Choose a kind of call."), field="kind", code="invalid")
    if vehicle is not None and not _drives(customer, vehicle):
        raise Refused(_("Choose a vehicle of this customer."), field="vehicle", code="invalid")
    with transaction.atomic():
        row, _created = OptOut.objects.get_or_create(
            customer=customer,
            vehicle=vehicle,
            kind=kind,
            withdrawn_at=None,
            defaults={"reason": reason, "recorded_at": now, "recorded_by": by},
        )
        copy_opt_outs([customer.pk])
    customer.refresh_from_db(fields=["do_not_call", "do_not_call_reason"])
    return row


def withdraw_opt_out(opt_out: OptOut, *, reason: str, now: datetime, by: User | None) -> None:
    """The customer may be called again; calls that were cancelled stay so. Raises Refused (stale) when withdrawn."""
    reason = _needed(reason)
    with transaction.atomic():
        rows = OptOut.objects.in_force().filter(pk=opt_out.pk)
        if not rows.update(withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason):
            raise Refused(_("This opt-out has been withdrawn already."), code="stale")
        copy_opt_outs([opt_out.customer_id])
    opt_out.refresh_from_db()


def opted_out(customer: Customer, kind: str, vehicle: Vehicle | None = None) -> OptOut | None:
    """The wish that forbids this kind of call about this vehicle, the widest first; None when there is none."""
    about = Q(vehicle__isnull=True) if vehicle is None else Q(vehicle__isnull=True) | Q(vehicle=vehicle)
    rows = OptOut.objects.in_force().filter(about, customer=customer, kind__in=(CallKind.EVERY, kind))
    return rows.order_by("kind", "-vehicle_id", "pk").first()


def may_call(customer: Customer, kind: str, vehicle: Vehicle | None = None) -> bool:
    """Whether a call of this kind about this vehicle is allowed: nobody erased, no opt-out in its way."""
    return customer.erased_at is None and opted_out(customer, kind, vehicle) is None


def copy_opt_outs(customers: list[int]) -> None:
    """Bring the copies on the customers' rows up to date."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, {"customers": customers})


def _drives(customer: Customer, vehicle: Vehicle) -> bool:
    roles, orders = customer.vehicle_roles, customer.orders
    return roles.filter(vehicle=vehicle).exists() or orders.filter(vehicle=vehicle).exists()


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    return reason[:200]
