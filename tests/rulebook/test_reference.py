"""The shipped official years against an independent source, and their loading."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from apps.accounts.models import Store
from apps.rulebook import calendars, reference
from apps.rulebook.models import CalendarDay, CalendarYear

NOW = datetime(2025, 11, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_shipped_years_agree_with_the_holidays_package(year: int) -> None:
    china = holidays.country_holidays("CN", years=year)
    calendar = reference.shipped_calendar()
    day = date(year, 1, 1)
    while day.year == year:
        assert calendar.is_official_working_day(day) == china.is_working_day(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(("year", "off", "work"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_shipped_years_name_as_many_days_as_the_notices(year: int, off: int, work: int) -> None:
    days = reference.official_days(year).values()
    assert [sum(not day.working for day in days), sum(day.working for day in days)] == [off, work]


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_keeps_what_the_house_entered() -> None:
    store = Store.objects.create(code="S1", name="Store")
    CalendarDay.objects.filter(day=date(2026, 1, 4)).update(is_working=False, name="changed")
    stamp, days = calendars.plan_stamp(store), CalendarDay.objects.count()
    assert reference.load(now=NOW) == 0
    assert (calendars.plan_stamp(store), CalendarDay.objects.count()) == (stamp, days)
    assert CalendarDay.objects.get(day=date(2026, 1, 4)).name == "changed"


@pytest.mark.django_db
def test_loading_fills_a_missing_year_and_grows_the_stamp() -> None:
    store = Store.objects.create(code="S1", name="Store")
    CalendarYear.objects.get(year=2026).delete()
    assert calendars.store_calendar(store).is_provisional(date(2026, 5, 1))
    assert calendars.years_missing(first=2025, last=2027) == [2026, 2027]
    assert reference.load(now=NOW) == 1
    calendar = calendars.store_calendar(store)
    assert not calendar.is_provisional(date(2026, 5, 1))
    assert not calendar.is_official_working_day(date(2026, 5, 1))
    assert calendars.plan_stamp(store) == 1
