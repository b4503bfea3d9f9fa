"""How calls end is configuration (S04): added, renamed, retired; what a used outcome means stays."""

from datetime import date, timedelta

import pytest

from apps.callbacks import reference, services
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.outcomes import retry_moment
from apps.core.refusal import Refused
from apps.customers.models import OptOut
from apps.desk.home.queue import next_call

ENTRY = services.OutcomeEntry("语音信箱", "Voice mail", "retry", wait="half_hour", asks="note", shortcut="V")


def test_an_outcome_of_the_house_is_used_asked_and_retired(make_call, lin, zhou, noon, entry):
    call = make_call()
    own = services.add_outcome(ENTRY, now=noon, by=zhou)
    assert (own.reached, own.is_final, own.shortcut) == (False, False, "v")
    with pytest.raises(Refused) as refusal:
        services.record_attempt(call, entry(own.code, call), now=noon, by=lin)
    assert refusal.value.field == "note"
    services.record_attempt(call, entry(own.code, call, note="留言"), now=noon, by=lin)
    call.refresh_from_db()
    assert (call.state, call.retry_at) == ("in_progress", noon + timedelta(minutes=30))
    changed = services.OutcomeEntry("留言信箱", "Mailbox", "bad_number")
    with pytest.raises(Refused) as refusal:
        services.change_outcome(own, changed, now=noon, by=zhou)
    assert refusal.value.field == "effect"
    with pytest.raises(Refused):
        services.delete_outcome(own, now=noon, by=zhou)
    services.retire_outcome(own, today=date(2026, 11, 3), now=noon, by=zhou)
    with pytest.raises(Refused):
        services.record_attempt(call, entry(own.code, call, note="留言"), now=noon, by=lin)
    assert Attempt.objects.get().outcome == own


def test_an_unused_one_is_deleted_and_the_last_way_to_complete_stays(zhou, noon):
    own = services.add_outcome(ENTRY, now=noon, by=zhou)
    services.delete_outcome(own, now=noon, by=zhou)
    assert not Outcome.objects.filter(code=own.code).exists()
    with pytest.raises(Refused):
        services.retire_outcome(
            Outcome.objects.get(code="completed"), today=date(2026, 11, 3), now=noon, by=zhou
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", " "),
        ("effect", "explode"),
        ("wait", "never"),
        ("shortcut", "q"),
        ("shortcut", "u"),
        ("shortcut", "7"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(zhou, noon, field, value):
    with pytest.raises(Refused) as refusal:
        services.add_outcome(services.OutcomeEntry(**(vars(ENTRY) | {field: value})), now=noon, by=zhou)
    assert refusal.value.field == field


def test_an_agent_sets_nothing(lin, noon):
    with pytest.raises(Refused) as refusal:
        services.add_outcome(ENTRY, now=noon, by=lin)
    assert refusal.value.status == 403


# When an unanswered call comes up again: 2026-11-03 is a Tuesday, windows 09:00-11:30 and 16:00-18:30.
WAITS = [
    ("", "2026-11-03 10:00", None),
    ("half_hour", "2026-11-03 10:00", "2026-11-03 10:30"),
    ("next_window", "2026-11-03 10:00", "2026-11-03 16:00"),
    ("next_window", "2026-11-03 17:00", "2026-11-04 09:00"),
    ("next_window", "2026-11-03 12:00", "2026-11-03 16:00"),
    ("next_day", "2026-11-03 09:00", "2026-11-04 09:00"),
]


@pytest.mark.parametrize(("wait", "tried", "again"), WAITS)
def test_when_it_comes_up_again(make_call, lin, at, wait, tried, again):
    call = make_call()
    assert retry_moment(call, wait, now=at(tried)) == (at(again) if again else None)


def test_what_waits_stands_behind_what_was_not_tried(make_call, lin, noon, entry):
    first, second = make_call(), make_call()
    assert next_call(lin, now=noon) == first.pk
    services.record_attempt(first, entry("no_answer", first), now=noon, by=lin)
    assert next_call(lin, now=noon) == second.pk
    assert next_call(lin, now=noon + timedelta(hours=6)) == first.pk
    services.record_attempt(second, entry("refused", second), now=noon, by=lin)
    assert next_call(lin, now=noon) == first.pk


@pytest.mark.parametrize(("wish", "left"), [("every", 0), ("vehicle", 2), ("kind", 1), ("", 2)])
def test_a_wish_not_to_be_called_holds_for_every_car_and_kind_it_names(
    make_call, lin, noon, entry, wish, left
):
    call = make_call(kind="repair")
    same_kind = make_call(kind="repair", customer=call.customer)
    other_kind = make_call(kind="delivery", customer=call.customer)
    assert other_kind.vehicle != call.vehicle
    typed = entry("completed", call, opt_out=wish, opt_out_reason="太忙")
    services.record_attempt(call, typed, now=noon, by=lin)
    assert [row.reason for row in OptOut.objects.all()] == (["太忙"] if wish else [])
    waiting = Callback.objects.open().filter(pk__in=[same_kind.pk, other_kind.pk]).count()
    assert waiting == left


def test_an_older_house_gets_the_waits_its_outcomes_lacked(as_owner, noon):
    """Two columns came later: empty ones are filled, unless somebody has changed the outcome since."""
    rows = Outcome.objects.filter(code__in=("no_answer", "busy"))
    rows.update(wait="")
    Outcome.events.field.model.objects.filter(pgh_obj__in=rows).delete()
    Outcome.objects.filter(code="busy").update(name_en="Engaged")
    reference.load(now=noon)
    assert dict(rows.values_list("code", "wait")) == {"no_answer": "next_window", "busy": ""}
