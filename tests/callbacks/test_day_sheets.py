"""Day sheets (S61): counted from the facts of the store's day, handed in once, missing ones listed next morning."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Role
from apps.callbacks import services
from apps.callbacks.models import DaySheet
from apps.core import middleware
from apps.core.refusal import Refused
from apps.core.wording import without_numbers
from apps.reports.services import choose_kinds

DAY = date(2026, 11, 3)


@pytest.fixture
def dial(make_call, lin, entry):
    """`dial("completed", at(…))`: a saved call of lin."""

    def dialled(outcome, now, **more):
        call = make_call(now=now, day=date(2026, 11, 2))
        typed = entry(outcome, call, started_at=now, off_window_reason="约定", **more)
        return services.record_attempt(call, typed, now=now, by=lin)

    return dialled


def hand_in(house, by, now, day=DAY, remark="明日回访两位"):
    return services.hand_in_day_sheet(day, store=house.store, remark=remark, now=now, by=by)


def test_the_day_is_counted_from_the_facts(dial, house, lin, at, all_answers, make_call):
    dial("completed", at("2026-11-03 00:00"), problem="充电慢", question="何时保养？")
    dial("no_answer", at("2026-11-03 10:00"))
    dial("appointed", at("2026-11-03 10:30"), appointment_at=at("2026-11-04 09:30"))
    dial("completed", at("2026-11-03 23:59"), suggestion="加儿童区")
    dial("completed", at("2026-11-02 23:59"), problem="昨天的")
    dial("completed", at("2026-11-04 00:00"), problem="明天的")
    make_call(now=at("2026-11-03 12:00"), day=date(2026, 11, 2))
    found = services.day_facts(house.store, lin, DAY, now=at("2026-11-04 00:01"))
    assert (found.attempts, found.reached) == (4, 3)
    assert found.outcomes == {"completed": 2, "no_answer": 1, "appointed": 1}
    assert (found.problems, found.questions, found.suggestions) == (1, 1, 1)
    assert (found.promises_open, found.open_calls, found.overdue_calls) == (1, 3, 0)


def test_it_is_handed_in_once_and_frozen(dial, house, lin, zhou, at, noon):
    dial("completed", noon)
    sheet = hand_in(house, lin, at("2026-11-03 18:40"))
    dial("completed", at("2026-11-03 18:50"))
    sheet.refresh_from_db()
    assert (sheet.attempts, sheet.words.remark) == (1, "明日回访两位")
    for again in (lambda: hand_in(house, lin, at("2026-11-03 19:00")), lambda: hand_in(house, zhou, noon)):
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.status == 409
    with pytest.raises(Exception, match=r"append-only|permission denied"):
        DaySheet.objects.filter(pk=sheet.pk).update(attempts=99)


WEEK = [("2026-11-03", True), ("2026-10-27", True), ("2026-10-26", False), ("2026-11-04", False)]


@pytest.mark.parametrize(("day", "ok"), WEEK)
def test_a_day_is_handed_in_until_a_week_later(dial, house, lin, at, day, ok):
    dial("completed", at(f"{day} 10:00"))
    if ok:
        assert hand_in(house, lin, at("2026-11-03 20:00"), date.fromisoformat(day))
        return
    with pytest.raises(Refused) as refusal:
        hand_in(house, lin, at("2026-11-03 20:00"), date.fromisoformat(day))
    assert refusal.value.field == "day"


def test_missing_sheets_are_listed_the_next_morning(dial, house, lin, at):
    dial("completed", at("2026-11-02 10:00"))
    dial("no_answer", at("2026-11-03 10:00"))
    dial("no_answer", at("2026-11-03 10:00"))

    def missing(now):
        return [
            (one.day.isoformat(), one.attempts) for one in services.missing_sheets(house.store, now=at(now))
        ]

    assert missing("2026-11-03 23:59") == [("2026-11-02", 1)]
    assert missing("2026-11-04 00:00") == [("2026-11-03", 2), ("2026-11-02", 1)]
    hand_in(house, lin, at("2026-11-04 08:00"))
    assert missing("2026-11-04 08:01") == [("2026-11-02", 1)]
    assert missing("2026-11-10 08:00") == []


def test_switched_off_none_is_owed(dial, house, lin, zhou, at):
    """Among the kinds of report; days on which they were asked for stay owed."""
    dial("completed", at("2026-11-02 10:00"))
    dial("completed", at("2026-11-03 10:00"))
    choose_kinds(["week"], store=house.store, reason="试行", now=at("2026-11-03 08:00"), by=zhou)
    assert [one.day for one in services.missing_sheets(house.store, now=at("2026-11-04 08:00"))] == [
        date(2026, 11, 2)
    ]
    with pytest.raises(Refused) as refusal:
        hand_in(house, lin, at("2026-11-03 18:00"))
    assert refusal.value.status == 409
    choose_kinds(["week", "day"], store=house.store, reason="恢复", now=at("2026-11-03 18:10"), by=zhou)
    assert hand_in(house, lin, at("2026-11-03 18:40")).attempts == 1


def test_the_pages_and_who_sees_them(dial, house, lin, du, zhou, noon, at, signed_in, monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: at("2026-11-03 18:40"))
    clerk = house.person("shen", "沈洁", Role.QA_CLERK, house.care)
    url = reverse("callbacks:day_sheet", args=["2026-11-03", lin.pk])
    counts = []
    signed_in(lin).get(url)
    for size in (2, 12):
        for _ in range(size):
            dial("completed", noon, problem="请打13812345678找我")
        with CaptureQueriesContext(connection) as queries:
            page = signed_in(lin).get(url).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "138****5678" in page
    assert "13812345678" not in page
    assert signed_in(du).get(url).status_code == 404
    assert signed_in(zhou).post(url, {"remark": "x"}).status_code == 404
    assert signed_in(lin).post(url, {"remark": "完成"}).status_code == 302
    for person in (clerk, zhou, lin):
        assert "完成" in signed_in(person).get(reverse("callbacks:day_sheets")).content.decode()
    assert "完成" in signed_in(clerk).get(url + "?paper").content.decode()
    assert signed_in(lin).get(reverse("callbacks:day_sheet", args=["0001-01-01", lin.pk])).status_code == 404


def test_numbers_in_words_are_masked():
    assert (
        without_numbers("13812345678 或 0371-66668888，单号 20261103")
        == "138****5678 或 0371****8888，单号 20261103"
    )
