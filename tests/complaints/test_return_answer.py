"""The department's answer (S10, R11) and the verifying call it opens."""

import pytest

from apps.accounts.models import Post
from apps.complaints import services
from apps.core.refusal import Refused
from tests.complaints.stages import ANSWER, call_of, full_answer


def test_answer_opens_the_verifying_call(team, noon):
    complaint = team.returned(noon)
    callback = call_of(complaint)
    assert (complaint.state, complaint.liable, complaint.words.cause) == ("returned", "us", ANSWER["cause"])
    assert callback.kind == "complaint_verify"
    assert callback.key == callback.duty.key == f"verify:{complaint.pk}:1:1"
    assert (callback.duty.kind, callback.duty.title) == ("callback.verify", complaint.number)
    assert callback.duty.due_at == complaint.close_duty.due_at
    assert callback.duty.owner in (team.lin, team.du)


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        ("2026-11-05 23:59:59", "kept"),
        ("2026-11-06 00:00:00", "missed"),
    ],
)
def test_return_target_ends_with_its_day(team, at, answered, state):
    complaint = team.returned(at("2026-11-03 10:00"), answered=at(answered))
    assert complaint.return_duty.state == state


def test_after_the_closing_term_the_call_is_due_the_next_open_day(team, at):
    complaint = team.returned(at("2026-11-03 10:00"), answered=at("2026-11-09 10:00"))
    assert call_of(complaint).duty.due_at == at("2026-11-11 00:00")


def test_closing_is_the_managers_from_here(team, noon):
    assert team.returned(noon).close_duty.owner == team.zhou


def test_the_call_goes_to_the_least_loaded_agent(team, noon):
    owners = [call_of(team.returned(noon)).duty.owner for _ in range(4)]
    assert sorted(user.username for user in owners) == ["du", "du", "lin", "lin"]


def test_in_customer_care_neither_handler_nor_signer_verifies(team, house, noon):
    complaint = team.registered(noon, category="other")
    services.issue(complaint, department=house.care, now=noon, by=team.zhou)
    services.sign(complaint, handler=team.lin, now=noon, by=team.zhou)
    services.record_first_contact(complaint, note="好", now=noon, by=team.lin)
    services.return_answer(complaint, **full_answer(), now=noon, by=team.zhou)
    assert call_of(complaint).duty.owner == team.du


def test_without_an_agent_the_call_has_no_owner(team, noon):
    complaint = team.handling(noon)
    Post.objects.filter(role="agent").delete()
    team.hand_back(complaint, now=noon)
    assert call_of(complaint).duty.owner is None


@pytest.mark.parametrize("missing", ["cause", "measure", "result", "liable", "cause_kind"])
def test_everything_is_needed(team, noon, missing):
    given = full_answer() | {missing: {"liable": "", "cause_kind": None}.get(missing, " ")}
    complaint = team.handling(noon)
    with pytest.raises(Refused) as refusal:
        services.return_answer(complaint, **given, now=noon, by=team.song)
    assert (refusal.value.field, refusal.value.code) == (missing, "invalid")
    complaint.refresh_from_db()
    assert complaint.state == "handling"


@pytest.mark.parametrize("who", ["lin", "zhou", "fang", "zhang"])
def test_only_the_head_hands_back(team, noon, who):
    complaint = team.handling(noon)
    with pytest.raises(Refused) as refusal:
        services.return_answer(complaint, **full_answer(), now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"
