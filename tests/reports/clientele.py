"""Who signs in, who stays away and who is new: the part of the generated work that is about people."""

from axes.models import AccessLog

from apps.customers.models import Customer, Duplicate, Order
from apps.reports.models import CrmCheck
from tests.reports.days import DAY, local


def generate_clientele(store, agents, customers, *, dice, first, days, prefix):
    """Sign-ins, files that stand twice, customers who came long ago and never again, and new ones."""
    log = AccessLog.objects.bulk_create(
        AccessLog(username=dice.choice(agents).username, user_agent="", path_info="/") for _ in range(days)
    )
    for n, row in enumerate(log):
        row.attempt_time = local(first + DAY * n, 9)
    AccessLog.objects.bulk_update(log, ["attempt_time"])
    away = Customer.objects.bulk_create(
        Customer(store=store, name=f"久别{prefix}{n}", created_at=local(first)) for n in range(19)
    )
    Order.objects.bulk_create(
        Order(
            store=store, kind="repair" if n < 9 else "delivery", number=f"{prefix}away{n}", customer=one,
            document_day=first - DAY * (100 + 40 * n) if n < 9 else first + DAY * ((n - 9) * days // 10),
            created_at=local(first), is_history=True,
        )
        for n, one in enumerate(away)
    )  # fmt: skip
    CrmCheck.objects.bulk_create(
        CrmCheck(
            store=store, table=dice.choice(CrmCheck.Table.values), day=first + DAY * n, checked_by=agents[0],
            checked_at=local(first + DAY * n, 18), listed=5, matched=3, only_there=2, only_here=dice.randrange(3),
        )
        for n in [*range(days), *range(0, days, 3)]
    )  # fmt: skip
    Duplicate.objects.bulk_create(
        Duplicate(
            store=store, first=customers[n], second=customers[n + 1], why="phone",
            found_at=local(first + DAY * (n * days // 20), 2),
            dismissed_at=local(first + DAY * days) if n % 3 else None,
        )
        for n in range(20)
    )  # fmt: skip
