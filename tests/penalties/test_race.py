"""Several connections at once: one penalty a breach, one decision a penalty, one step-up a month.

The negative controls show what happens without the unique key and the conditional update.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from apps.accounts.models import Role
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.penalties import services
from apps.penalties.models import Penalty, PenaltyMove
from tests.conftest import become_application
from tests.house_of_three import build_house
from tests.penalties.conftest import end_of, plan_for

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)
LOOK_AND_INSERT = """
INSERT INTO penalties_penalty (store_id, key, kind, rule, policy_values, subject_id, amount, percent, month, fact_day,
       state, duty_id, evidence, title, url_name, proposed_at)
SELECT d.store_id, 'miss:' || d.id, 'callback_miss', 'R02', '{}', d.responsible_id, 20, 0, %(month)s, %(day)s,
       'proposed', d.id, '{}', d.title, d.url_name, %(now)s
  FROM duties_duty d
 WHERE d.state = 'missed' AND NOT EXISTS (SELECT 1 FROM penalties_penalty p WHERE p.key = 'miss:' || d.id)
"""
pytestmark = pytest.mark.commits


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in parallel, each on its own connection; a refusal is returned, any other error raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=60)
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=240) for future in [pool.submit(run, call) for call in calls]]


@pytest.fixture
def people(committed):
    house = build_house()
    return {
        "house": house,
        "lin": house.person("lin", "林晓彤", Role.AGENT, house.care),
        "zhou": house.person("zhou", "周敏", Role.CARE_MANAGER, house.care),
        "fang": house.person("fang", "方志远", Role.CUSTOMER_DIRECTOR, house.care),
    }


def breaches(people, count):
    for number in range(count):
        duties.open_duty(
            "callback.delivery", key=f"callback:delivery:{number}", store=people["house"].store,
            plan=plan_for(DAY), title=f"CK-{number}", url_name="desk:call", object_id=number,
            now=end_of(DAY) - timedelta(days=3), owner=people["lin"],
        )  # fmt: skip
    duties.mark_missed(now=NOW)


def test_eight_sweeps_make_one_penalty_a_breach(people):
    breaches(people, 25)
    written = at_once(*[lambda: services.propose_for_missed(now=NOW)] * 8)
    assert sum(written) == 25
    assert Penalty.objects.count() == PenaltyMove.objects.count() == 25


def test_negative_control_look_then_insert_makes_doubles(people):
    """Without the unique key the race is real, so the test above means something."""
    breaches(people, 1)
    duty = Duty.objects.get()
    looked = Barrier(4)

    def look_then_insert():
        found = Penalty.objects.filter(duty=duty).exists()
        looked.wait(timeout=60)
        if not found:
            Penalty.objects.create(
                store=duty.store, key=f"miss:{duty.pk}", kind="callback_miss", rule="R02", duty=duty,
                subject=people["lin"], month=DAY.replace(day=1), fact_day=DAY, proposed_at=NOW, title="CK-0",
                url_name="desk:call",
            )  # fmt: skip

    with Unprotected():
        at_once(*[look_then_insert] * 4)
        assert Penalty.objects.count() == 4


class Unprotected:
    """The table without its unique key, for the length of a with block."""

    def __enter__(self):
        self._run("ALTER TABLE penalties_penalty DROP CONSTRAINT penalty_reason_unique")

    def __exit__(self, *_):
        self._run(
            "DELETE FROM penalties_penalty",
            "ALTER TABLE penalties_penalty ADD CONSTRAINT penalty_reason_unique UNIQUE (key)",
        )

    def _run(self, *statements):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            for statement in statements:
                cursor.execute(statement)
        become_application(connection=connection)


@pytest.mark.long
def test_fifty_connections_and_two_hundred_breaches_are_two_hundred(people):
    breaches(people, 200)
    written = at_once(*[lambda: services.propose_for_missed(now=NOW)] * 50)
    assert sum(written) == Penalty.objects.count() == PenaltyMove.objects.count() == 200


@pytest.mark.long
def test_negative_control_fifty_connections_without_the_key(people):
    """The same set-based statement guarded by a look instead of the key: every connection writes its own."""
    breaches(people, 200)
    written = Barrier(50)

    def look_and_insert():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOOK_AND_INSERT, {"month": DAY.replace(day=1), "day": DAY, "now": NOW})
            written.wait(timeout=120)

    with Unprotected():
        at_once(*[look_and_insert] * 50)
        assert Penalty.objects.count() > 200


@pytest.mark.parametrize("round_no", range(3))
def test_two_deciders_one_wins_and_the_other_is_told(people, round_no):
    breaches(people, 1)
    services.propose_for_missed(now=NOW)
    pk = Penalty.objects.get().pk
    answers = at_once(
        lambda: services.confirm(Penalty.objects.get(pk=pk), reason="属实", now=NOW, by=people["zhou"]),
        lambda: services.reject(Penalty.objects.get(pk=pk), reason="不实", now=NOW, by=people["fang"]),
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refusal.code for refusal in refused] == ["stale"]
    assert Penalty.objects.get().state in ("confirmed", "rejected")
    assert PenaltyMove.objects.count() == 2


def test_negative_control_read_then_save_lets_both_win(people):
    breaches(people, 1)
    services.propose_for_missed(now=NOW)
    pk = Penalty.objects.get().pk
    read = Barrier(2)

    def read_then_save(state):
        penalty = Penalty.objects.get(pk=pk)
        read.wait(timeout=60)
        if penalty.state != "proposed":
            return False
        penalty.state = state
        penalty.save()
        return True

    assert at_once(lambda: read_then_save("rejected"), lambda: read_then_save("waived")) == [True, True]


def test_eight_confirmations_make_one_step_up(people):
    breaches(people, 8)
    services.propose_for_missed(now=NOW)
    keys = list(Penalty.objects.values_list("pk", flat=True))
    calls = [
        lambda pk=pk: services.confirm(Penalty.objects.get(pk=pk), reason="属实", now=NOW, by=people["zhou"])
        for pk in keys
    ]
    assert not [answer for answer in at_once(*calls) if isinstance(answer, Refused)]
    item = Penalty.objects.get(kind="step_up")
    assert (item.state, item.evidence["misses"]) == ("proposed", 8)


def test_two_fines_that_fall_at_once_take_the_step_up_along(people):
    """One is waived, the other's duty excused: with five misses both together fall below the step (R03)."""
    breaches(people, 5)
    services.propose_for_missed(now=NOW)
    fines = list(Penalty.objects.order_by("pk"))
    for fine in fines:
        services.confirm(fine, now=NOW, by=people["zhou"])
    step = Penalty.objects.get(kind="step_up")
    duties.excuse(fines[0].duty, cause="decided", now=NOW, by=people["fang"], reason="停电")
    at_once(
        lambda: services.withdraw_unfounded(now=NOW),
        lambda: services.waive(fines[1], reason="停电", now=NOW, by=people["fang"]),
    )
    step.refresh_from_db()
    assert (services.count_misses(store=step.store, subject=step.subject, month=step.month), step.state) == (
        3, "rejected",
    )  # fmt: skip
