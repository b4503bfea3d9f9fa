"""A dial saved (S04): what each outcome does to the call and its duty, and what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from apps.callbacks import services
from apps.callbacks.models import Answer, Attempt, Callback, Draft, Outcome, QuestionSet
from apps.core.refusal import Refused

MINUTE = timedelta(minutes=1)


@pytest.fixture
def call(make_call, lin):
    return make_call()


def test_completed_settles_the_duty_and_keeps_the_answers(call, lin, noon, entry, all_answers):
    now = noon + MINUTE
    answers = all_answers(call, explanation="2")
    made = services.record_attempt(
        call, entry("completed", call, answers=answers, problem="手续太慢"), now=now, by=lin
    )

    call.refresh_from_db()
    assert (call.state, call.claimed_by) == ("completed", None)
    assert (call.duty.state, call.duty.settled_at) == ("kept", now)
    assert (made.started_at, made.ended_at, made.saved_at, made.agent) == (noon, now, now, lin)
    assert (made.in_window, made.window_day, made.window_no) == (True, date(2026, 11, 3), 0)
    assert made.words.problem == "手续太慢"
    rows = {row.question.code: (row.score, row.is_bad) for row in made.answers.all()}
    assert rows["explanation"] == (2, True)
    assert rows["overall"] == (5, False)
    assert list(call.moves.values_list("old", "new", "code"))[-1] == ("pending", "completed", "completed")


def test_the_question_set_is_frozen_at_its_first_use(call, make_call, lin, noon, entry):
    asked = QuestionSet.objects.get(kind="delivery")
    assert asked.frozen_at is None
    services.record_attempt(call, entry("completed", call), now=noon, by=lin)
    asked.refresh_from_db()
    assert asked.frozen_at == noon
    other = make_call()
    services.record_attempt(other, entry("completed", other), now=noon + MINUTE, by=lin)
    asked.refresh_from_db()
    assert asked.frozen_at == noon


def test_no_opinion_is_an_answer_without_score(call, lin, noon, entry, all_answers):
    answers = all_answers(call, overall="0")
    made = services.record_attempt(call, entry("completed", call, answers=answers), now=noon, by=lin)
    assert made.answers.get(question__code="overall").score is None


def test_completed_after_the_cut_off_is_late(call, lin, at, entry):
    now = at("2026-11-06 09:30")
    services.record_attempt(call, entry("completed", call, started_at=now), now=now, by=lin)
    call.duty.refresh_from_db()
    assert (call.duty.state, call.duty.settled_at) == ("missed", now)


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "switched_off"])
def test_an_unanswered_dial_leaves_the_duty_open(call, lin, noon, entry, outcome):
    services.record_attempt(call, entry(outcome, call), now=noon, by=lin)
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.settled_at) == ("in_progress", "open", None)
    assert not Answer.objects.exists()


def test_a_refusal_counts_as_called(call, lin, noon, entry):
    services.record_attempt(call, entry("refused", call, opt_out="every"), now=noon, by=lin)
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.customer.do_not_call) == ("refused", "kept", True)


def test_a_double_click_is_one_attempt(call, lin, noon, entry):
    typed = entry("completed", call)
    first = services.record_attempt(call, typed, now=noon, by=lin)
    again = services.record_attempt(call, typed, now=noon + MINUTE, by=lin)
    assert again == first
    assert Attempt.objects.count() == 1


def test_a_double_click_on_a_call_that_stays_open_is_one_attempt(call, lin, noon, entry):
    typed = entry("no_answer", call, note="x")
    first = services.record_attempt(call, typed, now=noon, by=lin)
    assert services.record_attempt(call, typed, now=noon, by=lin) == first
    assert call.attempts.count() == call.moves.exclude(old="").count() == 1


def test_a_completed_call_is_saved_in_few_statements(
    call, lin, noon, entry, all_answers, django_assert_max_num_queries
):
    call.claimed_by, call.claimed_until = lin, noon + MINUTE
    call.save()
    typed = entry("completed", call, answers=all_answers(call))
    with django_assert_max_num_queries(17):
        services.record_attempt(call, typed, now=noon, by=lin)
    call.refresh_from_db()
    assert (call.state, call.claimed_by) == (Callback.State.COMPLETED, None)


def test_a_used_key_serves_no_other_call(call, make_call, lin, noon, entry):
    typed = entry("completed", call)
    services.record_attempt(call, typed, now=noon, by=lin)
    with pytest.raises(Refused) as refusal:
        services.record_attempt(make_call(), typed, now=noon, by=lin)
    assert refusal.value.code == "stale"


def refused(call, typed, *, now, by):
    with pytest.raises(Refused) as refusal:
        services.record_attempt(call, typed, now=now, by=by)
    assert not Attempt.objects.filter(callback=call, saved_at=now).exists()
    return refusal.value


def test_every_mandatory_question_is_answered(call, lin, noon, entry, all_answers):
    answers = all_answers(call)
    missing = next(iter(answers))
    del answers[missing]
    refusal = refused(call, entry("completed", call, answers=answers), now=noon, by=lin)
    assert (refusal.field, refusal.status) == (f"answer-{missing}", 400)


@pytest.mark.parametrize("value", ["6", "-1", "x", "１", "1; DROP"])
def test_an_answer_that_cannot_be_chosen_is_refused(call, lin, noon, entry, all_answers, value):
    typed = entry("completed", call, answers=all_answers(call, overall=value))
    assert refused(call, typed, now=noon, by=lin).code == "invalid"


def test_questions_of_another_set_are_stale(call, make_call, lin, noon, entry, all_answers):
    typed = entry("completed", call, answers=all_answers(make_call(kind="repair")))
    assert refused(call, typed, now=noon, by=lin).status == 409


def test_an_ended_call_takes_no_more(call, lin, noon, entry):
    services.record_attempt(call, entry("refused", call), now=noon, by=lin)
    assert refused(call, entry("completed", call), now=noon + MINUTE, by=lin).status == 409


def test_a_colleague_who_has_it_in_hand_is_named(call, lin, zhou, noon, entry):
    services.claim(call, now=noon, by=lin)
    refusal = refused(call, entry("completed", call), now=noon + 9 * MINUTE, by=zhou)
    assert "林晓彤" in str(refusal)
    services.record_attempt(call, entry("completed", call), now=noon + 10 * MINUTE, by=zhou)


def test_another_agents_call_is_not_mine(call, du, noon, entry):
    assert refused(call, entry("completed", call), now=noon, by=du).status == 403


def test_another_stores_manager_is_refused(call, stranger, noon, entry):
    assert refused(call, entry("completed", call), now=noon, by=stranger).status == 403


def test_whoever_served_the_customer_does_not_call(make_call, lin, zhou, noon, entry):
    call = make_call(served_by=zhou)
    assert refused(call, entry("completed", call), now=noon, by=zhou).status == 403


@pytest.mark.parametrize("shift", [timedelta(seconds=1), -timedelta(hours=12, seconds=1)])
def test_an_impossible_start_is_refused(call, lin, noon, entry, shift):
    typed = entry("no_answer", call, started_at=noon + shift)
    assert refused(call, typed, now=noon, by=lin).field == "started_at"


# R04: both ends included, the start of the call counts.
WINDOWS = [
    ("2026-11-03 08:59", False), ("2026-11-03 09:00", True), ("2026-11-03 11:30", True),
    ("2026-11-03 11:31", False), ("2026-11-03 16:00", True), ("2026-11-03 18:31", False),
    ("2026-11-07 09:30", True),
]  # fmt: skip


@pytest.mark.parametrize(("started", "inside"), WINDOWS)
def test_outside_the_windows_a_reason_is_asked_for(call, lin, at, entry, started, inside):
    moment = at(started)
    if not inside:
        typed = entry("no_answer", call, started_at=moment)
        assert refused(call, typed, now=moment + MINUTE, by=lin).field == "off_window_reason"
    typed = entry("no_answer", call, started_at=moment, off_window_reason="客户要求")
    made = services.record_attempt(call, typed, now=moment + MINUTE, by=lin)
    assert (made.in_window, made.off_window_code) == ((True, "") if inside else (False, "reason"))
    assert getattr(getattr(made, "words", None), "off_window_reason", "") == ("" if inside else "客户要求")


def test_a_strange_outcome_is_refused(call, lin, noon, entry):
    assert refused(call, entry("nonsense", call), now=noon, by=lin).field == "outcome"


def test_a_retired_outcome_is_refused(call, lin, noon, entry):
    Outcome.objects.filter(code="busy").update(retired_on=date(2026, 11, 3))
    assert refused(call, entry("busy", call), now=noon, by=lin).field == "outcome"


def test_a_number_of_another_customer_is_refused(call, make_call, lin, noon, entry):
    foreign = make_call().customer.phones.get().pk
    assert refused(call, entry("no_answer", call, phone_id=foreign), now=noon, by=lin).field == "phone"


@pytest.mark.parametrize("field", ["note", "problem", "suggestion"])
def test_overlong_words_are_refused(call, lin, noon, entry, field):
    typed = entry("no_answer", call, **{field: "长" * 4001})
    assert refused(call, typed, now=noon, by=lin).field == field


def test_the_draft_goes_with_the_save(call, lin, noon, entry):
    services.save_draft(call, {"note": "忙"}, seen="", now=noon, by=lin)
    services.record_attempt(call, entry("no_answer", call), now=noon, by=lin)
    assert not Draft.objects.exists()


def test_the_same_key_twice_is_refused_by_the_database(call, lin, noon, entry):
    made = services.record_attempt(call, entry("no_answer", call, request_key=uuid4()), now=noon, by=lin)
    made.pk = None
    with pytest.raises(IntegrityError):
        made.save(force_insert=True)
