"""The verifying call (R15): closed at once, or back to handling with the clock running on."""

from datetime import date

import pytest

from apps.complaints import services
from apps.complaints.models import ClosedCycle, Verification
from apps.core.refusal import Refused
from apps.notices.models import Notice
from apps.rulebook.services import set_policy
from tests.complaints.stages import call_of, dial, end


def test_opening_the_call_makes_it_verifying_once(team, noon):
    complaint = team.verifying(noon)
    services.verification_opened(call_of(complaint), now=noon, by=team.du)
    complaint.refresh_from_db()
    assert complaint.state == "verifying"
    assert complaint.moves.filter(what="open_check").count() == 1


@pytest.mark.parametrize(("value", "closing"), [("1", "satisfied"), ("2", "basically")])
def test_a_good_answer_closes_at_once(team, noon, value, closing):
    complaint = team.verified(team.verifying(noon), value, now=noon)
    assert (complaint.state, complaint.closing, complaint.closed_at) == ("closed", closing, noon)
    assert (complaint.close_duty.state, complaint.late_by) == ("kept", "")
    cycle = ClosedCycle.objects.get(complaint=complaint)
    assert (cycle.cycle, cycle.closing, cycle.closed_at, cycle.by) == (1, closing, noon, team.lin)


def test_an_unopened_call_may_be_settled_directly(team, noon):
    assert team.verified(team.returned(noon), "1", now=noon).state == "closed"


def test_not_satisfied_goes_back_and_the_clock_stays(team, at):
    complaint = team.verifying(at("2026-11-03 10:00"))
    due = complaint.close_duty.due_at
    complaint = team.verified(complaint, "3", now=at("2026-11-05 10:00"))
    assert (complaint.state, complaint.close_duty.due_at) == ("handling", due)
    assert complaint.close_duty.owner == team.song
    assert (complaint.return_duty.state, complaint.return_duty.settled_at) == ("open", None)
    told = Notice.objects.filter(kind="complaint.send_back").values_list("user__username", flat=True)
    assert set(told) == {"song", "zhang"}


def test_not_satisfied_after_the_return_target_is_missed_at_once(team, at):
    complaint = team.verified(team.verifying(at("2026-11-03 10:00")), "3", now=at("2026-11-06 10:00"))
    assert complaint.return_duty.state == "missed"


def test_each_answer_opens_a_new_round(team, noon):
    complaint = team.verified(team.verifying(noon), "3", now=noon)
    team.hand_back(complaint, now=noon)
    complaint = team.verified(complaint, "1", now=noon)
    assert complaint.state == "closed"
    rounds = Verification.objects.filter(complaint=complaint).values_list("round", "result")
    assert list(rounds) == [(1, "unsatisfied"), (2, "satisfied")]


def test_an_attempt_without_answer_changes_nothing_else(team, noon):
    complaint = team.returned(noon)
    attempt = dial(call_of(complaint), by=team.lin, now=noon, outcome="no_answer")
    complaint = services.settle_verification(call_of(complaint), attempt, now=noon, by=team.lin)
    assert complaint.state == "verifying"
    assert Verification.objects.get().result == ""


def test_a_refused_call_is_left_to_the_director_at_once(team, noon):
    complaint = team.returned(noon)
    attempt = dial(call_of(complaint), by=team.lin, now=noon, outcome="refused")
    end(call_of(complaint), "refused", now=noon)
    complaint = services.settle_verification(call_of(complaint), attempt, now=noon, by=team.lin)
    assert complaint.state == "verifying"
    assert Verification.objects.get().result == "unreached"
    assert Notice.objects.filter(kind="complaint.unreached", user=team.fang).exists()


def test_settling_twice_is_refused(team, noon):
    complaint = team.verifying(noon)
    callback = call_of(complaint)
    attempt = dial(callback, by=team.lin, now=noon, answer="1")
    services.settle_verification(callback, attempt, now=noon, by=team.lin)
    with pytest.raises(Refused) as refusal:
        services.settle_verification(callback, attempt, now=noon, by=team.lin)
    assert refusal.value.code == "stale"


def test_the_handling_side_neither_opens_nor_settles(team, noon):
    complaint = team.returned(noon)
    for who in (team.song, team.zhang):
        with pytest.raises(Refused) as refusal:
            services.verification_opened(call_of(complaint), now=noon, by=who)
        assert refusal.value.code == "forbidden"


def test_an_agent_with_a_post_in_the_department_does_not_verify(team, house, noon):
    both = house.person("both", "两岗", "agent", house.aftersales)
    complaint = team.returned(noon)
    assert call_of(complaint).duty.owner != both
    with pytest.raises(Refused):
        services.verification_opened(call_of(complaint), now=noon, by=both)


def closing_is_the_managers(team, at):
    set_policy(
        "complaint.close_by", "manager", store=team.aftersales.store, effective_from=date(2026, 11, 1),
        reason="经理复核", by=team.zhou, now=at("2026-10-30 09:00"),
    )  # fmt: skip


def test_where_the_rule_says_so_the_manager_closes(team, at, noon):
    closing_is_the_managers(team, at)
    complaint = team.verified(team.verifying(noon), "1", now=noon)
    assert complaint.state == "verifying"
    assert Notice.objects.filter(kind="complaint.to_close", user=team.zhou).exists()
    with pytest.raises(Refused):
        services.close(complaint, now=noon, by=team.song)
    assert services.close(complaint, now=noon, by=team.zhou).closing == "satisfied"


def test_the_manager_closes_nothing_unverified(team, noon):
    with pytest.raises(Refused) as refusal:
        services.close(team.verifying(noon), now=noon, by=team.zhou)
    assert refusal.value.status == 409
