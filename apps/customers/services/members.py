"""Members entered by noon of the next open day (S23, R24, R25)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.customers.intake.phones import Phone as TypedPhone
from apps.customers.models import Customer, Member
from apps.customers.rules.staged_rows import staged_rows
from apps.customers.services.phones import read_number
from apps.customers.services.staging import (
    forget_stage,
    lock_store,
    stage_rows,
    store_day,
    write_staged,
)

DAYS_BACK = 7


def enter_member(
    *,
    number: str,
    customer: Customer,
    joined_on: date,
    level: str = "",
    document: str = "",
    store: Store,
    now: datetime,
    by: User | None,
) -> Member:
    """Enter one member; the moment of entry is the server's. Raises Refused for a taken number or a day to come."""
    number = number.strip().upper()
    if not number:
        raise Refused(_("This field is needed."), field="number", code="invalid")
    if joined_on > store_day(store, now=now):
        raise Refused(_("Nobody has joined on a day to come."), field="joined_on", code="invalid")
    if customer.store_id != store.pk or customer.erased_at:
        raise Refused(_("Choose a customer of this store."), field="customer", code="invalid")
    try:
        with transaction.atomic():
            return Member.objects.create(
                store=store,
                number=number[:40],
                customer=customer,
                joined_on=joined_on,
                level=level.strip()[:40],
                document=document.strip()[:60],
                entered_at=now,
                entered_by=by,
            )
    except IntegrityError:
        raise Refused(_("This member number is taken."), field="number", code="duplicate") from None


def enter_member_row(data: dict[str, Any], *, store: Store, now: datetime, by: User | None) -> Member:
    """Enter a member with name and phone: finds or makes the customer as the import does.

    data: number, customer_name, phone, joined_on (date), optional level and document. Raises Refused with the field.
    """
    number = str(data["number"]).strip().upper()
    if data["joined_on"] > store_day(store, now=now):
        raise Refused(_("Nobody has joined on a day to come."), field="joined_on", code="invalid")
    clean = {
        "customer_name": str(data["customer_name"]).strip(),
        "phones": (TypedPhone(read_number(data["phone"], field="phone"), "typed"),),
        "member_no": number,
        "member_level": (data.get("level") or "").strip(),
        "joined_on": data["joined_on"],
    }
    with transaction.atomic():
        lock_store(store)
        if Member.objects.filter(store=store, number=number).exists():
            raise Refused(_("This member number is taken."), field="number", code="duplicate")
        rows = staged_rows([(1, clean)], shared=frozenset())
        write_staged(stage_rows(rows, store=store, source="", now=now, by=by))
        forget_stage()
        entered = Member.objects.filter(store=store, number=number)
        entered.update(document=(data.get("document") or "").strip()[:60])
    return entered.get()


def correct_member(
    member: Member, changes: dict[str, object], *, version: int, now: datetime, by: User | None
) -> None:
    """Correct number, level, day or source document of a member; stale pages are refused."""
    allowed = {
        name: changes[name] for name in ("number", "level", "joined_on", "document") if name in changes
    }
    try:
        with transaction.atomic():
            save_version(member, version=version, **allowed)
    except IntegrityError:
        raise Refused(_("This member number is taken."), field="number", code="duplicate") from None
