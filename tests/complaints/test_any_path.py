"""Whatever way a complaint takes (4.2): it ends with the four facts and a verification, or a director's reason."""

from datetime import datetime, timedelta
from random import Random

import pytest

from apps.complaints import services
from apps.complaints.models import ClosedCycle, Complaint
from apps.core.refusal import Refused
from tests.complaints.stages import call_of, full_answer

HOUR = timedelta(hours=1)
FACTS = ("cause", "measure", "result")
Closing = Complaint.Closing


class Walk:
    """One complaint pushed about by people who try whatever comes to mind; what is refused changes nothing."""

    def __init__(self, team, *, seed: int, now: datetime) -> None:
        self.team, self.dice, self.now = team, Random(seed), now
        self.complaint = team.registered(now)

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.now += self.dice.randint(1, 9) * HOUR
            before = self.facts()
            try:
                self.dice.choice(self.moves())()
            except Refused:
                assert self.facts() == before
            if self.complaint.state == "closed":
                self.check_the_end()

    def moves(self) -> list:
        team, at, case = self.team, {"now": self.now}, self.complaint
        case.refresh_from_db()
        person = self.dice.choice([team.lin, team.zhou, team.fang, team.song, team.zhang])
        answer = full_answer() | self.dice.choice(
            [{}, {}, {"cause": " "}, {"liable": ""}, {"cause_kind": None}]
        )
        return [
            lambda: services.issue(case, department=team.aftersales, by=person, **at),
            lambda: services.sign(case, handler=team.zhang, by=person, **at),
            lambda: services.record_first_contact(case, note="已致电", by=person, **at),
            lambda: services.return_answer(case, **answer, by=person, **at),
            lambda: services.return_answer(case, **full_answer(), by=team.song, **at),
            self.verify,
            self.verify,
            lambda: services.close(case, by=person, **at),
            lambda: services.close_without_agreement(
                case, reason=self.dice.choice(["", "多次协商"]), by=person, **at
            ),
            lambda: services.call_again(case, reason="再试", by=person, **at),
            lambda: services.reopen(case, reason="复发", by=person, **at),
        ]

    def verify(self) -> None:
        if self.complaint.state not in ("returned", "verifying"):
            raise Refused("nothing to verify")
        callback = call_of(self.complaint)
        callback.refresh_from_db()
        if callback.state not in ("pending", "in_progress"):
            raise Refused("nobody to call")
        services.verification_opened(callback, now=self.now, by=self.team.lin)
        self.team.verified(self.complaint, self.dice.choice("123"), now=self.now)

    def facts(self) -> tuple:
        case = Complaint.objects.get(pk=self.complaint.pk)
        return case.state, case.cycle, case.version, case.moves.count()

    def check_the_end(self) -> None:
        case = Complaint.objects.select_related("words").get(pk=self.complaint.pk)
        assert all(getattr(case.words, fact).strip() for fact in FACTS)
        assert case.liable and case.cause_kind_id
        rounds = list(case.verifications.filter(cycle=case.cycle).values_list("result", flat=True))
        assert ClosedCycle.objects.filter(complaint=case, cycle=case.cycle, closing=case.closing).exists()
        if case.closing == Closing.NO_AGREEMENT:
            last = case.moves.filter(what="close").last()
            assert last.by == self.team.fang and last.words.text
            assert "unsatisfied" in rounds or "unreached" in rounds
        else:
            assert case.closing in rounds


@pytest.mark.parametrize("seed", range(3))
def test_any_path(team, noon, seed):
    Walk(team, seed=seed, now=noon).run(60)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_paths(team, noon, seed):
    Walk(team, seed=seed, now=noon).run(150)


def test_the_walks_reach_the_end(team, noon):
    """A check that is never asked proves nothing."""
    walk = Walk(team, seed=1, now=noon)
    walk.run(120)
    assert ClosedCycle.objects.filter(complaint=walk.complaint).exists()
