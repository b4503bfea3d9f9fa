"""What the call screen shows: customer, script, questionnaire, outcomes and the windows of an appointment."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from apps.accounts.access import scope, stand_in, store_of
from apps.accounts.models import User
from apps.callbacks.models import Callback, Draft, InboundCall, Outcome
from apps.callbacks.services import CallingWindows, all_outcomes, is_fresh, question_set_for, tally
from apps.callbacks.services.due_moments import store_day
from apps.complaints.models import Complaint
from apps.complaints.services import open_categories
from apps.core.prepared import prepared
from apps.core.wording import clock_time, day_words, local_day, short_day
from apps.customers.models import Phone
from apps.desk.call.asking import asks
from apps.desk.call.checking import checks
from apps.desk.call.data_error import is_within_rule
from apps.desk.call.script import script_of
from apps.desk.call.story import story, tries_of, unanswered
from apps.desk.call.together import others
from apps.rulebook import policy

CALLING = "callbacks.call"
SLOTS = 4
ROWS = (("reached", True, ""), ("unreached", False, "retry"), ("number", False, "bad_number"))
DAY = timedelta(days=1)


def callback_of(pk: int, *, by: User) -> Callback:
    """The call with all that hangs on it, inside the person's scope; `dial_started` by their draft, `called_at` when
    the customer last called them. Raises Http404."""
    return _the_one(_in_scope(pk=pk, **_who(by)))


def open_page_of(pk: int, *, by: User) -> Callback:
    """`callback_of`, and a call given away while this person had it open: their page is told, its words stay."""
    return _the_one(_in_scope_or_begun(pk=pk, **_who(by)))


def _who(by: User) -> dict[str, Any]:
    return {"by": by.pk, "store": store_of(by).pk, "width": scope(by, CALLING)}


def _the_one(found: list[Callback]) -> Callback:
    if not found:
        raise Http404
    return found[0]


@prepared
def _in_scope(pk: int, by: int, store: int, width: str) -> Any:
    return _with_all(_seen(by, store, width).filter(pk=pk), by=by)


@prepared
def _in_scope_or_begun(pk: int, by: int, store: int, width: str) -> Any:
    theirs = Q(pk__in=_seen(by, store, width).filter(pk=pk).values("pk"))
    begun = Q(Exists(Draft.objects.filter(callback=OuterRef("pk"), user=by)), store=store)
    return _with_all(Callback.objects.filter(theirs | begun, pk=pk), by=by)


def _seen(by: int, store: int, width: str) -> Any:
    return Callback.objects.visible_to(stand_in(by, store=store, action=CALLING, width=width), CALLING)


def _with_all(rows: Any, *, by: int) -> Any:
    dial = Draft.objects.filter(callback=OuterRef("pk"), user=by).values("started_at")
    calls = InboundCall.objects.filter(callback=OuterRef("pk"), by=by).order_by("-at").values("at")
    return rows.select_related(
        "duty__owner", "store", "customer", "vehicle", "order__served_by", "claimed_by", "held__by"
    ).annotate(dial_started=Subquery(dial), called_at=Subquery(calls[:1]))


@prepared
def _phones(customer: int) -> Any:
    return Phone.objects.filter(customer=customer).exclude(number="")


def screen(
    callback: Callback,
    *,
    typed: Mapping[str, Any],
    faults: Mapping[str, str],
    now: datetime,
    by: User,
) -> dict[str, Any]:
    """Context of the page; `typed` fills the fields, `faults` are sentences by field name."""
    windows = CallingWindows.of(callback.store)
    today = store_day(callback.store, now)
    question_set = question_set_for(callback.kind, on=today)
    inbound = is_fresh(callback.called_at, now=now)
    place = windows.place(callback, now, inbound=inbound)
    tries = tries_of(callback)
    phones = _phones(customer=callback.customer_id)
    return {
        "callback": callback,
        "duty": callback.duty,
        "customer": callback.customer,
        "who": who(callback),
        "model": car_words(callback),
        "script": script_of(callback, who=who(callback), car=car_words(callback), today=today, by=by),
        "is_recorded": policy.value("privacy.calls_are_recorded", store=callback.store, on=today),
        "phones": phones,
        "phone": dialled(phones, typed),
        "question_set": question_set,
        "asks": asks(question_set, typed, faults),
        "outcome_rows": outcome_rows(windows, callback, now=now),
        "codes": codes_by_use(),
        "slots": slots(windows, callback, typed, now=now),
        "checks": checks(callback, dialled(phones, typed), typed, faults),
        "data_error": is_within_rule(callback, windows, at=now),
        "inbound": inbound,
        "out_of_window": not place.inside,
        "next_window": next_window(windows, now=now),
        "entries": story(tries, callback),
        "tally": tally(callback, unanswered(tries, callback), windows=windows, now=now),
        "others": others(callback, typed, faults, now=now, by=by),
        "categories": open_categories(),
        "levels": Complaint.Level.choices,
        "typed": typed,
        "faults": faults,
        "now": now,
        "today": today,
    }


def who(callback: Callback) -> str:
    """The customer as addressed on the phone."""
    customer = callback.customer
    if not customer.gender:
        return customer.name
    return _("%(name)s %(title)s") % {"name": customer.name, "title": customer.get_gender_display()}


def car_words(callback: Callback) -> str:
    """The car as the customer would name it."""
    car = callback.vehicle
    return (car.model or car.plate) if car is not None else _("car")


def dialled(phones: list[Phone], typed: Mapping[str, Any]) -> Phone | None:
    """The number that is called: the one chosen, else the first that is not known to be wrong."""
    chosen = next((phone for phone in phones if str(phone.pk) == str(typed.get("phone", ""))), None)
    usable = [phone for phone in phones if phone.validity != Phone.Validity.INVALID]
    return chosen or next(iter(usable or phones), None)


def codes_by_use() -> dict[str, str]:
    """Codes of the outcomes that open a part of the screen, as the parts name them."""
    found = all_outcomes()
    return {
        "appoint": " ".join(one.code for one in found if one.effect == Outcome.Effect.APPOINT),
        "final": " ".join(one.code for one in found if one.is_final),
    }


def outcome_rows(windows: CallingWindows, callback: Callback, *, now: datetime) -> list[dict[str, Any]]:
    """The outcome keys in the rows they have on the keyboard."""
    today = store_day(callback.store, now)
    found = [one for one in all_outcomes() if one.retired_on is None or one.retired_on > today]
    labels = {"reached": _("Reached"), "unreached": _("Not reached"), "number": _("Number problem")}
    return [
        {
            "label": labels[name],
            "outcomes": [
                one for one in found if one.reached == reached and (not effect or one.effect == effect)
            ],
        }
        for name, reached, effect in ROWS
    ]


def slots(
    windows: CallingWindows, callback: Callback, typed: Mapping[str, Any], *, now: datetime
) -> list[dict[str, Any]]:
    """The next windows for an appointment, each with what it does to the due moment."""
    found = []
    for start, end in windows.following(now, count=SLOTS + 1):
        begins = max(start, now + timedelta(minutes=30))
        if begins >= end or len(found) == SLOTS:
            continue
        found.append(
            {
                "value": begins.isoformat(),
                "label": f"{_day_name(begins, now=now)} {clock_time(start)}–{clock_time(end)}",
                "hint": _moves(callback, store_day(callback.store, begins), now=now),
                "on": typed.get("slot") == begins.isoformat(),
            }
        )
    return found


def _day_name(at: datetime, *, now: datetime) -> str:
    ahead = (local_day(at) - local_day(now)).days
    names = {0: _("Today"), 1: _("Tomorrow")}
    return names.get(ahead) or day_words(local_day(at), now=now)


def _moves(callback: Callback, day: date, *, now: datetime) -> str:
    """Whether an appointment on that day moves the due moment (domain.md 4.1)."""
    duty = callback.duty
    first = callback.appointment_count == 0 and duty.state == "open" and now < duty.due_at
    if not first or day == duty.due_day:
        return _("due day stays")
    return _("due %(day)s") % {"day": short_day(day, today=local_day(now))}


def next_window(windows: CallingWindows, *, now: datetime) -> str:
    following = windows.following(now, count=1)
    return f"{_day_name(following[0][0], now=now)} {clock_time(following[0][0])}" if following else ""
