"""One document: entered by hand through the statements of the import, corrected and voided with a trail (S01, S02)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.transitions import move, save_version
from apps.customers.intake.phones import Phone as TypedPhone
from apps.customers.models import Order, OrderMove
from apps.customers.rules.refusals import refusal_sentence
from apps.customers.rules.staged_rows import staged_rows
from apps.customers.services.phones import read_number
from apps.customers.services.staging import (
    forget_stage,
    lock_store,
    refused_codes,
    stage_rows,
    store_day,
    write_staged,
)

CORRECTABLE = (
    "number", "document_day", "served_by_name", "served_by", "repair_type", "mileage", "amount", "vehicle",
)  # fmt: skip
COLUMNS = {"delivery": ("delivery_no", "delivered_on"), "repair": ("settlement_no", "settled_on")}


def enter_order(data: dict[str, Any], *, store: Store, now: datetime, by: User | None) -> Order:
    """Enter one delivery or settlement note: finds or makes customer and vehicle as the import does.

    data: kind (delivery | repair), number, document_day (date), customer_name, phone; optional is_company, plate_no,
    vin, model, colour, served_by, repair_type, mileage (km), amount (CNY). Raises Refused with the field.
    """
    kind, number = data["kind"], str(data["number"]).strip().upper()
    _check_entry(data, store=store, now=now)
    known = Order.objects.filter(store=store, kind=kind, number=number).exclude(state=Order.State.UNDONE)
    with transaction.atomic():
        lock_store(store)
        if known.exists():
            raise Refused(
                _("There is a document with this number already."), field="number", code="duplicate"
            )
        rows = staged_rows([(1, _clean(data, kind=kind, number=number))], shared=frozenset())
        params = stage_rows(rows, store=store, source=data.get("source", ""), now=now, by=by)
        for code, column, value, old_day in refused_codes():
            raise Refused(refusal_sentence(code, column=column, value=value, day=old_day), code="state")
        write_staged(params)
        forget_stage()
        order = known.get()
        OrderMove.objects.create(order=order, what="entered", at=now, by=by, new_day=order.document_day)
    return order


def change_order_row(order: Order, changes: dict[str, Any], *, code: str, now: datetime, by: User) -> None:
    """Customers' part of correcting a document: the row and its trail; calls and duties are the caller's.

    `changes` may name number, document_day, served_by_name, served_by, repair_type, mileage, amount, vehicle.
    Raises Refused for a voided or meanwhile changed document and for a number that is taken.
    """
    if order.state != Order.State.ACTIVE:
        raise Refused(_("A voided document cannot be corrected."), code="state")
    changes = {name: value for name, value in changes.items() if name in CORRECTABLE}
    old_day, new_number = order.document_day, changes.get("number", order.number)
    with transaction.atomic():
        if new_number != order.number:
            _refuse_taken(order, number=new_number)
        save_version(order, version=order.version, **changes)
        OrderMove.objects.create(
            order=order,
            what="corrected",
            at=now,
            by=by,
            old_day=old_day,
            new_day=order.document_day,
            code=code,
        )


def void_order_row(order: Order, *, code: str, now: datetime, by: User) -> None:
    """Customers' part of voiding a document. Raises Refused(code="stale") when it is void already."""
    with transaction.atomic():
        move(Order, order.pk, old=Order.State.ACTIVE, new=Order.State.VOID)
        OrderMove.objects.create(
            order=order, what="voided", at=now, by=by, old_day=order.document_day, code=code
        )
    order.refresh_from_db()


def _refuse_taken(order: Order, *, number: str) -> None:
    taken = Order.objects.filter(store_id=order.store_id, kind=order.kind, number=number)
    if taken.exclude(state=Order.State.UNDONE).exclude(pk=order.pk).exists():
        raise Refused(_("There is a document with this number already."), field="number", code="duplicate")


def _check_entry(data: dict[str, Any], *, store: Store, now: datetime) -> None:
    if data["kind"] not in COLUMNS:
        raise Refused(_("Choose the kind of document."), field="kind", code="invalid")
    for field in ("number", "customer_name", "phone"):
        if not str(data.get(field) or "").strip():
            raise Refused(_("This field is needed."), field=field, code="invalid")
    day = data.get("document_day")
    if not isinstance(day, date):
        raise Refused(_("This field is needed."), field="document_day", code="invalid")
    if day > store_day(store, now=now):
        raise Refused(_("A document cannot be of a day to come."), field="document_day", code="invalid")
    if day.year < 2000:
        raise Refused(_("This day lies too far back."), field="document_day", code="invalid")


def _clean(data: dict[str, Any], *, kind: str, number: str) -> dict[str, Any]:
    number_column, day_column = COLUMNS[kind]
    amount = data.get("amount")
    person = {"delivery": "sales_consultant", "repair": "service_advisor"}[kind]
    optional = {name: data.get(name) for name in ("model", "colour", "engine_no", "repair_type", "mileage")}
    return {
        **optional,
        "customer_name": str(data["customer_name"]).strip(),
        "is_company": bool(data.get("is_company")),
        "gender": data.get("gender") or "",
        "phones": (TypedPhone(read_number(data["phone"], field="phone"), "typed"),),
        "plate_no": (data.get("plate_no") or "").strip().upper(),
        "vin": (data.get("vin") or "").strip().upper(),
        number_column: number,
        day_column: data["document_day"],
        person: (data.get("served_by") or "").strip(),
        "amount": None if amount is None else Decimal(amount),
    }
