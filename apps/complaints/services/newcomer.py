"""Somebody complains whom the house does not know yet: name and number, nothing more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.access import refuse_unless
from apps.accounts.models import Store, User
from apps.complaints.services.moving import needed
from apps.customers import services as customers
from apps.customers.models import Customer
from apps.customers.services.people import name_columns

SOURCE = "complaint"


@transaction.atomic
def enter_newcomer(*, name: str, phone: str, store: Store, now: datetime, by: User) -> Customer:
    """A customer with one number. Raises Refused at `name` or `phone` for an empty name and a number that is none."""
    refuse_unless(by, "complaints.register")
    name = needed(name, field="name", message=_("A customer needs a name."))
    customer = Customer.objects.create(store=store, source=SOURCE, created_at=now, **name_columns(name))
    customers.add_phone(customer, phone, source=SOURCE, now=now, by=by)
    return customer
