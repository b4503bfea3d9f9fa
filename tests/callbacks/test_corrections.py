"""Wrong numbers (S24): the item for the clerk, the end of the call, and the call that waits again."""

from datetime import date

import pytest

from apps.callbacks import services
from apps.callbacks.models import Correction
from apps.core.refusal import Refused
from apps.customers.models import Phone
from apps.duties.services import mark_missed
from apps.notices.models import Notice


@pytest.fixture
def call(make_call, lin):
    return make_call()


def dial(call, entry, when, by, outcome="empty_number", **more):
    typed = entry(outcome, call, started_at=when, off_window_reason="x", **more)
    services.record_attempt(call, typed, now=when, by=by)
    call.refresh_from_db()


def test_a_wrong_number_before_the_cut_off_blames_nobody(call, lin, noon, entry):
    dial(call, entry, noon, lin)
    item = Correction.objects.get()
    assert (call.state, call.duty.state, call.duty.cause) == ("wrong_number", "excused", "unreachable")
    assert call.duty.settled_at == noon
    assert call.customer.phones.get().validity == "invalid"
    assert (item.callback, item.field, item.state, item.found_by) == (call, "phone", "open", lin)


def test_the_keepers_of_the_file_hear_of_it_once_and_without_a_name(call, lin, clerk, noon, entry):
    dial(call, entry, noon, lin)
    told = Notice.objects.get(kind="callbacks.correction")
    assert told.user == clerk
    assert call.customer.name not in told.title % told.params


def test_another_number_keeps_the_call_open(call, lin, noon, entry):
    Phone.objects.create(customer=call.customer, number="13999990000", position=2)
    dial(call, entry, noon, lin, outcome="not_owner")
    assert (call.state, call.duty.state) == ("in_progress", "open")
    assert Correction.objects.filter(state="open").count() == 1
    second = call.customer.phones.get(position=2)
    dial(call, entry, noon, lin, phone_id=second.pk)
    assert call.state == "wrong_number"
    assert Correction.objects.count() == 1


# Document of 2 November, due until 24:00 of 5 November; number found wrong, then corrected.
CASES = [
    # found wrong, corrected, due day, state of the duty
    ("2026-11-03 10:00", "2026-11-03 15:00", date(2026, 11, 5), "open"),
    ("2026-11-03 10:00", "2026-11-04 15:00", date(2026, 11, 5), "open"),
    ("2026-11-03 10:00", "2026-11-05 15:00", date(2026, 11, 6), "open"),
    ("2026-11-03 10:00", "2026-11-10 15:00", date(2026, 11, 11), "open"),
    ("2026-11-06 10:00", "2026-11-10 15:00", date(2026, 11, 5), "missed"),
]


@pytest.mark.parametrize(("found", "corrected", "due", "state"), CASES)
def test_a_corrected_number_lets_the_call_wait_again(
    call, lin, clerk, at, entry, found, corrected, due, state
):
    mark_missed(now=at(found))
    dial(call, entry, at(found), lin)
    services.correct_number(Correction.objects.get(), number="139 1111 2222", now=at(corrected), by=clerk)
    call.refresh_from_db()
    duty = call.duty
    assert (call.state, duty.due_day, duty.state, duty.settled_at) == ("pending", due, state, None)
    assert duty.cause == ""
    item = Correction.objects.get()
    assert (item.state, item.done_by, item.done_at) == ("done", clerk, at(corrected))
    assert call.customer.phones.last().number == "13911112222"


def test_a_corrected_number_can_be_called(call, lin, clerk, at, noon, entry):
    dial(call, entry, noon, lin)
    services.correct_number(Correction.objects.get(), number="13911112222", now=noon, by=clerk)
    when = at("2026-11-04 10:00")
    dial(call, entry, when, lin, outcome="completed")
    assert (call.state, call.duty.state) == ("completed", "kept")


def test_an_item_is_done_once_and_by_who_may(call, lin, clerk, han, stranger, noon, entry):
    dial(call, entry, noon, lin)
    item = Correction.objects.get()
    for person in (han, stranger):
        with pytest.raises(Refused) as refusal:
            services.correct_number(item, number="13911112222", now=noon, by=person)
        assert refusal.value.status == 403
    services.give_up(item, now=noon, by=clerk)
    with pytest.raises(Refused) as refusal:
        services.correct_number(item, number="13911112222", now=noon, by=clerk)
    assert refusal.value.status == 409
    call.refresh_from_db()
    assert call.state == "wrong_number"


@pytest.mark.parametrize("number", ["", "123", "abc", "13800000001/13800000002"])
def test_a_bad_number_is_refused_and_nothing_is_written(call, lin, clerk, noon, entry, number):
    dial(call, entry, noon, lin)
    with pytest.raises(Refused):
        services.correct_number(Correction.objects.get(), number=number, now=noon, by=clerk)
    assert Correction.objects.get().state == "open"


def test_data_checked_by_phone_is_verified_or_an_item(call, lin, noon, entry):
    checked = {"name": True, "plate": False, "vin": True}
    dial(call, entry, noon, lin, outcome="completed", checked=checked)
    assert call.customer.phones.get().validity == "verified"
    assert call.customer.name_verified_at == noon
    assert list(Correction.objects.values_list("field", "phone")) == [("plate", None)]


def test_an_item_on_other_data_is_finished_without_a_number(call, lin, clerk, noon, entry):
    dial(call, entry, noon, lin, outcome="completed", checked={"vin": False})
    item = Correction.objects.get()
    services.finish(item, now=noon, by=clerk)
    assert item.state == "done"


def test_marks_of_an_unanswered_call_count_for_nothing(call, lin, noon, entry):
    dial(call, entry, noon, lin, outcome="no_answer", checked={"plate": False, "name": True})
    assert not Correction.objects.exists()
    assert call.customer.phones.get().validity == "unknown"
