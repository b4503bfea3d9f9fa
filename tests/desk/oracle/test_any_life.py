"""Whatever people do, in whatever order and at whatever hour, the house never contradicts itself (D1–D4, D6).

Long runs take more steps; `script/drill` sets LIFE_EXAMPLES. The seed is hypothesis' own and fixed (derandomize).
"""

import os
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.callbacks.models import Callback
from apps.customers.models import Order
from apps.desk.demo.background import know_the_work
from apps.desk.oracle.checking import check_house
from tests.house_of_three import build_house
from tests.life import Life

BEGINNING = datetime(2025, 3, 10, 6, 0, tzinfo=UTC)
PICKS = st.integers(0, 7)
OUTCOMES = st.sampled_from(
    ["completed", "completed", "appointed", "refused", "no_answer", "busy", "empty_number", "wrong_number"]
)
VERBS = st.sampled_from(["confirm", "confirm", "reject", "waive", "appeal", "uphold", "let go", "reverse"])


class AnyLife(RuleBasedStateMachine):
    """People press buttons; now and then a worker dies in the middle of its sweep."""

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        know_the_work()
        self.life = Life(build_house(), now=BEGINNING)
        self.swept = False

    @rule(kind=st.sampled_from(["delivery", "repair"]), days_old=st.integers(0, 6))
    def document(self, kind, days_old):
        self.life.document(kind=kind, days_old=days_old)

    @rule(pick=PICKS, outcome=OUTCOMES, good=st.booleans())
    def dial(self, pick, outcome, good):
        self.life.dial(pick, outcome=outcome, good=good)

    @rule(pick=PICKS, what=st.sampled_from(["void", "cancel_call", "excuse", "reopen", "open_report_again"]))
    def take_back(self, pick, what):
        getattr(self.life, what)(pick)

    @rule(pick=PICKS, to=st.sampled_from(["lin", "du", "zhou", "song"]))
    def hand_over(self, pick, to):
        self.life.hand_over(pick, to=to)

    @rule(name=st.sampled_from(["lin", "du"]), days=st.integers(1, 3))
    def stay_away(self, name, days):
        self.life.stay_away(name, days=days)

    @rule(pick=PICKS)
    def complain(self, pick):
        self.life.complain(pick)

    @rule(pick=PICKS, answer=st.sampled_from("123"))
    def next_step(self, pick, answer):
        self.life.next_step(pick, answer=answer)

    @rule(pick=PICKS, verb=VERBS)
    def decide(self, pick, verb):
        self.life.decide(pick, verb=verb)

    @rule(pick=PICKS)
    def sign(self, pick):
        self.life.next_signature(pick)

    @rule(hours=st.sampled_from([1, 5, 24, 24, 72]))
    def time_passes(self, hours):
        self.life.pass_time(hours=hours)
        self.life.sweep(reports=False)
        self.swept = True

    @rule()
    def a_week_passes_and_is_reported(self):
        self.life.pass_time(days=7)
        self.life.sweep()
        self.swept = True

    @rule()
    def a_month_passes_and_closes(self):
        self.life.pass_time(days=32)
        self.life.sweep(reports=False)
        for pick in range(6):
            self.life.decide(pick, verb="reject")
        self.life.close_month(0)
        self.swept = True

    @rule()
    def the_worker_dies(self):
        """Everything its transaction wrote is gone; the next sweep does it."""
        before = self.life.now
        with transaction.atomic():
            self.life.sweep(reports=False)
            transaction.set_rollback(True)
        self.life.now = before

    @invariant()
    def nothing_contradicts(self):
        """Asked after each sweep: until then new documents wait for their calls, as they may."""
        if not self.swept:
            return
        self.swept = False
        found = [f"{finding.rule.key}: {finding.sentence}" for finding in check_house(now=self.life.now)]
        assert found == []
        active = Order.objects.filter(state="active").count()
        ended_with_them = Callback.objects.filter(order__isnull=False, order__state="active").count()
        assert active == ended_with_them

    def teardown(self):
        if hasattr(self, "life"):
            STEPS.append((self.life.steps, len(self.life.refused)))
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)


STEPS: list[tuple[int, int]] = []


def live(examples: int, steps: int) -> int:
    """So many lives of so many steps; how many verbs were taken."""
    STEPS.clear()
    found = settings(
        max_examples=int(os.environ.get("LIFE_EXAMPLES", examples)), stateful_step_count=steps, deadline=None,
        derandomize=True, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(AnyLife, settings=found)
    return sum(taken for taken, _refused in STEPS)


def test_any_life(db):
    assert live(2, 15) > 5


@pytest.mark.long
def test_many_lives(db):
    assert live(6, 40) > 60


def test_the_machine_notices_a_lost_call(db, monkeypatch):
    """Negative control: a sweep that forgets every call it opened is found out."""
    machine, whole = AnyLife(), Life.sweep

    def forgetful(life, *, reports=True):
        whole(life, reports=reports)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE; SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM callbacks_callback WHERE kind = 'delivery'")

    machine.begin()
    machine.document("delivery", 0)
    machine.time_passes(1)
    machine.nothing_contradicts()
    monkeypatch.setattr(Life, "sweep", forgetful)
    machine.time_passes(1)
    with pytest.raises(AssertionError, match=r"D2\.order"):
        machine.nothing_contradicts()
    machine.teardown()
