"""The month's step-up (R03): derived from the count of confirmed misses, decided by a person like any other row."""

from datetime import date, datetime

from django.utils.translation import gettext_noop

from apps.accounts.models import Store, User
from apps.core.transitions import move
from apps.penalties.models import Penalty
from apps.penalties.rules import MODE, STEP_UP_KEYS, month_after, steps_up
from apps.penalties.services.open_months import hold_open_month, open_again
from apps.penalties.services.reversal import write_reversal
from apps.penalties.services.story import record, tell_people
from apps.rulebook.policy import PolicyBook

State = Penalty.State
Kind = Penalty.Kind
LIVE = (State.PROPOSED, State.CONFIRMED, State.APPEALED, State.UPHELD)
FELL = gettext_noop("Withdrawn because the count fell: %(kind)s %(number)s")


def count_misses(*, store: Store, subject: User, month: date) -> int:
    """Confirmed missed-callback fines whose missed due day lies in the month (R03); reversed ones do not count."""
    return Penalty.objects.filter(
        store=store,
        subject=subject,
        kind=Kind.CALLBACK_MISS,
        state__in=Penalty.COUNTED,
        fact_day__gte=month,
        fact_day__lt=month_after(month),
    ).count()


def refresh_step_up(
    *, store: Store, subject: User, month: date, now: datetime, by: User | None = None
) -> Penalty | None:
    """Let the step-up of a person and month follow the count. Call it in the transaction that changed the count.

    Above the threshold there is one item, proposed until a person confirms it (at the latest with "ready"); below it
    the item is rejected, or reversed in the open month when it was settled. What a person rejected or waived stays.
    """
    misses = count_misses(store=store, subject=subject, month=month)
    book = PolicyBook(store, keys=(*STEP_UP_KEYS, MODE))
    values = {key: book.in_force(key, on=month) for key in (*STEP_UP_KEYS, MODE)}
    due = steps_up(
        misses, threshold=values["escalation.count"].value, comparator=values["escalation.comparator"].value
    )
    items = Penalty.objects.filter(store=store, subject=subject, kind=Kind.STEP_UP, fact_day=month)
    item = items.exclude(state=State.REVERSED).select_for_update().first()
    if due and item is None:
        key = f"step_up:{store.pk}:{subject.pk}:{month:%Y-%m}:{items.count()}"
        return _propose(key, store=store, subject=subject, month=month, misses=misses, values=values, now=now)
    if due and item is not None:
        return _keep(item, misses=misses, now=now)
    return _withdraw(item, now=now, by=by) if item is not None else None


def _propose(
    key: str, *, store: Store, subject: User, month: date, misses: int, values: dict, now: datetime
) -> Penalty:
    held = hold_open_month(store, month)
    item = Penalty.objects.create(
        store=store,
        key=key,
        kind=Kind.STEP_UP,
        rule="R03",
        subject=subject,
        percent=values["escalation.percent"].value,
        mode=values[MODE].value,
        month=held.month,
        fact_day=month,
        proposed_at=now,
        title=f"{month:%Y-%m}",
        url_name="penalties:mine",
        evidence={"misses": misses},
        policy_values={
            key: {
                "value": found.value,
                "row": found.row_id,
                "since": found.since.isoformat() if found.since else None,
            }
            for key, found in values.items()
        },
    )
    record(item, "propose", old="", new=State.PROPOSED, at=now, by=None)
    open_again(held, now=now, by=None)
    return item


def _keep(item: Penalty, *, misses: int, now: datetime) -> Penalty:
    """The count still carries it: note the number, and propose again what only the count had withdrawn."""
    if item.state == State.SETTLED:
        return item
    again = item.state == State.REJECTED and item.decided_by_id is None
    item.evidence = {**item.evidence, "misses": misses}
    item.save(update_fields=["evidence"])
    if again:
        held = hold_open_month(item.store, item.month)
        columns = {"month": held.month, "proposed_at": now, "confirmed_at": None, "confirmed_by": None}
        columns["appealed_at"] = None
        move(Penalty, item.pk, old=State.REJECTED, new=State.PROPOSED, appeal_until=None, **columns)
        record(item, "propose", old=State.REJECTED, new=State.PROPOSED, at=now, by=None, code="count_rose")
        open_again(held, now=now, by=None)
    item.refresh_from_db()
    return item


def _withdraw(item: Penalty, *, now: datetime, by: User | None) -> Penalty:
    """The count no longer carries it (S14)."""
    if item.state == State.SETTLED:
        return write_reversal(item, now=now, by=by, code="count_fell")
    if item.state in LIVE:
        old = item.state
        move(Penalty, item.pk, old=LIVE, new=State.REJECTED, decided_by=None)
        record(item, "withdraw", old=old, new=State.REJECTED, at=now, by=None, code="count_fell")
        if old != State.PROPOSED:
            tell_people([item.subject_id], item, title=FELL, key=f"fell:{now.isoformat()}", at=now)
        item.refresh_from_db()
    return item
