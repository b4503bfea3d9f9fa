"""Goal 4: the figures of a week cost what one aggregate over the week costs, whatever lies before it."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from bench import big_house
from bench.cases.queue_page import noting
from bench.frame import Case, Measured, Most, Ratio, in_own_process

ROWS, FEW = 1_000_000, 100_000
TIMES = 15
BY_HAND = """
SELECT COALESCE(d.responsible_id, d.owner_id), c.kind, count(*) FILTER (WHERE d.state <> 'cancelled'),
       count(*) FILTER (WHERE d.state = 'kept'),
       count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NOT NULL),
       count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NULL), count(*) FILTER (WHERE d.state = 'excused'),
       count(*) FILTER (WHERE c.state IN ('completed', 'refused')), count(*) FILTER (WHERE d.state = 'open'),
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM callbacks_attempt a WHERE a.callback_id = c.id AND a.reached))
  FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id
 WHERE d.store_id = %(store)s AND d.kind IN ('callback.delivery', 'callback.repair')
   AND d.due_day BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2
"""


class Reporting(Case):
    """All houses have the same thousand documents a day, so a week is as much work in each. A side costs the
    processor seconds of this process and its database connection: other work on the machine does not count."""

    key = "4"
    title = "The figures of a week, 7 000 calls of 1 000 000"
    goals = (
        Ratio("calls", to="one aggregate", at_most=3, title="the figures of calls to one aggregate by hand"),
        Ratio("week, many", to="week, few", at_most=1.5, title="all figures, big house to small"),
        Ratio("week, shuffled", to="week, many", at_most=1.3, title="all figures, rows in no order of time"),
        Most("week, many", fact="queries", at_most=30, title="statements for all figures of 200 agents"),
    )

    def prepare(self) -> None:
        rows = self.rows(ROWS)
        self.few, self.many = big_house.house(FEW), big_house.house(rows)
        self.shuffled = big_house.shuffled_house(rows)

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "one aggregate": lambda: self._run("aggregate", self.many),
            "calls": lambda: self._run("figures", self.many, part="calls."),
            "week, few": lambda: self._run("figures", self.few, part=""),
            "week, many": lambda: self._run("figures", self.many, part=""),
            "week, shuffled": lambda: self._run("figures", self.shuffled, part=""),
        }

    def _run(self, side: str, house: str, **given: Any) -> Measured:
        return in_own_process(f"bench.cases.reporting:{side}", database=house, **given)


def aggregate() -> Measured:
    store, first = _week()
    given = {"store": store.pk, "first": first, "last": first + timedelta(days=6)}

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND, given)
            cursor.fetchall()

    return _mean(run)


def figures(*, part: str) -> Measured:
    """The figures whose key begins with `part`."""
    from apps.core.worktime import Period
    from apps.reports.figures import Frame, Scope, count_figures, figures_of

    store, first = _week()
    asked = [figure for figure in figures_of("week") if figure.key.startswith(part)]
    period = Period.starting("week", first)
    return _mean(lambda: count_figures(asked, frame=Frame(period, Scope(store))))


def _week() -> tuple[Any, date]:
    """The store and the Monday of a whole week of history."""
    from apps.accounts.models import Store

    day = datetime.now(UTC).date() - timedelta(days=35)
    return Store.objects.get(code=big_house.CODE), day - timedelta(days=day.weekday())


def _mean(run: Callable[[], object]) -> Measured:
    """Processor seconds of one run, in this process and in its connection's, after a first run that fills caches."""
    statements: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    with connection.execute_wrapper(noting(statements)):
        run()
    used, began = _used(backend), time.perf_counter()
    for _ in range(TIMES):
        run()
    wall, cost = time.perf_counter() - began, _used(backend) - used
    return Measured(cost / TIMES, {"queries": len(statements), "wall": wall / TIMES})


def _used(backend: int) -> float:
    """Processor seconds so far. The kernel counts a process's nanoseconds on a processor in schedstat."""
    told = Path(f"/proc/{backend}/schedstat").read_text().split()
    return time.process_time() + int(told[0]) / 1e9
