"""A save can be taken back for ten seconds: until then nothing has happened, afterwards it happened at the save."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Attempt, Draft, HeldSave
from apps.complaints.models import Category, Complaint
from apps.core import middleware
from apps.core.refusal import Refused
from apps.desk.call import recording
from apps.duties import services as duties
from apps.notices.models import Notice

HTMX = {"HTTP_HX_REQUEST": "true"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch, noon, settings):
    """`clock(at)` sets the web's moment; saves can be undone for ten seconds."""
    settings.UNDO_SECONDS = 10

    def stand(moment):
        monkeypatch.setattr(middleware.timezone, "now", lambda: moment)

    stand(noon)
    return stand


@pytest.fixture
def call(make_call, lin):
    return make_call()


@pytest.fixture
def page(signed_in, lin, clock):
    return signed_in(lin)


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def sent(call, all_answers, outcome="completed", **more):
    data = {"outcome": outcome, "request_key": str(uuid4()), "phone": call.customer.phones.first().pk}
    if outcome == "completed":
        data |= {f"answer-{pk}": value for pk, value in all_answers(call).items()}
    return data | more


def with_complaint(call, all_answers):
    return sent(call, all_answers, note="下午在家") | {
        "open_complaint": "1", "complaint_category": str(Category.objects.first().pk),
        "complaint_level": "normal", "complaint_text": "手续等了四十多分钟",
    }  # fmt: skip


def test_a_save_waits_and_the_next_call_is_there(page, call, make_call, all_answers):
    following = make_call()
    answer = page.post(url(call), sent(call, all_answers), **HTMX)
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, url(following))
    assert url(call, "call_undo") in text
    assert "<!doctype" not in text.lower()
    assert not Attempt.objects.exists()
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.settled_at) == ("pending", "open", None)
    assert url(call) not in page.get("/").content.decode()
    again = page.get(url(call)).content.decode()
    assert "data-call" not in again
    assert url(call, "call_undo") in again


def test_undo_brings_every_word_back(page, call, all_answers, clock, noon, lin):
    page.post(url(call, "call_reveal"), {"dial": call.customer.phones.get().pk}, **HTMX)
    clock(noon + timedelta(minutes=2))
    page.post(url(call), with_complaint(call, all_answers), **HTMX)
    clock(noon + timedelta(minutes=2, seconds=9))
    answer = page.post(url(call, "call_undo"), **HTMX)
    text = answer.content.decode()
    assert answer["HX-Push-Url"] == url(call)
    assert "下午在家" in text
    assert "手续等了四十多分钟" in text
    assert text.count('name="answer-') and text.count(" checked") >= 6
    assert Draft.objects.get().started_at == noon
    clock(noon + timedelta(minutes=5))
    assert recording.record_waiting(now=noon + timedelta(minutes=5)) == 0
    assert not Attempt.objects.exists()


def test_after_ten_seconds_it_is_a_fact_of_the_moment_it_was_saved(page, call, all_answers, clock, noon):
    page.post(url(call), with_complaint(call, all_answers), **HTMX)
    assert recording.record_waiting(now=noon + 9 * SECOND) == 0
    clock(noon + 11 * SECOND)
    assert page.post(url(call, "call_undo"), **HTMX).status_code == 409
    assert page.post(reverse("desk:call_settle"), **HTMX).status_code == 204
    made = Attempt.objects.get()
    assert (made.saved_at, made.ended_at, made.words.note) == (noon, noon, "下午在家")
    assert Complaint.objects.get().learned_at == noon
    call.duty.refresh_from_db()
    assert (call.duty.state, call.duty.settled_at) == ("kept", noon)
    assert not HeldSave.objects.exists()
    assert not Draft.objects.exists()
    assert page.post(url(call, "call_undo"), **HTMX).status_code == 409


def test_the_sweep_of_missed_duties_cannot_be_faster(page, call, all_answers, clock, noon):
    """Held long before the cut-off, recorded long after it because everything was down: kept."""
    page.post(url(call), sent(call, all_answers), **HTMX)
    later = call.duty.due_at + timedelta(hours=3)
    duties.mark_missed(now=later)
    assert recording.record_waiting(now=later) == 1
    call.duty.refresh_from_db()
    assert call.duty.state == "kept"


def test_near_the_cut_off_a_save_is_recorded_at_once(page, call, all_answers, clock, lin):
    clock(call.duty.due_at - timedelta(minutes=5))
    page.force_login(lin)
    data = sent(call, all_answers, off_window_reason="最后一天")
    answer = page.post(url(call), data, **HTMX)
    assert url(call, "call_undo") not in answer.content.decode()
    assert Attempt.objects.count() == 1


def test_while_a_save_waits_the_call_is_nobody_elses(page, call, all_answers, signed_in, zhou, noon, entry):
    page.post(url(call), sent(call, all_answers), **HTMX)
    with pytest.raises(Refused) as refusal:
        services.hold(call, entry("busy", call), data={}, now=noon + SECOND, by=zhou)
    assert "林晓彤" in str(refusal.value)
    with pytest.raises(Refused):
        services.take_over(call, now=noon + SECOND, by=zhou)
    assert signed_in(zhou).post(url(call), sent(call, all_answers), **HTMX).status_code == 409


def test_a_double_click_waits_once_and_is_recorded_once(page, call, all_answers, clock, noon):
    data = sent(call, all_answers)
    for _ in range(2):
        assert page.post(url(call), data, **HTMX).status_code == 200
    assert HeldSave.objects.count() == 1
    assert recording.record_waiting(now=noon + 11 * SECOND) == 1
    assert page.post(url(call), data, **HTMX).status_code == 200
    assert (Attempt.objects.count(), HeldSave.objects.count()) == (1, 0)


def test_what_cannot_be_recorded_any_more_is_given_back_with_a_notice(page, call, all_answers, noon, lin):
    page.post(url(call), sent(call, all_answers, problem="等太久"), **HTMX)
    services.hand_over.withdraw(call, code="void", reason="单据作废", now=noon + SECOND, by=None)
    assert recording.record_waiting(now=noon + 11 * SECOND) == 0
    assert Draft.objects.get(user=lin).data["problem"] == "等太久"
    assert Notice.objects.get(user=lin, kind="callbacks.not_recorded").params["number"] == call.duty.title
    assert not HeldSave.objects.exists()


def test_going_on_and_saving_take_few_queries(page, call, make_call, all_answers):
    """What is configured is known to the process from the page before."""
    make_call()
    data = sent(call, all_answers)
    page.get(reverse("desk:call_next"), **HTMX)
    for most, ask in (
        (11, lambda: page.get(reverse("desk:call_next"), **HTMX)),
        (18, lambda: page.post(url(call), data, **HTMX)),
    ):
        with CaptureQueriesContext(connection) as counted:
            assert ask().status_code == 200
        assert len([query for query in counted if "SAVEPOINT" not in query["sql"]]) <= most
