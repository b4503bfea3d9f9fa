"""The call screen: open, show the number, keep the draft, save, go on (ux.md)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Attempt, Draft
from apps.complaints.models import Category, CauseKind, Complaint
from apps.customers.models import Phone, Reveal
from apps.rulebook.models import PolicyValue

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def inside_a_window(monkeypatch, noon):
    """The web's clock stands at 10:00 in Shanghai."""
    from apps.core import middleware

    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def call(make_call, lin):
    return make_call()


@pytest.fixture
def page(signed_in, lin):
    return signed_in(lin)


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def answers_of(call, all_answers, **by_code):
    return {f"answer-{pk}": value for pk, value in all_answers(call, **by_code).items()}


def sent(call, all_answers, outcome="completed", **more):
    data = {"outcome": outcome, "request_key": str(uuid4()), "phone": call.customer.phones.first().pk}
    if outcome == "completed":
        data |= answers_of(call, all_answers)
    return data | more


def test_opening_takes_the_call_and_masks_the_number(page, call, lin):
    answer = page.get(url(call))
    assert answer.status_code == 200
    text = answer.content.decode()
    number = call.customer.phones.get().number
    assert number not in text
    assert f"{number[:3]}****{number[-4:]}" in text
    assert text.count('class="outcome"') == 9
    assert text.count('class="ask"') == 5
    call.refresh_from_db()
    assert call.claimed_by == lin


def test_showing_the_number_is_logged_and_starts_the_attempt(page, call, lin, noon):
    phone = call.customer.phones.get()
    answer = page.post(url(call, "call_reveal"), {"dial": phone.pk}, **HTMX)
    assert f"tel:{phone.number}" in answer.content.decode()
    seen = Reveal.objects.get()
    assert (seen.phone, seen.by, seen.code, seen.object_id) == (phone, lin, "call", call.pk)
    assert Draft.objects.get().started_at == noon


def test_a_number_of_another_customer_is_not_shown(page, call, make_call):
    foreign = make_call().customer.phones.get()
    assert page.post(url(call, "call_reveal"), {"dial": foreign.pk}).status_code == 404
    assert page.post(url(call, "call_reveal"), {"dial": "x"}).status_code == 404
    assert not Reveal.objects.exists()


def test_saving_opens_the_next_call(page, call, make_call, all_answers, lin):
    following = make_call()
    answer = page.post(url(call), sent(call, all_answers))
    assert answer.status_code == 302
    assert answer.url == url(following)
    call.refresh_from_db()
    assert (call.state, call.duty.state) == ("completed", "kept")
    last = page.post(url(following), sent(following, all_answers, outcome="refused"))
    assert last.url == reverse("desk:home")


def test_the_attempt_starts_when_the_number_was_shown(page, call, all_answers, noon, monkeypatch):
    from apps.core import middleware

    page.post(url(call, "call_reveal"), {"dial": call.customer.phones.get().pk}, **HTMX)
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(minutes=4))
    page.post(url(call), sent(call, all_answers, started_at="2020-01-01T00:00"))
    made = Attempt.objects.get()
    assert (made.started_at, made.ended_at) == (noon, noon + timedelta(minutes=4))


def test_a_bad_answer_opens_a_complaint_in_the_same_save(page, call, all_answers, zhou):
    category = Category.objects.first()
    data = sent(call, all_answers) | answers_of(call, all_answers, explanation="2")
    data |= {
        "open_complaint": "1", "complaint_category": category.pk, "complaint_level": "normal",
        "complaint_text": "手续等了四十多分钟", "complaint_demand": "说明原因",
    }  # fmt: skip
    answer = page.post(url(call), data, follow=True)
    complaint = Complaint.objects.get()
    assert complaint.number in answer.content.decode()
    assert (complaint.callback, complaint.customer, complaint.category) == (call, call.customer, category)
    assert complaint.words.text == "手续等了四十多分钟"
    assert complaint.learned_at == Attempt.objects.get().ended_at


def test_a_complaint_without_words_saves_nothing_and_keeps_the_page(page, call, all_answers):
    data = sent(call, all_answers, problem="原话保留") | {"open_complaint": "1", "complaint_text": ""}
    answer = page.post(url(call), data)
    assert answer.status_code == 400
    assert "原话保留" in answer.content.decode()
    assert not Attempt.objects.exists()


def test_a_refused_save_keeps_every_word(page, call, all_answers, zhou, noon):
    data = sent(call, all_answers, problem="手续太慢", suggestion="多放椅子", note="下午在家")
    services.claim(call, now=noon, by=zhou)
    answer = page.post(url(call), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "周敏" in text
    for words in ("手续太慢", "多放椅子", "下午在家", data["request_key"]):
        assert words in text
    assert text.count(" checked") >= 6


def test_a_missing_answer_is_named_at_its_question(page, call, all_answers):
    data = sent(call, all_answers)
    del data[next(name for name in data if name.startswith("answer-"))]
    answer = page.post(url(call), data)
    assert answer.status_code == 400
    assert 'class="fault"' in answer.content.decode()


def test_a_double_click_is_one_attempt(page, call, all_answers):
    data = sent(call, all_answers)
    assert [page.post(url(call), data).status_code for _ in range(2)] == [302, 302]
    assert Attempt.objects.count() == 1


def test_no_outcome_is_refused(page, call, all_answers):
    data = sent(call, all_answers, outcome="")
    assert page.post(url(call), data).status_code == 400


def test_an_appointment_by_slot_and_by_hand(page, call, make_call, all_answers):
    slot = page.get(url(call)).context["slots"][1]
    page.post(url(call), sent(call, all_answers, outcome="appointed", slot=slot["value"]))
    call.refresh_from_db()
    assert call.appointment_at == datetime.fromisoformat(slot["value"])
    other = make_call()
    data = sent(other, all_answers, outcome="appointed", slot="other", appointment="2026-11-04T13:15")
    page.post(url(other), data)
    other.refresh_from_db()
    assert other.appointment_at == datetime(2026, 11, 4, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["", "nonsense", "2026-11-01T10:00", "2030-01-01T10:00"])
def test_an_unfit_appointment_is_refused_at_its_field(page, call, all_answers, typed):
    data = sent(call, all_answers, outcome="appointed", slot="other", appointment=typed)
    answer = page.post(url(call), data)
    assert answer.status_code == 400
    assert answer.context["faults"]["appointment"]


def test_outside_the_windows_the_page_says_so_and_asks_why(page, call, all_answers, noon, monkeypatch):
    from apps.core import middleware

    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(hours=3))
    assert 'name="off_window_reason"' in page.get(url(call)).content.decode()
    data = sent(call, all_answers, outcome="no_answer")
    assert page.post(url(call), data).status_code == 400
    data["off_window_reason"] = "客户要求"
    assert page.post(url(call), data).status_code == 302


def test_an_ended_call_is_read_only(page, call, all_answers):
    page.post(url(call), sent(call, all_answers, problem="手续太慢"))
    text = page.get(url(call)).content.decode()
    assert "手续太慢" in text
    assert "data-call" not in text
    assert page.post(url(call), sent(call, all_answers)).status_code == 409


def test_other_calls_of_the_customer_are_listed(page, call, make_call):
    other = make_call(kind="repair", customer=call.customer)
    assert url(other) in page.get(url(call)).content.decode()


def test_script_and_words_are_escaped(page, make_order, lin, noon):
    order = make_order()
    order.customer.name = "<script>alert(1)</script>"
    order.customer.save()
    services.open_due_follow_ups(now=noon)
    text = page.get(url(order.callbacks.get())).content.decode()
    assert "<script>alert" not in text


def test_the_manager_enters_a_call_made_earlier(signed_in, call, zhou, lin, all_answers, at):
    client = signed_in(zhou)
    data = sent(call, all_answers, called_at="2026-11-03T09:30", earlier_reason="")
    refused = client.post(url(call), data)
    assert refused.status_code == 400
    assert refused.context["faults"]["earlier_reason"]
    assert client.post(url(call), data | {"earlier_reason": "停电"}).status_code == 302
    made = Attempt.objects.get()
    assert (made.started_at, made.agent, made.entered_by) == (at("2026-11-03 09:30"), lin, zhou)


def test_an_agent_enters_no_earlier_call(page, call, all_answers):
    assert 'name="called_at"' not in page.get(url(call)).content.decode()
    data = sent(call, all_answers, called_at="2026-11-03T09:30", earlier_reason="停电")
    assert page.post(url(call), data).status_code == 403


def test_a_verification_closes_its_complaint_in_the_same_save(
    signed_in, house, lin, zhou, song, zhang, noon, all_answers
):
    from apps.complaints import services as complaints
    from apps.customers.models import Customer

    customer = Customer.objects.create(store=house.store, name="王芳", created_at=noon)
    Phone.objects.create(customer=customer, number="13811112222", position=1)
    entry = complaints.ComplaintEntry(
        source="hotline", category_id=Category.objects.first().pk, customer=customer, text="异响未解决"
    )
    case = complaints.register(entry, store=house.store, now=noon, by=zhou)
    complaints.issue(case, department=house.aftersales, now=noon, by=zhou)
    complaints.sign(case, handler=zhang, now=noon, by=song)
    complaints.record_first_contact(case, note="已联系", now=noon, by=song)
    complaints.return_answer(
        case,
        cause="螺丝松",
        measure="紧固",
        result="已解决",
        liable="us",
        cause_kind=CauseKind.objects.get(code="product.parts"),
        now=noon,
        by=song,
    )
    call = case.verifications.get().callback
    assert call.duty.owner == lin
    client = signed_in(lin)
    assert client.get(url(call)).status_code == 200
    case.refresh_from_db()
    assert case.state == "verifying"
    data = sent(call, all_answers) | dict.fromkeys(answers_of(call, all_answers), "1")
    assert client.post(url(call), data).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.closing) == ("closed", "satisfied")


def test_where_calls_are_recorded_the_customer_is_told(page, call, house, zhou, noon):
    """K5: the notice stands above the script only where the house says that it records."""
    assert "本次通话将被录音" not in page.get(url(call)).text
    PolicyValue.objects.create(
        store=house.store, key="privacy.calls_are_recorded", value=True, author=zhou, reason="x",
        effective_from=noon.date() - timedelta(days=1), created_at=noon,
    )  # fmt: skip
    assert "本次通话将被录音" in page.get(url(call)).text
