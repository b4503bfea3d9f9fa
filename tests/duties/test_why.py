"""The page "why then?": the answer with its days, steps and rules; a manager's excuse."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import worktime
from apps.duties import services
from apps.duties.explanation import Explanation
from apps.duties.services import Plan
from apps.rulebook.calendars import store_calendar
from apps.rulebook.services import close_store, set_policy


@pytest.fixture
def moved(house, lin, zhou, root, at):
    """Delivered on 4 October, the 7th closed, an appointment moved it to the 9th."""
    now = at("2026-10-04 12:00")
    close_store(
        house.store,
        first_day=date(2026, 10, 7),
        last_day=date(2026, 10, 7),
        reason="年度盘点",
        by=root,
        now=now,
    )
    calendar = store_calendar(house.store)
    plan = Plan(worktime.callback_due(calendar, date(2026, 10, 4), days=3), {}, 1)
    duty = services.open_duty(
        "callback.delivery", key="callback:delivery:1", store=house.store, plan=plan, title="CK2610-0037",
        url_name="desk:call", object_id=1, now=now, owner=lin,
    )  # fmt: skip
    step = worktime.Step("appointed", {"day": "2026-10-09"})
    answer = worktime.Answer(
        day=date(2026, 10, 9), at=worktime.end_of_day(calendar, date(2026, 10, 9)), clock=False,
        provisional=False, trace=(step,),
    )  # fmt: skip
    services.reschedule(duty, Plan(answer), now=at("2026-10-08 17:20"), by=lin, code="appointment")
    return duty


def test_days_of_the_strip(moved, at):
    days = {one.day: one for one in Explanation(moved, now=at("2026-10-09 10:48")).days}
    assert min(days) == date(2026, 10, 4) and max(days) == date(2026, 10, 10)
    assert (days[date(2026, 10, 5)].kind, days[date(2026, 10, 7)].kind) == ("holiday", "closed")
    assert days[date(2026, 10, 10)].kind == "makeup"
    assert [day for day, one in days.items() if one.is_due] == [date(2026, 10, 9)]


def test_the_page_tells_the_whole_story(signed_in, moved, lin, monkeypatch, at):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-10-09 10:48"))
    page = signed_in(lin).get(reverse("duties:why", args=[moved.pk])).content.decode()
    for words in ("10-09", "10-08", "年度盘点", "客户必须在三天之内回访", "CK2610-0037"):
        assert words in page


def test_an_agent_reads_no_colleagues_name(moved, lin, du, zhou, at):
    now = at("2026-10-09 10:48")
    services.reassign(moved, to=du, now=now, by=zhou, reason="均衡")
    names = {
        reader: [str(one["by"]) + one["text"] for one in Explanation(moved, now=now, reader=reader).events]
        + [str(Explanation(moved, now=now, reader=reader).owner)]
        for reader in (lin, du, zhou)
    }
    assert "杜鹏" not in str(names[lin]) and "周敏" not in str(names[lin])
    assert "杜鹏" in names[du][-1] and "林晓彤" not in str(names[du])
    assert {"杜鹏", "林晓彤", "周敏"} <= {
        name for name in ("杜鹏", "林晓彤", "周敏") if name in str(names[zhou])
    }


def test_the_version_in_force_is_named(signed_in, house, lin, root, at):
    set_policy(
        "callback.delivery.due_days", 2, store=house.store, effective_from=date(2026, 11, 1), reason="更快",
        by=root, now=at("2026-10-20 09:00"),
    )  # fmt: skip
    answer = worktime.callback_due(
        store_calendar(house.store), date(2026, 11, 3), days=2, since=date(2026, 11, 1)
    )
    duty = services.open_duty(
        "callback.delivery", key="k", store=house.store, plan=Plan(answer), title="CK", url_name="desk:call",
        object_id=1, now=at("2026-11-03 10:00"), owner=lin,
    )  # fmt: skip
    (rule,) = Explanation(duty, now=at("2026-11-03 10:00")).rules
    assert (rule.rule, rule.value, rule.version.author, rule.entry.key) == (
        "R01", 2, root, "callback.delivery.due_days",
    )  # fmt: skip


def test_who_may_look(signed_in, moved, du, han, stranger, clerk):
    url = reverse("duties:why", args=[moved.pk])
    assert signed_in(du).get(url).status_code == 200  # agents see the store's
    for person in (han, stranger, clerk):
        assert signed_in(person).get(url).status_code == 404


def test_excusing_needs_a_reason_and_the_right(signed_in, moved, lin, zhou):
    url = reverse("duties:excuse", args=[moved.pk])
    assert signed_in(lin).post(url, {"cause": "decided", "reason": "停电"}).status_code == 403
    refused = signed_in(zhou).post(url, {"cause": "outage", "reason": " "})
    assert refused.status_code == 400 and refused.context["form"].errors["reason"]
    assert signed_in(zhou).post(url, {"cause": "x", "reason": "停电"}).status_code == 400
    assert signed_in(zhou).post(url, {"cause": "outage", "reason": "停电"}).status_code == 302
    moved.refresh_from_db()
    assert (moved.state, moved.cause) == ("excused", "outage")
    assert signed_in(zhou).post(url, {"cause": "outage", "reason": "再来"}).status_code == 409


def test_the_page_asks_the_same_for_a_longer_story(signed_in, moved, lin, du, zhou, at):
    url = reverse("duties:why", args=[moved.pk])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert signed_in(zhou).get(url).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for n in range(10):
        services.reassign(
            moved,
            to=(du, lin)[n % 2],
            now=at("2026-10-08 18:00") + timedelta(minutes=n),
            by=zhou,
            reason="轮换",
        )
    assert queries() == few <= 25


def test_nobody_is_offered_to_excuse_the_own_duty(signed_in, moved, zhou, at):
    services.reassign(moved, to=zhou, now=at("2026-10-09 09:00"), by=zhou)
    own, url = signed_in(zhou), reverse("duties:excuse", args=[moved.pk])
    assert url not in own.get(reverse("duties:why", args=[moved.pk])).content.decode()
    answer = own.post(url, {"cause": "decided", "reason": "停电"})
    assert answer.status_code == 403
    moved.refresh_from_db()
    assert moved.state == "open"
