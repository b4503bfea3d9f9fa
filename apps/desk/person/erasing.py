"""Erase one person (S20): their words go from content rows, change events, lists and files; counts and trails stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Recording
from apps.callbacks.services import cancel_opted_out
from apps.complaints.models import Attachment
from apps.core.kept_files import stored_path
from apps.core.refusal import Refused
from apps.customers.models import Customer, ImportBatch
from apps.desk.person import erase_sql

SHORTEST_MARK = 4
COLUMNS = ("problems", "suggestions", "remark", "text", "problem", "answer", "body")


@dataclass(frozen=True)
class Erased:
    """What was done: rows of lists blanked, stored files removed, files not yet checked that may hold the person."""

    list_rows: int
    files: int
    unchecked: int


def find_customer(text: str) -> Customer:
    """By id, phone, document or member number. Raises Refused when nobody or more than one is meant."""
    text = text.strip()
    found = set(Customer.objects.filter(phones__number=text).values_list("pk", flat=True))
    found |= set(Customer.objects.filter(orders__number=text.upper()).values_list("pk", flat=True))
    found |= set(Customer.objects.filter(memberships__number=text.upper()).values_list("pk", flat=True))
    if text.isdigit() and len(text) < 11:
        found |= set(Customer.objects.filter(pk=int(text)).values_list("pk", flat=True))
    if len(found) != 1:
        ids = ", ".join(str(pk) for pk in sorted(found)) or "–"
        message = _("%(text)s names no single customer (ids found: %(ids)s).") % {"text": text, "ids": ids}
        raise Refused(message, code="invalid")
    return standing(Customer.objects.select_related("store").get(pk=found.pop()))


def standing(customer: Customer) -> Customer:
    """The file that stands for this customer today: itself, or the one it was merged into."""
    while customer.merged_into_id:
        customer = Customer.objects.select_related("store").get(pk=customer.merged_into_id)
    return customer


def erase_customer(customer: Customer, *, reason: str, now: datetime, by: User | None = None) -> Erased:
    """Blank everything that tells who this customer is, in one transaction, with all files merged into theirs.

    Raises Refused without a reason and for somebody who has been erased. The reason stays in the customer's change
    event; calls that wait for them fall away. Numbers and dates of documents, calls, complaints and penalties stay
    and still add up.
    """
    if by is not None:
        access.refuse_unless(by, "customers.erase")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    if customer.erased_at is not None:
        raise Refused(_("This customer has been erased."), code="stale")
    if customer.merged_into_id is not None:
        raise Refused(_("This file was merged into another one: erase that one."), code="state")
    with transaction.atomic(), pghistory.context(erased_because=reason.strip()):
        params = _params(customer, now=now)
        people = params["customers"]
        paths = _paths(params["batches"]) + _attached(people) + _recordings(people)
        with connection.cursor() as cursor:
            for statement in _statements(params):
                cursor.execute(statement, params)
        cancel_opted_out(customer=customer, now=now, by=by)
        unchecked = _unchecked(customer).count()
        transaction.on_commit(lambda: _remove(paths))
    customer.refresh_from_db()
    return Erased(list_rows=len(params["rows"]), files=len(paths), unchecked=unchecked)


def _params(customer: Customer, *, now: datetime) -> dict[str, Any]:
    files = files_of(customer)
    params: dict[str, Any] = {"customers": [one.pk for one in files], "store": customer.store_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(erase_sql.OWN_CARS, params)
        params["cars"] = [pk for (pk,) in cursor.fetchall()]
        params["marks"] = sorted({mark for one in files for mark in _marks(one, cars=params["cars"])})
        cursor.execute(erase_sql.STAGED, params)
        hits = cursor.fetchall()
    params["rows"] = [pk for pk, _batch in hits]
    own = {batch for one in files for batch in _own_batches(one)}
    params["batches"] = sorted({batch for _pk, batch in hits} | own)
    names = {one.name for one in files if len(one.name) > 1}
    params["words"] = [*sorted(names), *params["marks"]]
    return params


def files_of(customer: Customer) -> list[Customer]:
    """The customer's file and all that were merged into it, also by way of another."""
    found, layer = [customer], [customer.pk]
    while layer:
        merged = list(Customer.objects.filter(merged_into__in=layer))
        found += merged
        layer = [one.pk for one in merged]
    return found


def _marks(customer: Customer, *, cars: list[int]) -> Iterator[str]:
    """Texts by which rows of lists are this customer's; without blanks and dashes, as the rows are compared."""
    marks = [customer.id_no, *customer.phones.values_list("number", flat=True)]
    marks += customer.memberships.values_list("number", flat=True)
    marks += customer.orders.values_list("number", flat=True)
    marks += customer.vehicle_roles.filter(vehicle__in=cars).values_list("vehicle__vin", flat=True)
    for mark in dict.fromkeys(marks):
        bare = mark.replace("-", "").replace(" ", "")
        if len(bare) >= SHORTEST_MARK:
            yield bare


def _own_batches(customer: Customer) -> Iterator[int]:
    """Imports that brought this customer or a document of theirs."""
    yield from customer.orders.exclude(batch=None).values_list("batch_id", flat=True)
    if customer.batch_id:
        yield customer.batch_id


def _paths(batches: list[int]) -> list[str]:
    rows = ImportBatch.objects.filter(pk__in=batches).exclude(file_path="")
    return list(rows.values_list("file_path", flat=True))


def _recordings(customers: list[int]) -> list[str]:
    """What was said on the phone goes too."""
    rows = Recording.objects.filter(callback__customer__in=customers).exclude(path="")
    return list(rows.values_list("path", flat=True))


def _attached(customers: list[int]) -> list[str]:
    """Photos and letters of their complaints go with the words."""
    rows = Attachment.objects.filter(complaint__customer__in=customers).exclude(path="")
    return list(rows.values_list("path", flat=True))


def _unchecked(customer: Customer) -> Any:
    open_states = [*ImportBatch.OPEN, ImportBatch.State.FAILED]
    rows = ImportBatch.objects.filter(store=customer.store, state__in=open_states)
    return rows.exclude(file_path="").filter(rows__isnull=True)


def _statements(params: dict[str, Any]) -> Iterator[str]:
    parts = {
        "PERSON": erase_sql.PERSON,
        "ORDERS": erase_sql.ORDERS,
        "MERGES": erase_sql.MERGES,
        "CAR": erase_sql.CAR,
        "CALLS": erase_sql.CALLS,
        "CASES": erase_sql.CASES,
        "DUTIES": erase_sql.DUTIES,
        **{column: _without_words(column, params=params) for column in COLUMNS},
    }
    groups = (
        erase_sql.REPORTS,
        erase_sql.DUTIES_AND_PENALTIES,
        erase_sql.COMPLAINTS,
        erase_sql.CALLBACKS,
        erase_sql.CUSTOMERS,
    )
    for group in groups:
        for statement in group:
            for name, text in parts.items():
                statement = statement.replace("{" + name + "}", text)
            yield statement


def _without_words(column: str, *, params: dict[str, Any]) -> str:
    """An expression: the column with every word of the customer replaced by a sign."""
    expression = column
    for index, word in enumerate(params["words"]):
        params[f"word{index}"] = word
        expression = f"replace({expression}, %(word{index})s, '＊')"
    return expression


def _remove(paths: list[str]) -> None:
    for path in paths:
        stored_path(path).unlink(missing_ok=True)
