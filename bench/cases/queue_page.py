"""Goal 5: the list of calls – fifty lines under filters, frame and all – beside the bare rows as JSON.

Every side answers real requests through the whole stack of middleware, signed in but for the floor, in a process of
its own; its seconds are the median of many requests.
"""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from django.db import connection

from bench import big_house
from bench.frame import Case, Measured, Most, Ratio, in_own_process
from bench.server_time import server_seconds

ROWS = 1_000_000
REQUESTS = 60
BARE = """
SELECT c.id, c.kind, c.state, c.appointment_at, u.name, u.do_not_call, v.plate, v.model, o.kind, o.document_day,
       d.title, d.due_at, d.due_day, d.state, d.settled_at, a.name, t.tries, t.started_at, t.outcome_id
  FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id JOIN customers_customer u ON u.id = c.customer_id
  LEFT JOIN customers_vehicle v ON v.id = c.vehicle_id LEFT JOIN customers_order o ON o.id = c.order_id
  LEFT JOIN accounts_user a ON a.id = d.owner_id
  LEFT JOIN LATERAL (SELECT count(*) OVER () AS tries, started_at, outcome_id FROM callbacks_attempt
                      WHERE callback_id = c.id ORDER BY started_at DESC LIMIT 1) t ON true
 WHERE d.store_id = %s AND d.settled_at IS NULL AND d.state IN ('open', 'missed', 'excused')
   AND c.state IN ('pending', 'in_progress', 'appointed')
 ORDER BY d.due_at, d.id LIMIT 51
"""


class QueuePage(Case):
    key = "5"
    title = "The list of calls at 1 000 000 of them, 50 000 open"
    goals = (
        Ratio("page", to="rows as JSON", at_most=8, title="the whole page to its bare rows"),
        Ratio("last of the open", to="page", at_most=1.5, title="the last page of open calls to the first"),
        Ratio("deep in history", to="history", at_most=1.5, title="900 000 calls back to the first page"),
        Most("page", fact="queries", at_most=6, title="queries of the page"),
        Most("deep in history", fact="queries", at_most=6, title="queries of a page 900 000 calls back"),
    )

    def prepare(self) -> None:
        self.house = big_house.house(self.rows(ROWS))

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "rows as JSON": lambda: self._ask("/bare/{store}/"),
            "page": lambda: self._ask("/callbacks/"),
            "last of the open": lambda: self._ask("/callbacks/?after={last}"),
            "history": lambda: self._ask("/callbacks/?state=all"),
            "deep in history": lambda: self._ask("/callbacks/?state=all&after=_{deep}"),
        }

    def _ask(self, url: str) -> Measured:
        return in_own_process("bench.cases.queue_page:ask", database=self.house, url=url)


def ask(*, url: str) -> Measured:
    """The median of many requests, the processor seconds of all and the statements of one."""
    from django.conf import settings
    from django.test import Client

    from apps.accounts.models import User

    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "bench.urls", ["*"]
    client = Client()
    wanted = url.format(**_places())
    if "bare" not in url:
        client.force_login(
            User.objects.get(username="crowd_manager"), backend="apps.accounts.backends.StaffBackend"
        )
    for _ in range(5):
        client.get(wanted)
    statements: list[str] = []
    with connection.execute_wrapper(noting(statements)):
        answer = client.get(wanted)
    if answer.status_code != 200:
        raise RuntimeError(f"{wanted}: {answer.status_code}")
    used, served = time.process_time(), server_seconds()
    seconds = median(_seconds(client, wanted) for _ in range(REQUESTS))
    spent = {"cpu": time.process_time() - used, "server": server_seconds() - served}
    return Measured(seconds, {"queries": len(statements), **spent})


def _seconds(client: Any, url: str) -> float:
    began = time.perf_counter()
    client.get(url)
    return time.perf_counter() - began


def noting(statements: list[str]) -> Callable[..., Any]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    return note


def _places() -> dict[str, Any]:
    """The store, a mark near the end of its open calls and one deep in its history."""
    from apps.accounts.models import Store
    from apps.callbacks.models import Callback

    store = Store.objects.get(code=big_house.CODE)
    rows = Callback.objects.filter(store=store).waiting().order_by("-duty__due_at", "-duty_id")
    due_at, duty = rows.values_list("duty__due_at", "duty_id")[60]
    return {
        "store": store.pk,
        "last": f"{due_at:%Y-%m-%dT%H:%M:%S%%2B00:00}_{duty}",
        "deep": Callback.objects.order_by("-pk").values_list("pk", flat=True)[0] // 10,
    }
