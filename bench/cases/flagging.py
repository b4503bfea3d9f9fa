"""Goal 3: duties past their moment become missed, with their history rows, at the cost of the statement itself.

Every side works on the same open duties and rolls its transaction back; dead rows are cleared before it starts.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from bench import big_house
from bench.frame import Case, Measured, Ratio, in_own_process

ROWS, FEW = 1_000_000, 100_000
FUTURE, PAST = datetime(2100, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)
MANY, SOME, TICKS = 15_000, 1_500, 200
DUE = "SELECT id FROM duties_duty WHERE state = 'open' AND settled_at IS NULL AND due_at <= %(now)s ORDER BY due_at"
BARE = f"""
UPDATE duties_duty SET state = 'missed', missed_at = due_at, responsible_id = owner_id
 WHERE id IN ({DUE} LIMIT %(most)s)
"""
BY_HAND = f"""
WITH due AS ({DUE} LIMIT %(most)s), moved AS (
    UPDATE duties_duty d SET state = 'missed', missed_at = d.due_at, responsible_id = d.owner_id
      FROM due WHERE d.id = due.id RETURNING d.id, d.due_at, d.owner_id
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_owner_id, written_by)
SELECT id, 'missed', 'open', 'missed', due_at, '', owner_id, (SELECT written_by()) FROM moved
"""


class Flagging(Case):
    key = "3"
    title = "Flag missed duties among 1 000 000 and among 100 000"
    goals = (
        Ratio("mark_missed", to="by hand", at_most=1.3),
        Ratio("mark_missed", to="bare UPDATE", at_most=5),
        Ratio(
            "some of many", to="some of few", at_most=2, title="1 500 due in the big house to in the small"
        ),
        Ratio("idle, many", to="idle, few", at_most=2, title="a tick with nothing due, big house to small"),
    )

    def prepare(self) -> None:
        rows = self.rows(ROWS)
        self.few, self.many = big_house.house(min(FEW, rows // 10)), big_house.house(rows)

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "by hand": lambda: self._run("statement", self.many, by_hand=True),
            "mark_missed": lambda: self._run("ours", self.many, most=MANY),
            "bare UPDATE": lambda: self._run("statement", self.many, by_hand=False),
            "some of few": lambda: self._run("ours", self.few, most=SOME),
            "some of many": lambda: self._run("ours", self.many, most=SOME),
            "idle, few": lambda: self._run("idle", self.few),
            "idle, many": lambda: self._run("idle", self.many),
        }

    def _run(self, side: str, house: str, **given: Any) -> Measured:
        return in_own_process(f"bench.cases.flagging:{side}", database=house, **given)


def statement(*, by_hand: bool) -> Measured:
    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND if by_hand else BARE, {"now": FUTURE, "most": MANY})
            return cursor.rowcount

    return undone(run, "duties_duty", "duties_dutyevent")


def ours(*, most: int) -> Measured:
    from apps.duties.services import mark_missed

    return undone(lambda: mark_missed(now=FUTURE, most=most), "duties_duty", "duties_dutyevent")


def idle() -> Measured:
    """Two hundred ticks that find nothing."""
    from apps.duties.services import mark_missed

    return undone(lambda: [mark_missed(now=PAST) for _ in range(TICKS)], "duties_duty")


def undone(work: Callable[[], Any], *tables: str) -> Measured:
    """Seconds of the work in a transaction that is rolled back; what earlier ones left dead is cleared first."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in tables:
            cursor.execute(f"VACUUM {table}")
    with transaction.atomic():
        began = time.perf_counter()
        done = work()
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return Measured(seconds, amount=done if isinstance(done, int) and done else 1)
