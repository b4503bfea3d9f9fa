"""Calendar and rules change: open calls follow, decided and promised ones stay (design, data flow 9)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.callbacks import services
from apps.duties.services import mark_missed
from apps.rulebook.services import close_store, set_policy


@pytest.fixture
def closed(house, root, noon):
    def close(first, last):
        return close_store(
            house.store, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last), reason="盘点",
            by=root, now=noon,
        )  # fmt: skip

    return close


def test_nothing_changed_moves_nothing(make_call, lin, noon):
    make_call()
    assert services.replan(now=noon) == []


def test_a_closure_on_the_due_day_moves_it(make_call, lin, noon, closed):
    call = make_call()
    closed("2026-11-05", "2026-11-06")
    [move] = services.replan(now=noon)
    call.duty.refresh_from_db()
    duty = call.duty
    assert (duty.due_day, duty.due_at) == (date(2026, 11, 7), move.new_at)
    assert move.new_at - move.old_at == timedelta(days=2)
    assert (duty.original_due_at, move.duty.pk) == (move.old_at, duty.pk)
    assert duty.trace[-1]["code"] == "replanned"
    event = duty.events.last()
    assert (event.what, event.code, event.new_due_at) == ("reschedule", "replan", move.new_at)
    assert services.replan(now=noon) == []


def test_looking_changes_nothing(make_call, lin, noon, closed):
    call = make_call()
    closed("2026-11-05", "2026-11-05")
    assert len(services.replan(now=noon, write=False)) == 1
    assert len(services.replan(now=noon, write=False)) == 1
    call.duty.refresh_from_db()
    assert call.duty.due_day == date(2026, 11, 5)


def test_a_rule_is_picked_by_the_document_day(make_call, lin, house, root, noon):
    early, late = make_call(day=date(2026, 11, 2)), make_call(day=date(2026, 11, 3))
    set_policy(
        "callback.delivery.due_days", 5, store=house.store, effective_from=date(2026, 11, 3), reason="试行",
        by=root, now=noon,
    )  # fmt: skip
    assert [move.duty.pk for move in services.replan(now=noon)] == [late.duty_id]
    for call, due in ((early, date(2026, 11, 5)), (late, date(2026, 11, 8))):
        call.duty.refresh_from_db()
        assert call.duty.due_day == due
    assert late.duty.policy_values["callback.delivery.due_days"][0] == 5


def test_promised_missed_and_done_calls_stay(make_call, lin, at, noon, entry, closed):
    promised, done, missed = make_call(), make_call(), make_call(day=date(2026, 10, 31))
    typed = entry("appointed", promised, appointment_at=at("2026-11-05 10:00"))
    typed_later = entry("appointed", promised, appointment_at=at("2026-11-06 10:00"))
    services.record_attempt(promised, typed_later, now=noon, by=lin)
    services.record_attempt(promised, typed, now=noon, by=lin)
    services.record_attempt(done, entry("refused", done), now=noon, by=lin)
    mark_missed(now=at("2026-11-04 00:01"))
    closed("2026-11-05", "2026-11-06")
    assert services.replan(now=at("2026-11-04 09:00")) == []
    for call, day in ((promised, date(2026, 11, 6)), (done, date(2026, 11, 5)), (missed, date(2026, 11, 3))):
        call.duty.refresh_from_db()
        assert call.duty.due_day == day


def test_no_call_moves_into_the_past(make_call, lin, house, root, at):
    call = make_call(day=date(2026, 11, 3), now=at("2026-11-03 10:00"))
    set_policy(
        "callback.delivery.due_days", 1, store=house.store, effective_from=date(2026, 11, 1), reason="更正",
        by=root, now=at("2026-11-05 12:00"), correction=True,
    )  # fmt: skip
    assert services.replan(now=at("2026-11-05 12:00")) == []
    call.duty.refresh_from_db()
    assert call.duty.due_day == date(2026, 11, 6)


def test_other_stores_are_left_alone(make_call, lin, house, stranger, noon, closed):
    make_call()
    closed("2026-11-05", "2026-11-05")
    assert services.replan(now=noon, store=stranger.posts.get().store) == []
    assert len(services.replan(now=noon, store=house.store)) == 1


def test_the_number_of_statements_does_not_grow(make_order, lin, noon, house, closed):
    counts = []
    for n, size in enumerate((5, 60)):
        for _ in range(size):
            make_order()
        services.open_due_follow_ups(now=noon)
        closed(f"2026-11-0{5 + n}", f"2026-11-0{5 + n}")
        with CaptureQueriesContext(connection) as queries:
            assert len(services.replan(now=noon)) >= size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
