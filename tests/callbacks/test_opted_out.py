"""A customer's wish not to be called holds everywhere: nothing is opened for it, what waits falls away (S20)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.callbacks import services
from apps.callbacks.models import Callback, Correction
from apps.callbacks.services.due_moments import Almanac, Input
from apps.core.refusal import Refused
from apps.customers.services import opt_out, withdraw_opt_out
from apps.duties.services import mark_missed


def states(*calls):
    return [Callback.objects.get(pk=call.pk).state for call in calls]


def test_waiting_calls_of_the_customer_are_cancelled_with_their_duties(make_call, lin, noon):
    call, other = make_call(), make_call()
    opt_out(call.customer, reason="不想被打扰", now=noon, by=lin)
    assert services.cancel_opted_out(now=noon, customer=call.customer, by=lin) == 1
    assert services.cancel_opted_out(now=noon) == 0
    call.refresh_from_db()
    assert (call.state, call.duty.state, other.state) == ("cancelled", "cancelled", "pending")
    assert call.moves.last().code == call.duty.events.last().code == "do_not_call"


def test_the_wish_reaches_one_kind_of_call_or_one_vehicle_only(make_order, lin, noon):
    first = make_order(kind="delivery")
    customer = first.customer
    second = make_order(kind="repair", customer=customer)
    third = make_order(kind="repair", customer=customer)
    opt_out(customer, kind="delivery", reason="已满意", now=noon, by=lin)
    opt_out(customer, vehicle=second.vehicle, reason="车已卖", now=noon, by=lin)
    services.open_due_follow_ups(now=noon)
    made = dict(Callback.objects.values_list("order_id", "state"))
    assert made == {first.pk: "cancelled", second.pk: "cancelled", third.pk: "pending"}


def test_a_miss_stays_a_miss(make_call, lin, noon):
    call = make_call()
    late = call.duty.due_at + timedelta(minutes=1)
    opt_out(call.customer, reason="不想被打扰", now=late, by=lin)
    assert services.cancel_opted_out(now=late) == 0
    mark_missed(now=late)
    assert services.cancel_opted_out(now=late) == 1
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.settled_at) == ("cancelled", "missed", late)


def test_a_call_somebody_is_making_is_left_to_them(make_call, lin, zhou, noon):
    call = make_call()
    services.claim(call, now=noon, by=call.duty.owner)
    opt_out(call.customer, reason="不想被打扰", now=noon, by=zhou)
    assert services.cancel_opted_out(now=noon, customer=call.customer, by=zhou) == 0
    assert services.cancel_opted_out(now=noon, customer=call.customer, by=call.duty.owner) == 1


def test_asked_for_during_a_call_it_cancels_the_others(make_call, make_order, entry, lin, noon):
    call = make_call()
    make_order(customer=call.customer, kind="repair")
    services.open_due_follow_ups(now=noon)
    other = Callback.objects.get(customer=call.customer, kind="repair")
    services.record_attempt(call, entry("refused", call, opt_out="every"), now=noon, by=call.duty.owner)
    assert states(call, other) == ["refused", "cancelled"]


def test_a_single_call_is_cancelled_as_it_is_opened(make_order, lin, noon):
    order = make_order()
    opt_out(order.customer, reason="不想被打扰", now=noon, by=lin)
    given = {
        "key": f"manual:{uuid4()}", "duty_kind": "callback.manual", "customer": order.customer, "vehicle": None,
        "order": None, "store": order.store, "title": "1", "owner": lin, "now": noon, "by": lin,
    }  # fmt: skip
    plan = Almanac().plan(Input(order.store_id, "repair", order.document_day))
    assert services.open_call("manual", plan=plan, **given).state == "cancelled"


@pytest.mark.parametrize("size", [3, 30])
def test_the_sweep_is_one_statement(make_call, lin, noon, size, django_assert_num_queries):
    call = make_call()
    for _turn in range(size - 1):
        make_call(customer=call.customer)
    opt_out(call.customer, reason="不想被打扰", now=noon, by=lin)
    with django_assert_num_queries(1):
        assert services.cancel_opted_out(now=noon) == size


def test_taken_back_it_allows_new_calls_only(make_call, make_order, lin, noon):
    call = make_call()
    wish = opt_out(call.customer, reason="不想被打扰", now=noon, by=lin)
    services.cancel_opted_out(now=noon)
    withdraw_opt_out(wish, reason="客户来电同意", now=noon, by=lin)
    make_order(customer=call.customer, kind="repair")
    assert services.open_due_follow_ups(now=noon) == 1
    assert sorted(states(*Callback.objects.all())) == ["cancelled", "pending"]


def test_it_holds_for_verifying_calls_and_for_what_is_written(make_call, lin, zhou, noon):
    call = make_call()
    services.claim(call, now=noon, by=call.duty.owner)
    Callback.objects.filter(pk=call.pk).update(kind="complaint_verify")
    call.refresh_from_db()
    wish = opt_out(call.customer, kind="delivery", reason="不想谈车", now=noon, by=zhou)
    services.refuse_unwanted(call)
    services.note_message(call, kind="sms", text="您好", now=noon, by=lin)
    withdraw_opt_out(wish, reason="x", now=noon, by=zhou)
    opt_out(call.customer, reason="不想被打扰", now=noon, by=zhou)
    assert services.cancel_opted_out(now=noon, customer=call.customer, by=zhou) == 0
    with pytest.raises(Refused, match="不想被打扰"):
        services.refuse_unwanted(call)
    with pytest.raises(Refused, match="不想被打扰"):
        services.note_message(call, kind="sms", text="您好", now=noon, by=lin)


def test_a_corrected_number_does_not_call_who_wants_no_calls(make_call, entry, lin, zhou, noon):
    call = make_call()
    typed = entry("wrong_number", call, phone_id=call.customer.phones.get().pk)
    services.record_attempt(call, typed, now=noon, by=call.duty.owner)
    assert states(call) == ["wrong_number"]
    opt_out(call.customer, reason="不想被打扰", now=noon, by=zhou)
    item = Correction.objects.get()
    services.correct_number(item, number="13900005678", now=noon + timedelta(hours=1), by=zhou)
    assert states(call) == ["cancelled"]
    assert call.moves.last().code == "do_not_call"
