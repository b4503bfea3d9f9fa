"""Questions and suggestions (S57, R44): owed the same day, replied to, handed over, overdue like any duty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Absence
from apps.callbacks import services
from apps.callbacks.models import Inquiry
from apps.core import middleware
from apps.core.refusal import Refused
from apps.customers.services import opt_out
from apps.duties.services import mark_missed
from apps.rulebook.services import close_store, set_policy


@pytest.fixture
def ask(make_call, lin, entry):
    """`ask(at(…))`: a finished call in which the customer asked something."""

    def asked(now, *, question="质保几年？", suggestion="", **more):
        call = make_call(now=now, day=date(2026, 11, 2))
        said = {"question": question, "suggestion": suggestion, "off_window_reason": "客户约定"}
        typed = entry("completed", call, started_at=now, **said, **more)
        services.record_attempt(call, typed, now=now, by=lin)
        return Inquiry.objects.select_related("duty", "store").get(callback=call)

    return asked


def reply(inquiry, now, by, **more):
    given = {"reply": "三年或十万公里", "channel": "phone"} | more
    return services.answer_inquiry(inquiry, **given, now=now, by=by)


# asked at, answered at, kept: the same day until 24:00 of the store's clock
R44 = [
    ("2026-11-03 10:00", "2026-11-03 10:05", "kept"),
    ("2026-11-03 10:00", "2026-11-03 23:59", "kept"),
    ("2026-11-03 10:00", "2026-11-04 00:00", "missed"),
    ("2026-11-03 23:50", "2026-11-04 09:00", "missed"),
    ("2026-11-04 00:10", "2026-11-04 23:59", "kept"),
]


@pytest.mark.parametrize(("asked_at", "answered_at", "state"), R44)
def test_a_reply_is_owed_until_midnight(ask, lin, at, asked_at, answered_at, state):
    inquiry = ask(at(asked_at))
    assert (inquiry.duty.owner, inquiry.duty.kind) == (lin, "question.answer")
    assert inquiry.duty.due_day == date.fromisoformat(asked_at[:10])
    mark_missed(now=at(answered_at))
    assert reply(inquiry, at(answered_at), lin) == state
    assert (inquiry.words.reply, inquiry.answered_by, inquiry.is_open) == ("三年或十万公里", lin, False)


def test_a_closed_day_and_another_rule_move_it(ask, house, root, at, noon):
    close_store(
        house.store, first_day=date(2026, 11, 5), last_day=date(2026, 11, 5), reason="盘点", by=root, now=noon
    )
    inquiry = ask(at("2026-11-05 10:00"))
    assert inquiry.duty.due_day == date(2026, 11, 6)
    set_policy(
        "question.same_day", 2, store=house.store, effective_from=date(2026, 11, 5), reason="x", by=root,
        now=at("2026-11-05 11:00"),
    )  # fmt: skip
    [move] = [m for m in services.replan(now=at("2026-11-05 11:00")) if m.duty.kind == "question.answer"]
    inquiry.duty.refresh_from_db()
    assert (inquiry.duty.due_day, inquiry.duty.due_at) == (date(2026, 11, 7), move.new_at)


def test_a_suggestion_says_what_becomes_of_it(ask, lin, noon):
    inquiry = ask(noon, question="", suggestion="加个儿童区")
    assert (inquiry.kind, inquiry.text, inquiry.department_kind) == ("suggestion", "加个儿童区", "sales")
    with pytest.raises(Refused) as refusal:
        reply(inquiry, noon, lin)
    assert refusal.value.field == "adopted"
    with pytest.raises(Refused) as refusal:
        reply(inquiry, noon, lin, adopted=False)
    assert refusal.value.field == "why"
    assert reply(inquiry, noon, lin, adopted=False, why="没有场地", department_kind="care") == "kept"
    assert (inquiry.adopted, inquiry.words.why, inquiry.department_kind) == (False, "没有场地", "care")
    ask(noon, question="", suggestion="晚点关门")
    counted = services.count_opinions(inquiry.store, since=noon, until=noon + timedelta(days=1))
    assert [(one.department_kind, one.heard, one.taken_up, one.turned_down) for one in counted] == [
        ("care", 1, 0, 1),
        ("sales", 1, 0, 0),
    ]


def test_nothing_said_opens_nothing_and_a_call_nobody_took_neither(ask, make_call, lin, entry, noon):
    call = make_call()
    services.record_attempt(call, entry("no_answer", call, question="?"), now=noon, by=lin)
    call = make_call()
    services.record_attempt(call, entry("completed", call, question=" "), now=noon, by=lin)
    assert Inquiry.objects.count() == 0


def test_only_the_owner_and_a_manager_answer_once(ask, lin, du, zhou, noon):
    inquiry = ask(noon)
    for way in (
        lambda: reply(inquiry, noon, du),
        lambda: services.hand_over_inquiry(inquiry, to=du, reason="x", now=noon, by=du),
        lambda: services.dismiss_inquiry(inquiry, reason="x", now=noon, by=lin),
    ):
        with pytest.raises(Refused) as refusal:
            way()
        assert refusal.value.status == 403
    reply(inquiry, noon, zhou)
    with pytest.raises(Refused) as refusal:
        reply(inquiry, noon, lin)
    assert refusal.value.status == 409


def test_it_is_handed_over_with_its_history(ask, lin, song, zhou, noon, at):
    inquiry = ask(noon)
    services.hand_over_inquiry(inquiry, to=song, reason="售后答复", now=noon, by=lin)
    event = inquiry.duty.events.last()
    assert (event.what, event.old_owner, event.new_owner) == ("reassign", lin, song)
    assert reply(inquiry, at("2026-11-03 15:00"), song) == "kept"
    other = ask(noon)
    Absence.objects.create(
        user=song, first_day=date(2026, 11, 3), last_day=date(2026, 11, 3), entered_by=zhou
    )
    with pytest.raises(Refused) as refusal:
        services.hand_over_inquiry(other, to=song, reason="x", now=noon, by=lin)
    assert refusal.value.field == "to"


def test_a_manager_takes_away_what_was_no_question(ask, lin, zhou, noon):
    inquiry = ask(noon)
    services.dismiss_inquiry(inquiry, reason="重复", now=noon, by=zhou)
    assert (inquiry.duty.state, inquiry.is_open) == ("cancelled", False)
    assert not Inquiry.objects.open().exists()


def test_the_pages_show_and_take_the_reply(ask, lin, du, zhou, noon, signed_in, monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    counts = []
    signed_in(lin).get(reverse("callbacks:inquiries"))
    for size in (3, 20):
        inquiry = [ask(noon) for _ in range(size)][-1]
        with CaptureQueriesContext(connection) as queries:
            page = signed_in(lin).get(reverse("callbacks:inquiries")).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "质保几年？" in page
    url = reverse("callbacks:inquiry", args=[inquiry.pk])
    assert signed_in(du).get(url).status_code == 404
    assert "不愿接听" not in signed_in(lin).get(url).content.decode()
    opt_out(inquiry.callback.customer, kind="delivery", reason="不想被打扰", now=noon, by=zhou)
    page = signed_in(lin).get(url)
    assert "客户不愿接听来电（不想被打扰）" in page.content.decode()
    assert page.context["form"]["channel"].value() == "message"
    assert signed_in(lin).post(url, {"reply": "", "channel": "phone"}).status_code == 400
    assert signed_in(lin).post(url, {"reply": "三年", "channel": "phone"}).status_code == 302
    assert "三年" in signed_in(zhou).get(url).content.decode()
    assert url in signed_in(zhou).get(reverse("callbacks:inquiries") + "?state=answered").content.decode()
