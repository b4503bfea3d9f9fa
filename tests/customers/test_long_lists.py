"""Long lists, and lists among many others: what taking them in costs follows their own rows (S21)."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.customers import services
from apps.customers.models import Order
from tests.customers.lists import LI, WANG, checked, taken_in, upload
from tests.house_of_three import House


def many(count: int, *, start: int) -> list[tuple[str, ...]]:
    return [
        (f"客户{n:05d}", f"138{n:08d}", f"豫B{n:05d}", "", f"JS{n:06d}", "2026-11-01", "张磊", "1000", "10")
        for n in range(start, start + count)
    ]


def test_statements_do_not_grow_with_rows(house: House, root: User, noon: datetime) -> None:
    counts = []
    for size, start in ((3, 1000), (300, 5000)):
        batch = checked(upload(many(size, start=start)), store=house.store, by=root, now=noon)
        services.ask_take_in(batch, now=noon, by=root)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            services.take_in(batch, now=noon, by=root)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Order.objects.count() == 303


def rows_walked() -> int:
    """How many rows of customers' tables this transaction has read by walking a table from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('customers_customer',"
            " 'customers_phone', 'customers_vehicle', 'customers_vehiclerole', 'customers_order')"
        )
        return int(cursor.fetchone()[0])


def test_a_list_asks_after_its_own_people_only(
    house: House, root: User, noon: datetime, as_owner: None
) -> None:
    """What a list costs follows its rows, not the house: nothing walks past those it does not name."""
    taken_in(upload(many(1500, start=1000)), store=house.store, by=root, now=noon)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    known, walked = [*many(10, start=1200), WANG, LI], rows_walked()
    batch = taken_in(upload(known, name="next.csv"), store=house.store, by=root, now=noon)
    assert (batch.same_count, batch.new_count) == (10, 2)
    assert rows_walked() - walked < 100


@pytest.mark.long
def test_twenty_thousand_rows_come_in(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload(many(20_000, start=10_000)), store=house.store, by=root, now=noon)
    assert batch.new_count == 20_000
    assert Order.objects.count() == 20_000
