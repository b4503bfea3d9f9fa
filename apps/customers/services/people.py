"""Details of a customer, corrected by people (S20)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.customers.intake.names import name_key
from apps.customers.models import Customer
from apps.customers.rules.pinyin import pinyin_key

EDITABLE = ("kind", "name", "gender", "birthday", "id_no", "address", "source", "remark")


def update_customer(
    customer: Customer, changes: dict[str, Any], *, version: int, now: datetime, by: User | None
) -> None:
    """Write corrected details. A corrected name counts as verified: later lists do not overwrite it.

    Raises Refused(code="stale") when somebody saved since `version` was read, Refused(code="invalid") for an empty
    name.
    """
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    changes = {name: value for name, value in changes.items() if name in EDITABLE}
    _check(changes)
    if changes.get("name", customer.name) != customer.name:
        changes |= name_columns(changes["name"]) | {"name_verified_at": now}
    save_version(customer, version=version, **changes)


def name_columns(name: str) -> dict[str, str]:
    """The columns that go with a name."""
    name = name.strip()
    return {"name": name, "name_key": name_key(name), "name_pinyin": pinyin_key(name)}


def verify_name(customer: Customer, *, now: datetime, by: User | None) -> None:
    """The customer has confirmed the name on the phone (S24)."""
    Customer.objects.filter(pk=customer.pk).update(name_verified_at=now)
    customer.refresh_from_db()


def _check(changes: dict[str, Any]) -> None:
    if "name" in changes and not changes["name"].strip():
        raise Refused(_("A customer needs a name."), field="name", code="invalid")
