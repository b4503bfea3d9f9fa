"""The handler's draft (4.2): kept on the form, nothing handed back."""

import pytest

from apps.complaints import services
from apps.core.refusal import Refused


def test_draft_stays_while_handling(team, noon):
    complaint = services.propose_answer(
        team.handling(noon), cause="导向销缺润滑", measure="", result="", now=noon, by=team.zhang
    )
    assert (complaint.state, complaint.words.cause) == ("handling", "导向销缺润滑")
    assert complaint.return_duty.settled_at is None
    assert complaint.moves.last().what == "propose"


def test_two_drafts_at_once_lose_no_text(team, noon):
    complaint = team.handling(noon)
    seen = complaint.version
    services.propose_answer(
        complaint, cause="甲", measure="", result="", now=noon, by=team.zhang, version=seen
    )
    with pytest.raises(Refused) as refusal:
        services.propose_answer(
            complaint, cause="乙", measure="", result="", now=noon, by=team.song, version=seen
        )
    assert refusal.value.code == "stale"
    complaint.words.refresh_from_db()
    assert complaint.words.cause == "甲"


def test_an_empty_draft_is_refused(team, noon):
    with pytest.raises(Refused) as refusal:
        services.propose_answer(
            team.handling(noon), cause=" ", measure="", result="", now=noon, by=team.zhang
        )
    assert refusal.value.field == "cause"


@pytest.mark.parametrize("who", ["lin", "zhou", "fang"])
def test_forbidden_outside_the_department(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.propose_answer(
            team.handling(noon), cause="x", measure="", result="", now=noon, by=getattr(team, who)
        )
    assert refusal.value.code == "forbidden"
