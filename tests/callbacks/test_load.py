"""The load forecast: due against agents × window minutes ÷ average minutes; what will not fit is marked."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Absence
from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.core import middleware
from apps.rulebook.services import close_store

TODAY = date(2026, 11, 3)


def by_day(house, now, **more):
    return {one.day: one for one in services.load_forecast(house.store, now=now, **more).days}


def test_capacity_is_agents_times_windows_by_the_usual_call(house, lin, du, noon, at):
    """300 minutes of windows a day, six a call: 50 for each agent; today only what is left of the windows."""
    found = by_day(house, noon)
    assert list(found) == [TODAY + timedelta(days=n) for n in range(10)]
    assert (found[date(2026, 11, 4)].capacity, found[date(2026, 11, 4)].agents) == (100, 2)
    assert found[TODAY].capacity == 2 * (90 + 150) // 6
    assert by_day(house, at("2026-11-03 19:00"))[TODAY].capacity == 0
    assert not services.load_forecast(house.store, now=noon).measured


def test_absences_and_closures_take_capacity_away(house, lin, du, zhou, root, noon):
    days = {"first_day": date(2026, 11, 5), "last_day": date(2026, 11, 6)}
    Absence.objects.create(user=du, entered_by=zhou, **days)
    close_store(
        house.store, first_day=date(2026, 11, 7), last_day=date(2026, 11, 7), reason="盘点", by=root, now=noon
    )
    found = by_day(house, noon)
    assert [found[date(2026, 11, n)].capacity for n in (4, 5, 6, 7, 8)] == [100, 50, 50, 0, 100]


def test_what_will_not_fit_is_marked_and_room_before_it_counts(house, lin, noon):
    """40 + 50 calls can be made until the 4th, 140 until the 5th."""
    fits = {date(2026, 11, 4): 90, date(2026, 11, 5): 50}
    assert all(one.fits for one in by_day(house, noon, more=fits).values())
    found = by_day(house, noon, more=fits | {date(2026, 11, 5): 57})
    assert [(one.day, one.left_over) for one in found.values() if not one.fits] == [(date(2026, 11, 5), 7)]
    assert found[date(2026, 11, 6)].fits


def test_overdue_calls_count_today(house, make_call, lin, noon, at):
    make_call(now=at("2026-10-25 10:00"), day=date(2026, 10, 24))
    make_call(now=noon, day=date(2026, 11, 2))
    found = by_day(house, noon)
    assert (found[TODAY].due, found[date(2026, 11, 5)].due) == (1, 1)


def test_the_average_call_is_measured_once_there_are_enough(house, make_call, lin, noon, entry):
    for _ in range(20):
        call = make_call()
        typed = entry("completed", call, started_at=noon - timedelta(minutes=3))
        services.record_attempt(call, typed, now=noon, by=lin)
    found = services.load_forecast(house.store, now=noon)
    assert (found.measured, found.call_minutes, found.days[1].capacity) == (True, 3.0, 100)


def test_the_desk_marks_the_days_and_asks_the_same_number_of_questions(
    house, make_order, lin, zhou, noon, signed_in, monkeypatch
):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    counts = []
    signed_in(zhou).get("/")
    for _ in range(2):
        for _ in range(40):
            make_order()
        services.open_due_follow_ups(now=noon)
        with CaptureQueriesContext(connection) as queries:
            page = signed_in(zhou).get("/").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "未来10天负荷" in page
    services.reassign(list(Callback.objects.all()[:5]), to=zhou, reason="分担", now=noon, by=zhou)
    log = signed_in(zhou).get(reverse("callbacks:dealings")).content.decode()
    assert "分担" in log
    assert signed_in(lin).get(reverse("callbacks:dealings")).status_code == 403
