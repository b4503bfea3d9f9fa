"""What correcting or voiding a document would do to its call and to fines: worked out before, shown, then done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from apps.accounts.models import Store, User
from apps.callbacks.models import Callback
from apps.callbacks.services.due_moments import Almanac, Input
from apps.core.worktime import Step
from apps.customers.models import Order
from apps.duties.models import Duty
from apps.duties.services import Plan, judged_again
from apps.penalties.models import Penalty

FOLLOW_UPS = (Callback.Kind.DELIVERY, Callback.Kind.REPAIR)
LIVE_FINES = (
    Penalty.State.PROPOSED,
    Penalty.State.CONFIRMED,
    Penalty.State.APPEALED,
    Penalty.State.UPHELD,
)


@dataclass(frozen=True)
class Effect:
    """One call of the document. `what`: moves, stays, cancelled, excused or reassigned; `fines` are reopened."""

    callback: Callback
    what: str
    old_day: date
    new_day: date | None = None
    new_state: str = ""
    plan: Plan | None = None
    fines: tuple[Penalty, ...] = ()
    settled_fines: tuple[Penalty, ...] = ()
    owner_served: bool = False


def preview_order_change(order: Order, *, changes: dict[str, Any], now: datetime) -> list[Effect]:
    """What `correct_order` with these changes would do to each call of the document."""
    rows = _calls(order)
    found = []
    for callback in rows:
        effect = _moved(callback, order, changes.get("document_day") or order.document_day, now=now)
        served_by = changes.get("served_by")
        served = served_by is not None and callback.is_open and callback.duty.owner_id == served_by.pk
        found.append(replace(effect, owner_served=served))
    return found + _others_served(order, changes.get("served_by"))


def _others_served(order: Order, served_by: User | None) -> list[Effect]:
    """Open calls of other kinds that hang on the document (verifying a complaint) and lie with who served."""
    if served_by is None:
        return []
    rows = Callback.objects.open().filter(order=order, duty__owner=served_by).exclude(kind__in=FOLLOW_UPS)
    rows = rows.select_related("duty__owner", "store", "customer", "order").order_by("pk")
    return [
        Effect(row, "stays", row.duty.due_day, row.duty.due_day, row.duty.state, owner_served=True)
        for row in rows
    ]


def preview_order_void(order: Order) -> list[Effect]:
    """What `void_order` would do: open calls fall away, a late one is excused, what was done stays."""
    found = []
    for callback in _calls(order):
        duty = callback.duty
        if callback.is_open:
            what, state = "cancelled", Duty.State.CANCELLED
        elif duty.state == Duty.State.MISSED:
            what, state = "excused", Duty.State.EXCUSED
        else:
            what, state = "stays", duty.state
        fines = _fines(duty) if what != "stays" else {}
        found.append(Effect(callback, what, duty.due_day, new_state=state, **fines))
    return found


def _calls(order: Order) -> list[Callback]:
    rows = Callback.objects.filter(order=order, kind__in=FOLLOW_UPS)
    rows = rows.exclude(state=Callback.State.CANCELLED)
    return list(rows.select_related("duty__owner", "store", "customer", "order").order_by("pk"))


def _moved(callback: Callback, order: Order, day: date, *, now: datetime) -> Effect:
    duty = callback.duty
    stays = Effect(callback, "stays", duty.due_day, duty.due_day, duty.state)
    if day == order.document_day or duty.state == Duty.State.CANCELLED or _is_fixed(duty):
        return stays
    plan = _corrected_plan(callback.store, callback.kind, order.document_day, day)
    state, _cause = judged_again(duty, plan.answer, now=now)
    fines = _fines(duty)
    return Effect(callback, "moves", duty.due_day, plan.answer.day, state, plan, **fines)


def _corrected_plan(store: Store, kind: str, old_day: date, new_day: date) -> Plan:
    plan = Almanac().plan(Input(store.pk, kind, new_day))
    changed = Step("document_changed", {"old": old_day.isoformat(), "new": new_day.isoformat()})
    return replace(plan, answer=replace(plan.answer, trace=(changed, *plan.answer.trace)))


def _is_fixed(duty: Duty) -> bool:
    """A moment the customer named stays, whatever the document says."""
    return duty.events.filter(code="appointment").exists()


def _fines(duty: Duty) -> dict[str, tuple[Penalty, ...]]:
    rows = list(Penalty.objects.filter(duty=duty).select_related("subject").order_by("pk"))
    return {
        "fines": tuple(row for row in rows if row.state in LIVE_FINES),
        "settled_fines": tuple(row for row in rows if row.state == Penalty.State.SETTLED),
    }
