"""Who belongs to a segment (S93): each filter narrows one query, so that count and list cannot disagree."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import Store
from apps.callbacks.models import Answer, Attempt
from apps.complaints.models import Complaint
from apps.customers.models import Consent, Customer, Flag, Member, OptOut, Order, Phone, VehicleRole

Rows = QuerySet[Customer]
MONTH = timedelta(days=30)
YEAR = timedelta(days=365)
ME = OuterRef("pk")


def segment(filters: Mapping[str, str], *, store: Store, on: date) -> Rows:
    """Standing customers of the store that meet every filter on the store's day `on`; unknown filters are ignored."""
    rows = Customer.objects.filter(store=store, erased_at__isnull=True).present()
    for name, narrow in FILTERS.items():
        value = str(filters.get(name) or "").strip()
        if value:
            rows = narrow(rows, value, on)
    return rows


def _kind(rows: Rows, value: str, on: date) -> Rows:
    return rows.filter(kind=value)


def _model(rows: Rows, value: str, on: date) -> Rows:
    cars = VehicleRole.objects.filter(customer=ME, until__isnull=True, vehicle__model__icontains=value)
    return rows.filter(Exists(cars))


def _visit(rows: Rows, value: str, on: date) -> Rows:
    """`within:N` a valid document in the last N months; `gone:N` documents, but none in the last N (R32); `never`."""
    what, _sign, number = value.partition(":")
    documents = Order.objects.filter(customer=ME, state=Order.State.ACTIVE)
    if what == "never":
        return rows.filter(~Exists(documents))
    months = int(number) if number.isdecimal() and len(number) < 4 else 6
    lately = Exists(documents.filter(document_day__gt=on - MONTH * months))
    return rows.filter(lately) if what == "within" else rows.filter(Exists(documents), ~lately)


def _flag(rows: Rows, value: str, on: date) -> Rows:
    flags = Flag.objects.in_force().filter(customer=ME)
    if value == "due":
        flags = Flag.objects.to_review(on=on).filter(customer=ME)
    elif value != "any":
        flags = flags.filter(kind=value)
    return rows.filter(Exists(flags))


def _member(rows: Rows, value: str, on: date) -> Rows:
    members = Exists(Member.objects.filter(customer=ME))
    return rows.filter(members) if value == "yes" else rows.filter(~members)


def _level(rows: Rows, value: str, on: date) -> Rows:
    return rows.filter(Exists(Member.objects.filter(customer=ME, level__iexact=value)))


def _opt_out(rows: Rows, value: str, on: date) -> Rows:
    wishes = OptOut.objects.in_force().filter(customer=ME)
    if value == "every":
        return rows.filter(do_not_call=True)
    return rows.filter(Exists(wishes)) if value == "any" else rows.filter(~Exists(wishes))


def _consent(rows: Rows, value: str, on: date) -> Rows:
    """The newest word on the matter is that it is given."""
    words = Consent.objects.filter(customer=ME, matter=value)
    newest = words.filter(pk=_newest(value), given=True)
    return rows.filter(Exists(newest))


def _newest(matter: str) -> Any:
    later = Consent.objects.filter(customer=OuterRef("customer"), matter=matter).order_by("-at", "-pk")
    return Subquery(later.values("pk")[:1])


def _satisfaction(rows: Rows, value: str, on: date) -> Rows:
    """By the answers of the last year: a bad one, none bad, or nobody was reached."""
    since = on - YEAR
    asked = Attempt.objects.filter(callback__customer=ME, reached=True, started_at__date__gte=since)
    answers = Answer.objects.filter(attempt__callback__customer=ME, attempt__started_at__date__gte=since)
    bad = Exists(answers.filter(is_bad=True))
    if value == "bad":
        return rows.filter(bad)
    if value == "unasked":
        return rows.filter(~Exists(asked))
    return rows.filter(Exists(answers), ~bad)


def _complaint(rows: Rows, value: str, on: date) -> Rows:
    cases = Complaint.objects.filter(customer=ME)
    if value == "open":
        return rows.filter(Exists(cases.open()))
    lately = Exists(cases.filter(recorded_at__date__gte=on - YEAR))
    return rows.filter(lately) if value == "year" else rows.filter(~lately)


def _birthday(rows: Rows, value: str, on: date) -> Rows:
    """In the next days, today included."""
    days = int(value) if value.isdecimal() and len(value) < 4 else 7
    wanted = Q(pk__in=[])
    for ahead in range(min(days, 31)):
        day = on + timedelta(days=ahead)
        wanted |= Q(birthday__month=day.month, birthday__day=day.day)
    return rows.filter(wanted)


def _address(rows: Rows, value: str, on: date) -> Rows:
    return rows.filter(address__icontains=value)


def _missing(rows: Rows, value: str, on: date) -> Rows:
    """What the file lacks (S63)."""
    usable = Phone.objects.filter(customer=ME).exclude(number="").exclude(validity=Phone.Validity.INVALID)
    lacks = {
        "phone": ~Exists(usable),
        "verified": ~Exists(usable.filter(validity=Phone.Validity.VERIFIED)),
        "birthday": Q(birthday__isnull=True),
        "address": Q(address=""),
        "vin": Exists(VehicleRole.objects.filter(customer=ME, until__isnull=True, vehicle__vin="")),
    }
    return rows.filter(lacks[value]) if value in lacks else rows


FILTERS: dict[str, Callable[[Rows, str, date], Rows]] = {
    "kind": _kind,
    "model": _model,
    "visit": _visit,
    "flag": _flag,
    "member": _member,
    "level": _level,
    "opt_out": _opt_out,
    "consent": _consent,
    "satisfaction": _satisfaction,
    "complaint": _complaint,
    "birthday": _birthday,
    "address": _address,
    "missing": _missing,
}
