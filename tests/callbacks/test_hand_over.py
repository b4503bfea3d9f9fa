"""Reassign, cancel and enter earlier calls: the manager's verbs."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import Absence
from apps.callbacks import services
from apps.core.refusal import Refused
from apps.duties.services import mark_missed


@pytest.fixture
def calls(make_call, lin):
    return [make_call() for _ in range(3)]


def test_calls_change_hands_with_history(calls, du, zhou, lin, noon):
    services.reassign(calls, to=du, reason="均衡工作量", now=noon, by=zhou)
    for call in calls:
        call.duty.refresh_from_db()
        assert call.duty.owner == du
        event = call.duty.events.last()
        assert (event.what, event.old_owner, event.new_owner, event.by) == ("reassign", lin, du, zhou)
        assert event.words.text == "均衡工作量"


def test_late_imported_calls_change_hands_too(make_call, lin, du, zhou, noon):
    call = make_call(day=date(2026, 10, 10))
    to = du if call.duty.owner == lin else lin
    services.reassign([call], to=to, reason="休假", now=noon, by=zhou)
    call.duty.refresh_from_db()
    assert (call.duty.owner, call.duty.state) == (to, "excused")


def test_the_old_owner_answers_for_the_miss(calls, lin, du, zhou, at):
    mark_missed(now=at("2026-11-06 00:01"))
    services.reassign(calls[:1], to=du, reason="补打", now=at("2026-11-06 09:00"), by=zhou)
    calls[0].duty.refresh_from_db()
    assert (calls[0].duty.owner, calls[0].duty.responsible) == (du, lin)


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def test_reassigning_needs_right_reason_and_a_fit_caller(calls, lin, du, zhou, han, noon):
    def give(to, *, by=zhou, reason="忙"):
        return refused(lambda: services.reassign(calls, to=to, reason=reason, now=noon, by=by))

    assert give(du, by=lin).status == 403
    assert give(du, reason=" ").field == "reason"
    assert give(han).field == "to"
    Absence.objects.create(user=du, first_day=date(2026, 11, 3), last_day=date(2026, 11, 3), entered_by=zhou)
    assert give(du).field == "to"
    assert {call.duty.owner for call in calls} == {lin}


def test_nobody_gets_a_customer_they_served(make_call, lin, du, zhou, noon):
    call = make_call(served_by=du)
    refusal = refused(lambda: services.reassign([call], to=du, reason="忙", now=noon, by=zhou))
    assert refusal.field == "to"


def test_all_or_none(calls, lin, du, zhou, noon, entry):
    services.record_attempt(calls[1], entry("refused", calls[1]), now=noon, by=lin)
    refusal = refused(lambda: services.reassign(calls, to=du, reason="忙", now=noon, by=zhou))
    assert refusal.status == 409
    calls[0].duty.refresh_from_db()
    assert calls[0].duty.owner == lin


def test_another_stores_calls_are_not_found(calls, du, stranger, noon):
    refusal = refused(lambda: services.reassign(calls, to=du, reason="忙", now=noon, by=stranger))
    assert refusal.code == "stale"


def test_cancelling_ends_call_and_duty(calls, zhou, noon):
    services.cancel(calls[0], code="duplicate", reason="同一张单据", now=noon, by=zhou)
    call = calls[0]
    call.duty.refresh_from_db()
    assert (call.state, call.duty.state) == ("cancelled", "cancelled")
    assert call.moves.last().words.text == "同一张单据"
    assert services.open_due_follow_ups(now=noon) == 0
    again = refused(lambda: services.cancel(call, code="test", reason="x", now=noon, by=zhou))
    assert again.status == 409


@pytest.mark.parametrize(("code", "reason", "field"), [("nonsense", "x", "code"), ("test", " ", "reason")])
def test_cancelling_needs_code_and_reason(calls, zhou, noon, code, reason, field):
    assert (
        refused(lambda: services.cancel(calls[0], code=code, reason=reason, now=noon, by=zhou)).field == field
    )


def test_an_agent_cancels_nothing(calls, lin, noon):
    assert refused(lambda: services.cancel(calls[0], code="test", reason="x", now=noon, by=lin)).status == 403


def test_an_earlier_call_is_flagged_and_never_excuses(calls, lin, zhou, at, entry):
    call, now = calls[0], at("2026-11-06 09:00")
    made = services.enter_earlier_call(
        call,
        entry("completed", call),
        called_at=at("2026-11-05 17:00"),
        reason="停电，纸质记录",
        now=now,
        by=zhou,
    )
    call.refresh_from_db()
    assert (made.entered_later, made.entered_by, made.agent) == (True, zhou, lin)
    assert (made.started_at, made.saved_at) == (at("2026-11-05 17:00"), now)
    assert (call.state, call.duty.state, call.duty.settled_at) == ("completed", "missed", now)
    assert made.words.note.startswith("停电")


def test_earlier_unanswered_calls_do_not_make_a_customer_unreachable(calls, zhou, at, entry):
    call, now = calls[0], at("2026-11-05 17:00")
    for moment in ("11-03 09:10", "11-03 16:10", "11-04 09:10"):
        services.enter_earlier_call(
            call, entry("no_answer", call), called_at=at(f"2026-{moment}"), reason="纸质", now=now, by=zhou
        )
    call.refresh_from_db()
    assert (call.state, call.duty.state) == ("in_progress", "open")


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=1), -timedelta(days=30)])
def test_an_impossible_earlier_moment_is_refused(calls, zhou, noon, entry, shift):
    call = calls[0]
    refusal = refused(
        lambda: services.enter_earlier_call(
            call, entry("busy", call), called_at=noon + shift, reason="纸质", now=noon, by=zhou
        )
    )
    assert refusal.field == "called_at"


def test_an_agent_enters_no_earlier_calls(calls, lin, noon, entry):
    typed = entry("busy", calls[0])
    before = noon - timedelta(hours=1)

    def act():
        services.enter_earlier_call(calls[0], typed, called_at=before, reason="x", now=noon, by=lin)

    assert refused(act).status == 403


def test_nobody_takes_away_a_call_they_have_missed_themselves(calls, lin, zhou, fang, at, noon):
    call, order = calls[0], calls[0].order
    services.reassign([call], to=zhou, reason="顶班", now=noon, by=zhou)
    now = at("2026-11-06 09:00")
    mark_missed(now=now)
    services.reassign([call], to=lin, reason="还给原专员", now=now, by=zhou)
    for take_away in (
        lambda: services.cancel(call, code="test", reason="x", now=now, by=zhou),
        lambda: services.void_order(order, reason="x", now=now, by=zhou),
    ):
        assert refused(take_away).code == "forbidden"
    services.cancel(call, code="test", reason="x", now=now, by=fang)
    assert call.state == "cancelled"
