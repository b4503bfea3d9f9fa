"""Two calls of one customer in one dial, and how far the rule of unreachable customers is while calling."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback, HeldSave
from apps.core import middleware
from apps.desk.call import recording

HTMX = {"HTTP_HX_REQUEST": "true"}
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def inside_a_window(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def two(make_call, lin):
    """A delivery and a repair of one customer, both 林晓彤's."""
    first = make_call()
    return first, make_call(kind="repair", customer=first.customer)


def sent(first, second, all_answers, **more):
    data = {"outcome": "completed", "request_key": str(uuid4()), "phone": first.customer.phones.first().pk}
    data |= {f"answer-{pk}": value for pk, value in all_answers(first).items()}
    data |= {f"also-{second.pk}": "1"}
    data |= {f"also-{second.pk}-answer-{pk}": value for pk, value in all_answers(second, waiting="2").items()}
    return data | more


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def test_both_are_finished_each_with_its_own_answers(signed_in, lin, two, all_answers, noon, settings):
    settings.UNDO_SECONDS = 10
    first, second = two
    page = signed_in(lin)
    assert page.get(url(first)).content.decode().count('class="ask"') == 5 + 6
    data = sent(first, second, all_answers)
    answer = page.post(url(first), data, **HTMX)
    assert "data-call" not in answer.content.decode()  # neither of the two is the next call
    assert HeldSave.objects.count() == 2
    assert page.post(url(second), data | {"request_key": str(uuid4())}, **HTMX).status_code == 409
    assert recording.record_waiting(now=noon + 11 * SECOND) == 1
    assert set(Callback.objects.values_list("state", flat=True)) == {"completed"}
    assert {a.callback_id: a.answers.count() for a in Attempt.objects.all()} == {first.pk: 5, second.pk: 6}
    assert Attempt.objects.get(callback=second).answers.get(question__code="waiting").is_bad
    assert not HeldSave.objects.exists()


def test_taking_back_takes_both_back(signed_in, lin, two, all_answers, noon, settings):
    settings.UNDO_SECONDS = 10
    first, second = two
    page = signed_in(lin)
    page.post(url(first), sent(first, second, all_answers), **HTMX)
    shown = page.post(url(first, "call_undo"), **HTMX).content.decode()
    assert not HeldSave.objects.exists()
    assert shown.count(" checked") >= 11


def test_a_missing_answer_of_the_second_saves_neither(signed_in, lin, two, all_answers):
    first, second = two
    data = sent(first, second, all_answers)
    del data[next(name for name in data if name.startswith(f"also-{second.pk}-"))]
    answer = signed_in(lin).post(url(first), data, **HTMX)
    assert answer.status_code == 400
    assert next(iter(answer.context["faults"])).startswith(f"also-{second.pk}-answer-")
    assert not Attempt.objects.exists()
    assert not HeldSave.objects.exists()


def test_a_strangers_call_cannot_be_finished_along(signed_in, lin, two, make_call, all_answers):
    first, _second = two
    stranger = make_call(kind="repair")
    answer = signed_in(lin).post(url(first), sent(first, stranger, all_answers), **HTMX)
    assert answer.status_code == 400
    assert not Attempt.objects.exists()


# R06: three tries, three windows, two days. When tried before, what counts, does a try at 10:00 on 3 November count?
TALLIES = [
    ([], (0, 0, 0), True),
    (["2026-11-02 09:30"], (1, 1, 1), True),
    (["2026-11-02 09:30", "2026-11-02 17:00"], (2, 2, 1), True),
    (["2026-11-02 12:00"], (0, 0, 0), True),
    (["2026-11-02 17:00", "2026-11-03 09:00"], (2, 2, 2), False),
    (["2026-11-02 17:00", "2026-11-02 17:30"], (2, 1, 1), True),
]


@pytest.mark.parametrize(("tried", "counted", "counts_now"), TALLIES)
def test_the_tally_of_unanswered_tries(make_call, lin, noon, at, tried, counted, counts_now):
    call = make_call()
    windows = services.CallingWindows.of(call.store)
    found = services.tally(call, [at(text) for text in tried], windows=windows, now=noon)
    assert (found.attempts, found.windows, found.days) == counted
    assert (found.need_attempts, found.need_windows, found.need_days) == (3, 3, 2)
    assert found.counts_now == counts_now


def test_the_screen_says_how_far_it_is(signed_in, lin, make_call, entry, at, noon):
    call = make_call()
    for moment in ("2026-11-03 09:10", "2026-11-03 09:20"):
        services.record_attempt(call, entry("no_answer", call, started_at=at(moment)), now=at(moment), by=lin)
    shown = signed_in(lin).get(url(call))
    assert (shown.context["tally"].attempts, shown.context["tally"].windows) == (2, 1)
    assert not shown.context["tally"].counts_now
    assert shown.context["tally"].counted_already


def test_no_window_is_said_to_be_counted_where_none_is(make_call, at):
    """At night, and once the call is late."""
    call = make_call()
    windows = services.CallingWindows.of(call.store)
    for moment in ("2026-11-03 21:45", "2026-12-01 10:00"):
        found = services.tally(call, [], windows=windows, now=at(moment))
        assert not (found.counts_now or found.counted_already)
