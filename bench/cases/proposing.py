"""Goal 6: fines are proposed for all missed duties at the cost of one INSERT … SELECT with its history row.

The amounts come from the rules in force on each due day; by hand it is one amount for all. Sides roll back.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from bench import big_house
from bench.cases.flagging import undone
from bench.frame import Case, Measured, Most, Ratio, in_own_process

ROWS = 1_000_000
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TABLES = ("penalties_penalty", "penalties_penaltymove")
BY_HAND = """
WITH written AS (
    INSERT INTO penalties_penalty (store_id, key, kind, rule, policy_values, subject_id, amount, percent, month,
           fact_day, state, duty_id, evidence, title, url_name, object_id, proposed_at)
    SELECT d.store_id, 'miss:' || d.id, 'callback_miss', 'R02', '{}', d.responsible_id, 50, 0,
           date_trunc('month', d.due_day), d.due_day, 'proposed', d.id,
           jsonb_build_object('duty', d.id, 'due_at', d.due_at, 'due_day', d.due_day),
           d.title, d.url_name, d.object_id, now()
      FROM duties_duty d
     WHERE d.state = 'missed' AND d.responsible_id IS NOT NULL AND d.kind LIKE 'callback.%%'
    ON CONFLICT (key) DO NOTHING RETURNING id
)
INSERT INTO penalties_penaltymove (penalty_id, what, old, new, at, code, written_by)
SELECT id, 'propose', '', 'proposed', now(), '', (SELECT written_by()) FROM written
"""


class Proposing(Case):
    key = "6"
    title = "Propose fines for the missed duties among 1 000 000"
    goals = (
        Ratio("propose_missed", to="by hand", at_most=1.3),
        Ratio("again", to="propose_missed", at_most=0.2, title="a second run to the first"),
        Most("again", fact="made", at_most=0, title="proposals a second run makes"),
    )

    def prepare(self) -> None:
        self.house = big_house.house(self.rows(ROWS))

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "by hand": lambda: self._run("statement"),
            "propose_missed": lambda: self._run("ours"),
            "again": lambda: self._run("again"),
        }

    def _run(self, side: str) -> Measured:
        return in_own_process(f"bench.cases.proposing:{side}", database=self.house)


def statement() -> Measured:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND, {})

    return undone(run, *TABLES)


def ours() -> Measured:
    from apps.penalties.services.proposing import propose_missed

    return undone(lambda: [propose_missed(now=NOW)], *TABLES)


def again() -> Measured:
    """The second of two runs in one transaction."""
    import time

    from django.db import transaction

    from apps.penalties.services.proposing import propose_missed

    found: dict[str, Any] = {}
    with transaction.atomic():
        propose_missed(now=NOW)
        began = time.perf_counter()
        found["made"] = propose_missed(now=NOW)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return Measured(seconds, found)
