"""Promised calls (domain.md 4.1): the first appointment before the cut-off moves the due moment, once."""

from datetime import date, timedelta

import pytest

from apps.callbacks import services
from apps.callbacks.models import Draft
from apps.core.refusal import Refused
from apps.duties.services import mark_missed

# The document is of 2 November: due until 24:00 of 5 November.
FIRST = [
    # promised at, for, due day afterwards
    ("2026-11-03 10:00", "2026-11-07 10:00", date(2026, 11, 7)),
    ("2026-11-03 10:00", "2026-11-04 17:00", date(2026, 11, 4)),
    ("2026-11-03 10:00", "2026-11-05 17:00", date(2026, 11, 5)),
    ("2026-11-05 23:59", "2026-11-08 10:00", date(2026, 11, 8)),
    ("2026-11-06 09:00", "2026-11-08 10:00", date(2026, 11, 5)),
]


@pytest.fixture
def call(make_call, lin):
    return make_call()


def promise(call, entry, when, until, by):
    typed = entry("appointed", call, started_at=when, appointment_at=until, off_window_reason="客户要求")
    services.record_attempt(call, typed, now=when, by=by)
    call.refresh_from_db()
    call.duty.refresh_from_db()


@pytest.mark.parametrize(("when", "until", "due"), FIRST)
def test_the_first_appointment_moves_the_due_moment(call, lin, at, entry, when, until, due):
    promise(call, entry, at(when), at(until), lin)
    assert (call.state, call.appointment_at, call.appointment_count) == ("appointed", at(until), 1)
    assert call.duty.due_day == due
    assert call.duty.due_at == at(f"{due + timedelta(days=1)} 00:00")
    assert call.duty.original_due_at == at("2026-11-06 00:00")


def test_a_second_appointment_leaves_it_where_it_is(call, lin, at, entry):
    promise(call, entry, at("2026-11-03 10:00"), at("2026-11-07 10:00"), lin)
    promise(call, entry, at("2026-11-07 10:00"), at("2026-11-20 10:00"), lin)
    assert (call.appointment_count, call.duty.due_day) == (2, date(2026, 11, 7))
    assert list(call.duty.events.values_list("what", "code")) == [("open", ""), ("reschedule", "appointment")]


def test_the_miss_after_an_appointment_is_the_appointments(call, lin, at, entry):
    promise(call, entry, at("2026-11-30 10:00") - timedelta(days=27), at("2026-12-01 10:00"), lin)
    mark_missed(now=at("2026-12-02 00:00"))
    call.duty.refresh_from_db()
    assert (call.duty.state, call.duty.due_day) == ("missed", date(2026, 12, 1))


def test_the_trace_tells_of_the_appointment(call, lin, at, entry):
    promise(call, entry, at("2026-11-03 10:00"), at("2026-11-07 10:00"), lin)
    codes = [step["code"] for step in call.duty.trace]
    assert codes[-2:] == ["appointed", "due_day"]
    assert codes[0] == "rule_shipped"


@pytest.mark.parametrize("until", [None, "2026-11-03 10:00", "2026-11-02 10:00", "2026-12-03 10:01"])
def test_an_unfit_moment_is_refused(call, lin, at, entry, until):
    typed = entry("appointed", call, appointment_at=until and at(until))
    with pytest.raises(Refused) as refusal:
        services.record_attempt(call, typed, now=at("2026-11-03 10:00"), by=lin)
    assert refusal.value.field == "appointment"


def test_the_promised_call_may_be_made_outside_the_windows(call, lin, at, entry):
    promise(call, entry, at("2026-11-03 10:00"), at("2026-11-04 13:00"), lin)
    when = at("2026-11-04 13:05")
    made = services.record_attempt(call, entry("completed", call, started_at=when), now=when, by=lin)
    assert (made.in_window, made.window_no) == (True, None)


def test_answers_given_before_an_appointment_wait_for_the_next_dial(call, lin, at, noon, entry):
    services.save_draft(call, {"answer-1": "5", "outcome": "appointed"}, seen="", now=noon, by=lin)
    promise(call, entry, noon, at("2026-11-07 10:00"), lin)
    assert Draft.objects.get().data == {"answer-1": "5"}
