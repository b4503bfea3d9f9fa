"""Two admins at once: one closure of overlapping days, and no two changes share a plan stamp."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from apps.accounts.models import Store
from apps.core.refusal import Refused
from apps.rulebook import services
from apps.rulebook.calendars import plan_stamp
from apps.rulebook.models import PolicyValue, StoreClosure

NOW = datetime(2025, 11, 3, 2, tzinfo=UTC)

pytestmark = [pytest.mark.commits, pytest.mark.usefixtures("committed")]


def at_once(act: Callable[[int], object], *, times: int) -> list[object]:
    """Runs `act` on as many connections at the same moment; gives results or refusals."""
    start = Barrier(times)

    def run(number: int) -> object:
        try:
            start.wait()
            return act(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_overlapping_closures_entered_at_once_leave_one() -> None:
    store = Store.objects.create(code="S1", name="Store")

    def close(number: int) -> object:
        first, last = date(2025, 11, 6 + number), date(2025, 11, 10)
        return services.close_store(store, first_day=first, last_day=last, reason="x", by=None, now=NOW)

    results = at_once(close, times=4)
    assert sum(isinstance(result, StoreClosure) for result in results) == 1
    assert sum(isinstance(result, Refused) and result.status == 409 for result in results) == 3
    assert StoreClosure.objects.count() == 1 and plan_stamp(store) == 1


def test_rules_entered_at_once_never_share_a_stamp() -> None:
    store = Store.objects.create(code="S1", name="Store")

    def enter(number: int) -> object:
        given = {"store": store, "effective_from": date(2025, 11, 3), "reason": "x", "by": None, "now": NOW}
        return services.set_policy("callback.delivery.due_days", number + 4, **given)

    results = at_once(enter, times=4)
    assert all(isinstance(result, PolicyValue) for result in results)
    assert plan_stamp(store) == 4


def test_the_same_value_entered_at_once_is_entered_once() -> None:
    store = Store.objects.create(code="S1", name="Store")

    def enter(_number: int) -> object:
        given = {"store": store, "effective_from": date(2025, 11, 3), "reason": "x", "by": None, "now": NOW}
        return services.set_policy("penalty.callback_miss", 30, **given)

    at_once(enter, times=4)
    assert PolicyValue.objects.count() == 1 and plan_stamp(store) == 1
