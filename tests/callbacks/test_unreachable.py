"""R06: three unanswered attempts in three windows on two days before the cut-off end the duty without fine."""

from datetime import timedelta

import pytest

from apps.callbacks import services
from apps.duties.services import mark_missed

# Document of 2 November, due until 24:00 of 5 November. Moments in Shanghai; outcome of the call and its duty.
CASES = [
    (["11-03 09:10", "11-03 16:10", "11-04 09:10"], "unreachable", "excused"),
    (["11-03 09:10", "11-03 09:40", "11-03 16:10"], "in_progress", "open"),
    (["11-03 09:10", "11-03 16:10"], "in_progress", "open"),
    (["11-03 09:10", "11-04 09:10", "11-04 09:20"], "in_progress", "open"),
    (["11-03 09:10", "11-03 12:10", "11-04 09:10"], "in_progress", "open"),
    (["11-03 09:10", "11-03 12:10", "11-04 09:10", "11-05 18:30"], "unreachable", "excused"),
    (["11-03 09:10", "11-04 09:10", "11-06 09:10"], "unreachable", "missed"),
    (["11-03 09:10", "11-06 09:10"], "in_progress", "open"),
]


@pytest.mark.parametrize(("moments", "state", "duty_state"), CASES)
def test_enough_attempts_end_the_call(make_call, lin, at, entry, moments, state, duty_state):
    call = make_call(now=at("2026-11-02 18:00"))
    for moment in moments:
        when = at(f"2026-{moment}")
        typed = entry("no_answer", call, started_at=when, off_window_reason="午间试一次")
        services.record_attempt(call, typed, now=when + timedelta(minutes=1), by=lin)
    call.refresh_from_db()
    assert (call.state, call.duty.state) == (state, duty_state)
    assert (call.duty.settled_at is not None) == (state == "unreachable")
    assert call.duty.cause == ("unreachable" if duty_state == "excused" else "")


def test_a_miss_marked_by_the_sweep_stays_a_miss(make_call, lin, at, entry):
    call = make_call(now=at("2026-11-02 18:00"))
    mark_missed(now=at("2026-11-06 00:01"))
    for moment in ("11-06 09:10", "11-06 16:10", "11-07 09:10"):
        when = at(f"2026-{moment}")
        services.record_attempt(call, entry("busy", call, started_at=when), now=when, by=lin)
    call.refresh_from_db()
    assert (call.state, call.duty.state) == ("unreachable", "missed")
    assert call.duty.settled_at is not None


def test_reached_attempts_do_not_count(make_call, lin, at, entry):
    call = make_call(now=at("2026-11-02 18:00"))
    for moment, outcome in (
        ("11-03 09:10", "no_answer"), ("11-03 16:10", "appointed"), ("11-04 09:10", "no_answer"),
    ):  # fmt: skip
        when = at(f"2026-{moment}")
        typed = entry(outcome, call, started_at=when, appointment_at=at("2026-11-05 10:00"))
        services.record_attempt(call, typed, now=when, by=lin)
    call.refresh_from_db()
    assert call.state == "in_progress"


def test_a_late_imported_call_ends_without_blame(make_call, lin, at, entry):
    from datetime import date

    call = make_call(now=at("2026-11-10 08:00"), day=date(2026, 11, 1))
    for moment in ("11-10 09:10", "11-10 16:10", "11-11 09:10"):
        when = at(f"2026-{moment}")
        services.record_attempt(call, entry("no_answer", call, started_at=when), now=when, by=lin)
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.cause) == ("unreachable", "excused", "late_import")
    assert call.duty.settled_at is not None
