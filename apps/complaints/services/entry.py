"""What somebody writes on a new complaint form, and what is checked before it becomes a row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Department, Store
from apps.complaints.models import Category, Complaint
from apps.complaints.services.moving import needed
from apps.core.refusal import Refused
from apps.core.remembering import remembered
from apps.customers.models import Customer, Order, Vehicle

LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class ComplaintEntry:
    """`learned_at` None means the end of the call, or now. `department` None means the one the category names.
    `request_key` makes the second of two equal saves harmless."""

    source: str
    category_id: int
    customer: Customer
    text: str
    level: str = Complaint.Level.NORMAL
    urgency: str = Complaint.Urgency.NORMAL
    line: str = Complaint.Line.CAR
    escalation: str = Complaint.Escalation.IN_HOUSE
    vehicle: Vehicle | None = None
    order: Order | None = None
    demand: str = ""
    learned_at: datetime | None = None
    department: Department | None = None
    request_key: UUID | None = None


@remembered
def open_categories() -> tuple[Category, ...]:
    """What a complaint may be about today, in order; retired ones are not offered."""
    return tuple(Category.objects.filter(retired_on__isnull=True))


def checked_category(entry: ComplaintEntry) -> Category:
    """The category; raises Refused at its field for an unknown or retired one."""
    found = Category.objects.filter(pk=entry.category_id, retired_on__isnull=True).first()
    if found is None:
        raise Refused(_("Choose a category."), field="category", code="invalid")
    return found


def check_entry(entry: ComplaintEntry, *, store: Store) -> None:
    """Raises Refused at the field that does not fit: empty text, unknown code, something of another store."""
    needed(entry.text, field="text", message=_("Write down what happened."))
    for field, choices in (
        ("source", Complaint.Source),
        ("level", Complaint.Level),
        ("urgency", Complaint.Urgency),
        ("line", Complaint.Line),
        ("escalation", Complaint.Escalation),
    ):
        if getattr(entry, field) not in choices.values:
            raise Refused(_("Choose one of the values offered."), field=field, code="invalid")
    for field in ("customer", "vehicle", "order", "department"):
        row = getattr(entry, field)
        if row is not None and row.store_id != store.pk:
            raise Refused(_("This belongs to another store."), field=field, code="invalid")
    if entry.order is not None and entry.order.customer_id != entry.customer.pk:
        raise Refused(_("This order belongs to another customer."), field="order", code="invalid")


def moment_learned(entry: ComplaintEntry, *, now: datetime, default: datetime) -> datetime:
    """When the house learned of it; raises Refused when that is later than now or more than a year ago."""
    learned = entry.learned_at or min(default, now)
    if learned > now:
        raise Refused(
            _("It cannot have been learned later than it is recorded."), field="learned_at", code="invalid"
        )
    if now - learned > LONGEST_AGO:
        raise Refused(_("That is more than a year ago."), field="learned_at", code="invalid")
    return learned


def usual_department(category: Category, *, store: Store) -> Department | None:
    """The department of the store that usually answers for this category."""
    return store.departments.filter(kind=category.department_kind).order_by("pk").first()
