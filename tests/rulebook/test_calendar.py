"""Closures and yearly notices: what the house may enter, and what then counts (S26)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.refusal import Refused
from apps.rulebook import services
from apps.rulebook.calendars import plan_stamp, plan_stamps, store_calendar, store_calendars
from apps.rulebook.models import CalendarDay, CalendarYear, StoreClosure

NOW = datetime(2025, 11, 3, 2, tzinfo=UTC)
NOTICE_2027 = [
    (date(2027, 1, 1), False, "元旦"),
    (date(2027, 1, 2), False, "元旦"),
    (date(2027, 1, 9), True, "元旦"),
    (date(2027, 10, 1), False, "国庆节"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store.objects.create(code="S1", name="Store one")


def close(store: Store, first: date, last: date, reason: str = "stocktaking") -> StoreClosure:
    return services.close_store(store, first_day=first, last_day=last, reason=reason, by=None, now=NOW)


def test_a_closure_moves_due_days_and_grows_the_stamp(store: Store) -> None:
    other = Store.objects.create(code="S2", name="Store two")
    close(store, date(2025, 11, 6), date(2025, 11, 8))
    assert worktime.callback_due(store_calendar(store), date(2025, 11, 3)).day == date(2025, 11, 9)
    assert worktime.callback_due(store_calendar(other), date(2025, 11, 3)).day == date(2025, 11, 6)
    assert (plan_stamp(store), plan_stamp(other)) == (1, 0)


def test_removing_a_closure_grows_the_stamp_and_works_once(store: Store) -> None:
    closure = close(store, date(2025, 11, 6), date(2025, 11, 8))
    services.remove_closure(closure, by=None, now=NOW)
    assert plan_stamp(store) == 2
    assert store_calendar(store).is_open(date(2025, 11, 6))
    closure.pk = closure.pk or 0
    with pytest.raises(Refused) as refusal:
        services.remove_closure(closure, by=None, now=NOW)
    assert refusal.value.code == "stale" and plan_stamp(store) == 2


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2025, 11, 8), date(2025, 11, 6), "stocktaking"),
        (date(2025, 11, 6), date(2026, 11, 7), "stocktaking"),
        (date(2025, 11, 6), date(2025, 11, 6), " "),
        (date.min, date(2025, 11, 6), "stocktaking"),
        (date(2025, 11, 6), date.max, "stocktaking"),
        (date(2025, 11, 20), date(2025, 11, 25), "stocktaking"),  # closed already on the 20th
    ],
)
def test_an_unfit_closure_is_refused(store: Store, first: date, last: date, reason: str) -> None:
    close(store, date(2025, 11, 19), date(2025, 11, 20))
    with pytest.raises(Refused):
        close(store, first, last, reason)
    assert (StoreClosure.objects.count(), plan_stamp(store)) == (1, 1)


def test_the_database_refuses_an_inverted_closure(store: Store) -> None:
    with pytest.raises(IntegrityError):
        StoreClosure.objects.create(
            store=store, first_day=date(2025, 11, 8), last_day=date(2025, 11, 6), reason="x"
        )


def test_a_notice_ends_the_provisional_year(store: Store) -> None:
    assert worktime.is_working_day(store_calendar(store), date(2027, 10, 1)).provisional
    services.import_calendar_year(2027, NOTICE_2027, "国办发明电〔2026〕7号", by=None, now=NOW)
    verdict = worktime.is_working_day(store_calendar(store), date(2027, 10, 1))
    assert (verdict.answer, verdict.provisional) == (False, False)
    assert worktime.is_working_day(store_calendar(store), date(2027, 1, 9)).answer
    assert plan_stamp(store) == 1


def test_a_second_notice_of_a_year_replaces_the_first(store: Store) -> None:
    services.import_calendar_year(2027, NOTICE_2027, "first", by=None, now=NOW)
    services.import_calendar_year(2027, NOTICE_2027[:1], "second", by=None, now=NOW)
    assert CalendarYear.objects.get(year=2027).notice == "second"
    assert CalendarDay.objects.filter(day__year=2027).count() == 1
    assert plan_stamp(store) == 2


def test_a_notice_may_reach_into_the_neighbouring_year() -> None:
    days = [*NOTICE_2027, (date(2026, 12, 31), False, "元旦")]
    services.import_calendar_year(2027, days, "notice", by=None, now=NOW)
    assert not store_calendar(None).is_official_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("year", "days", "notice"),
    [
        (2027, [], "notice"),
        (2027, [(date(2027, 1, 9), True, "元旦")], "notice"),
        (2027, [NOTICE_2027[0], NOTICE_2027[0]], "notice"),
        (2027, [(date(2025, 1, 1), False, "元旦")], "notice"),
        (2027, NOTICE_2027, " "),
        (0, NOTICE_2027, "notice"),
        (9999, NOTICE_2027, "notice"),
        (-1, NOTICE_2027, "notice"),
    ],
)
def test_an_unfit_notice_is_refused(
    store: Store, year: int, days: list[tuple[date, bool, str]], notice: str
) -> None:
    with pytest.raises(Refused):
        services.import_calendar_year(year, days, notice, by=None, now=NOW)
    assert plan_stamp(store) == 0 and not CalendarYear.objects.filter(year=2027).exists()


def test_all_stores_at_once_are_the_same_calendars(store: Store) -> None:
    other = Store.objects.create(code="S2", name="Store two", tz="Europe/Berlin")
    close(store, date(2025, 11, 6), date(2025, 11, 6))
    assert store_calendars() == {one.pk: store_calendar(one) for one in (store, other)}
    assert plan_stamps() == {store.pk: 1}
    services.bump_plan_stamp(None)
    assert plan_stamps() == {store.pk: 2, other.pk: 1}


def test_a_house_without_stores_has_the_official_days() -> None:
    calendar = store_calendar(None)
    assert calendar.tz == "Asia/Shanghai" and not calendar.closures
    assert calendar.official_years == frozenset({2024, 2025, 2026})


def test_closures_and_calendar_days_leave_events(store: Store) -> None:
    closure = close(store, date(2025, 11, 6), date(2025, 11, 6))
    StoreClosure.objects.filter(pk=closure.pk).update(last_day=date(2025, 11, 6) + timedelta(days=1))
    services.remove_closure(closure, by=None, now=NOW)
    labels = StoreClosure.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "update", "delete"]
