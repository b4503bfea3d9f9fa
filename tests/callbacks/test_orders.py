"""Documents corrected and voided: what is shown first is what happens; nobody is worse off for a wrong date."""

from datetime import date

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.customers.models import ImportBatch, Order
from apps.duties.services import mark_missed
from apps.penalties.models import Penalty
from apps.penalties.services import confirm, propose_for_missed


def correct(call, day, *, now, by):
    order = Order.objects.get(pk=call.order_id)
    changes = {"document_day": date.fromisoformat(day)}
    shown = services.preview_order_change(order, changes=changes, now=now)
    done = services.correct_order(order, changes=changes, reason="录入错误", now=now, by=by)
    assert [(one.what, one.new_day, one.new_state) for one in shown] == [
        (one.what, one.new_day, one.new_state) for one in done
    ]
    call.refresh_from_db()
    call.duty.refresh_from_db()
    assert [call.duty.state] == [one.new_state for one in done]
    return call.duty


# The document of 2 November is due until 24:00 of 5 November. Corrected at, to; then due day, state, cause.
OPEN_CALLS = [
    ("2026-11-03 10:00", "2026-11-03", date(2026, 11, 6), "open", ""),
    ("2026-11-03 10:00", "2026-11-01", date(2026, 11, 4), "open", ""),
    ("2026-11-04 10:00", "2026-10-28", date(2026, 10, 31), "excused", "late_import"),
    ("2026-11-06 10:00", "2026-11-05", date(2026, 11, 8), "open", ""),
    ("2026-11-08 10:00", "2026-11-03", date(2026, 11, 6), "missed", ""),
]


@pytest.mark.parametrize(("now", "day", "due", "state", "cause"), OPEN_CALLS)
def test_a_corrected_day_moves_the_open_call(make_call, lin, zhou, at, now, day, due, state, cause):
    call = make_call()
    mark_missed(now=at(now))
    duty = correct(call, day, now=at(now), by=zhou)
    assert (duty.due_day, duty.state, duty.cause) == (due, state, cause)
    assert duty.trace[0]["code"] == "document_changed"
    assert duty.events.last().code == "correction"


def test_what_was_kept_stays_kept(make_call, lin, zhou, noon, entry):
    call = make_call()
    services.record_attempt(call, entry("refused", call), now=noon, by=lin)
    assert correct(call, "2026-10-20", now=noon, by=zhou).state == "kept"


def test_a_late_call_may_turn_out_to_have_been_in_time_and_its_fine_falls(make_call, lin, zhou, at, entry):
    call = make_call()
    now = at("2026-11-06 10:00")
    mark_missed(now=now)
    propose_for_missed(now=now)
    fine = Penalty.objects.get()
    confirm(fine, now=now, by=zhou, reason="属实")
    services.record_attempt(call, entry("completed", call, started_at=now), now=now, by=lin)
    order = Order.objects.get(pk=call.order_id)
    shown = services.preview_order_change(order, changes={"document_day": date(2026, 11, 4)}, now=now)
    assert [list(one.fines) for one in shown] == [[fine]]
    duty = correct(call, "2026-11-04", now=now, by=zhou)
    fine.refresh_from_db()
    assert (duty.state, fine.state) == ("kept", "rejected")


def test_a_promised_call_stays_where_the_customer_put_it(make_call, lin, zhou, at, noon, entry):
    call = make_call()
    typed = entry("appointed", call, appointment_at=at("2026-11-07 10:00"))
    services.record_attempt(call, typed, now=noon, by=lin)
    assert correct(call, "2026-11-01", now=noon, by=zhou).due_day == date(2026, 11, 7)


def test_the_call_leaves_whoever_turns_out_to_have_served(make_call, lin, zhou, noon):
    call = make_call()
    order = Order.objects.get(pk=call.order_id)
    services.correct_order(order, changes={"served_by": lin}, reason="补录", now=noon, by=zhou)
    call.duty.refresh_from_db()
    assert call.duty.owner is None


def test_a_corrected_number_is_the_duties_title(make_call, lin, zhou, noon):
    call = make_call()
    order = Order.objects.get(pk=call.order_id)
    services.correct_order(order, changes={"number": "CK-NEW"}, reason="错号", now=noon, by=zhou)
    call.duty.refresh_from_db()
    assert call.duty.title == "CK-NEW"


def test_voiding_cancels_the_open_call(make_call, lin, zhou, noon):
    call = make_call()
    assert [one.what for one in services.preview_order_void(call.order)] == ["cancelled"]
    services.void_order(call.order, reason="退车", now=noon, by=zhou)
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.order.state) == ("cancelled", "cancelled", "void")
    assert services.open_due_follow_ups(now=noon) == 0


def test_voiding_excuses_the_late_call_and_reopens_its_fine(make_call, lin, zhou, at, entry):
    call = make_call()
    now = at("2026-11-06 10:00")
    mark_missed(now=now)
    propose_for_missed(now=now)
    services.record_attempt(call, entry("completed", call, started_at=now), now=now, by=lin)
    services.void_order(Order.objects.get(pk=call.order_id), reason="退车", now=now, by=zhou)
    call.refresh_from_db()
    assert (call.state, call.duty.state, Penalty.objects.get().state) == ("completed", "excused", "rejected")


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def test_corrections_need_right_reason_and_a_possible_day(make_call, lin, zhou, stranger, noon):
    order = make_call().order

    def change(day, *, by=zhou, reason="x"):
        changes = {"document_day": day}
        return refused(lambda: services.correct_order(order, changes=changes, reason=reason, now=noon, by=by))

    assert change(date(2026, 11, 1), by=lin).status == 403
    assert change(date(2026, 11, 1), by=stranger).status == 403
    assert change(date(2026, 11, 1), reason=" ").field == "reason"
    assert change(date(2026, 11, 4)).field == "document_day"
    assert refused(lambda: services.void_order(order, reason="", now=noon, by=zhou)).field == "reason"


@pytest.fixture
def batch(house, root, noon):
    return ImportBatch.objects.create(
        store=house.store, source="dms", file_name="a.xlsx", file_hash="0", file_size=1, state="committed",
        uploaded_at=noon, uploaded_by=root,
    )  # fmt: skip


def test_undoing_an_import_cancels_its_calls(make_call, lin, root, noon, batch):
    calls = [make_call(batch=batch) for _ in range(3)]
    kept = make_call()
    assert services.undo_import(batch, now=noon, by=root) == 3
    for call in calls:
        call.refresh_from_db()
        assert (call.state, call.duty.state, call.order.state) == ("cancelled", "cancelled", "undone")
        assert call.moves.last().code == call.duty.events.last().code == "import_undone"
    assert Callback.objects.open().get() == kept
    assert batch.state == "rolled_back"


def test_an_import_with_an_attempt_is_not_undone(make_call, lin, root, noon, batch, entry):
    calls = [make_call(batch=batch) for _ in range(2)]
    services.record_attempt(calls[0], entry("busy", calls[0]), now=noon, by=lin)
    assert services.calls_worked_on(batch) == 1
    assert refused(lambda: services.undo_import(batch, now=noon, by=root)).status == 409
    calls[1].refresh_from_db()
    assert calls[1].state == "pending"


def test_undoing_needs_the_right(make_call, lin, stranger, noon, batch):
    assert refused(lambda: services.undo_import(batch, now=noon, by=lin)).status == 403
    assert refused(lambda: services.undo_import(batch, now=noon, by=stranger)).status == 403


@pytest.mark.parametrize("mileage", ["99999999999", "-1"])
def test_an_impossible_mileage_gets_a_sentence(signed_in, make_call, zhou, mileage):
    order = make_call().order
    data = {"number": order.number, "document_day": order.document_day.isoformat(), "mileage": mileage}
    answer = signed_in(zhou).post(
        reverse("callbacks:order", args=[order.pk]), data | {"reason": "x", "step": "show"}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["mileage"])
