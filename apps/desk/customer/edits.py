"""What was changed about a customer, old → new: by a person, in a call or by a list (S20, history of each field)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.wording import masked_phone
from apps.customers.models import Customer, Phone
from apps.customers.services import MERGE_FIELDS
from apps.desk.customer.marked import Entry, name_of

EACH = 30
PHONE_FIELDS = ("number", "kind", "validity")
HISTORY = Phone.events.rel.related_model


def edits(customer: Customer) -> Iterator[Entry]:
    """One line for each time details or numbers were written; what only counts versions is no line."""
    details = list(customer.events.order_by("-pgh_id")[: EACH + 1])
    numbers = HISTORY.objects.filter(pgh_obj__customer=customer).order_by("pgh_obj_id", "-pgh_id")[: 3 * EACH]
    changes = [
        *((new, _details(old, new)) for new, old in pairwise(details)),
        *((new, _number(old, new)) for new, old in pairwise(numbers) if new.pgh_obj_id == old.pgh_obj_id),
    ]
    told = sorted(
        (pair for pair in changes if pair[1] and pair[0].pgh_label == "update"),
        key=lambda pair: pair[0].pgh_id,
    )
    people = _people(event for event, _note in told)
    for event, note in told:
        by = people.get((event.pgh_context or {}).get("user"))
        yield Entry(_moment(event), _("Details changed"), by=name_of(by), note=note)


def _moment(event: Any) -> datetime:
    """A number is found good or bad in a call; it may be written down later."""
    return getattr(event, "checked_at", None) or event.pgh_created_at


def _people(events: Iterable[Any]) -> dict[int, User]:
    users = {(event.pgh_context or {}).get("user") for event in events}
    return User.objects.in_bulk(pk for pk in users if pk)


def _details(old: Any, new: Any) -> str:
    changed = [name for name in MERGE_FIELDS if getattr(old, name) != getattr(new, name)]
    return " · ".join(_change(Customer, name, old=old, new=new) for name in changed)


def _number(old: Any, new: Any) -> str:
    changed = [name for name in PHONE_FIELDS if getattr(old, name) != getattr(new, name)]
    if not changed:
        return ""
    if "number" in changed:
        return _("%(field)s: %(old)s → %(new)s") % {
            "field": _("Phone"),
            "old": masked_phone(old.number) or "–",
            "new": masked_phone(new.number) or "–",
        }
    parts = (_change(Phone, name, old=old, new=new) for name in changed)
    return f"{masked_phone(new.number)} · " + " · ".join(parts)


def _change(model: type, name: str, *, old: Any, new: Any) -> str:
    field = model._meta.get_field(name)
    label = _("Validity") if name == "validity" else str(field.verbose_name)
    words = [_words(field, attrgetter(name)(event)) for event in (old, new)]
    return _("%(field)s: %(old)s → %(new)s") % {"field": label, "old": words[0], "new": words[1]}


def _words(field: Any, value: Any) -> str:
    if not value:
        return "–"
    if field.name == "id_no":
        return f"****{value[-4:]}"
    return str(dict(field.choices).get(value, value)) if field.choices else str(value)
