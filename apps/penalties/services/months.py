"""Settlement of a month 月结 (S14): the manager says "ready", somebody else closes; then nothing in it moves."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.rules import month_after
from apps.penalties.services import guards
from apps.penalties.services.deciding import confirm_held
from apps.penalties.services.open_months import hold_month, local_day
from apps.penalties.services.story import record_month

State = PayrollMonth.State
SETTLE = """
WITH old AS (
    SELECT id, state FROM penalties_penalty
     WHERE store_id = %(store)s AND month = %(month)s AND state IN ('confirmed', 'upheld') FOR UPDATE
), settled AS (
    UPDATE penalties_penalty p SET state = 'settled', settled_in_id = %(id)s
      FROM old WHERE p.id = old.id
    RETURNING p.id, p.subject_id, p.kind, p.amount, p.percent, p.mode, old.state AS old_state
), told AS (
    INSERT INTO penalties_penaltymove (penalty_id, what, old, new, at, by_id, code)
    SELECT id, 'settle', old_state, 'settled', %(now)s, %(by)s, '' FROM settled
)
INSERT INTO penalties_payrollline (payroll_month_id, user_id, miss_count, item_count, amount, percent, rewards, points)
SELECT %(id)s, subject_id, count(*) FILTER (WHERE kind = 'callback_miss'), count(*),
       COALESCE(sum(amount) FILTER (WHERE mode = 'money'), 0),
       COALESCE(sum(percent) FILTER (WHERE mode = 'money'), 0),
       COALESCE(sum(amount) FILTER (WHERE mode = 'money' AND (amount < 0) <> (kind = 'reversal')), 0),
       COALESCE(sum(amount) FILTER (WHERE mode = 'points'), 0)
  FROM settled GROUP BY subject_id
"""


def open_month(store: Store, *, month: date) -> PayrollMonth:
    """The month's row, made when it is first asked for."""
    return PayrollMonth.objects.get_or_create(store=store, month=month)[0]


def ready_month(payroll_month: PayrollMonth, *, now: datetime, by: User) -> PayrollMonth:
    """The manager declares a month complete, after its end. With this the month's step-ups are confirmed (R03).

    Refused while proposals or appeals are open, and while a step-up concerns the manager (another person confirms it).
    """
    guards.refuse_strangers(payroll_month.store, by=by, action="penalties.ready_month")
    with transaction.atomic():
        held = hold_month(payroll_month.store, payroll_month.month)
        _refuse_running(held, now=now)
        _refuse_state(held, State.OPEN)
        for step in _step_ups(held):
            confirm_held(step, held=held, reason="", now=now, by=by)
        _refuse_waiting(held)
        move(PayrollMonth, held.pk, old=State.OPEN, new=State.READY, ready_at=now, ready_by=by)
        record_month(held, "ready", old=State.OPEN, new=State.READY, at=now, by=by)
    payroll_month.refresh_from_db()
    return payroll_month


def close_month(payroll_month: PayrollMonth, *, now: datetime, by: User) -> PayrollMonth:
    """Director or HR close a ready month: decided rows settle, one frozen line a person. Another person than "ready".

    Refused while anything is undecided or a term for appeal still runs.
    """
    guards.refuse_strangers(payroll_month.store, by=by, action="penalties.close_month")
    with transaction.atomic():
        held = hold_month(payroll_month.store, payroll_month.month)
        _refuse_state(held, State.READY)
        if held.ready_by_id == by.pk:
            raise Refused(_("Somebody else than who said ready closes the month."), code="forbidden")
        _refuse_waiting(held)
        _refuse_terms(held, now=now)
        _settle(held, now=now, by=by)
        move(PayrollMonth, held.pk, old=State.READY, new=State.CLOSED, closed_at=now, closed_by=by)
        record_month(held, "close", old=State.READY, new=State.CLOSED, at=now, by=by)
    payroll_month.refresh_from_db()
    return payroll_month


def _settle(held: PayrollMonth, *, now: datetime, by: User) -> None:
    params = {"store": held.store_id, "month": held.month, "id": held.pk, "now": now, "by": by.pk}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, params)


def _step_ups(held: PayrollMonth) -> list[Penalty]:
    rows = _of(held).filter(kind=Penalty.Kind.STEP_UP, state=Penalty.State.PROPOSED)
    return list(rows.select_related("store", "subject"))


def _of(held: PayrollMonth) -> QuerySet[Penalty]:
    return Penalty.objects.filter(store=held.store_id, month=held.month)


def _refuse_running(held: PayrollMonth, *, now: datetime) -> None:
    if local_day(held.store, now) < month_after(held.month):
        raise Refused(_("The month is not over yet."))


def _refuse_state(held: PayrollMonth, wanted: str) -> None:
    if held.state == State.CLOSED:
        raise Refused(_("The month is closed. Later changes are reversals in the open month."), code="closed")
    if held.state != wanted:
        message = (
            _("The month is ready already.")
            if held.state == State.READY
            else _("The month is not ready yet.")
        )
        raise Refused(message, code="stale")


def _refuse_waiting(held: PayrollMonth) -> None:
    """Nothing undecided may be left in the month."""
    count = _of(held).filter(state__in=Penalty.WAITING).count()
    if count:
        raise Refused(
            ngettext(
                "%(count)s proposal or appeal of the month is still to be decided.",
                "%(count)s proposals and appeals of the month are still to be decided.",
                count,
            )
            % {"count": count}
        )


def _refuse_terms(held: PayrollMonth, *, now: datetime) -> None:
    """Nobody loses an appeal to the closing."""
    running = _of(held).filter(state=Penalty.State.CONFIRMED, appeal_until__gt=now)
    last = running.order_by("-appeal_until").values_list("appeal_until", flat=True).first()
    if last is None:
        return
    until = f"{last.astimezone(ZoneInfo(held.store.tz)):%Y-%m-%d %H:%M}"
    count = running.count()
    raise Refused(
        ngettext(
            "The term for appeal of %(count)s penalty runs until %(until)s.",
            "The term for appeal of %(count)s penalties runs until %(until)s.",
            count,
        )
        % {"count": count, "until": until}
    )
