"""More time for closing (R13): before it is due, by the director, the original kept."""

from datetime import date, timedelta

import pytest

from apps.complaints import services
from apps.core.refusal import Refused
from apps.rulebook.services import close_store, set_policy
from tests.complaints.stages import call_of

UNTIL = date(2026, 11, 9)


def extend(complaint, *, now, by, until=UNTIL, reason="等配件"):
    return services.extend(complaint, until=until, reason=reason, now=now, by=by)


def test_moves_the_term_and_keeps_the_original(team, at):
    complaint = team.handling(at("2026-11-03 10:00"))
    duty = extend(complaint, now=at("2026-11-06 23:59:59"), by=team.fang).close_duty
    assert (duty.original_due_at, duty.due_at) == (at("2026-11-07 00:00"), at("2026-11-10 00:00"))
    assert duty.trace[-1] == {"code": "due_day", "params": {"day": "2026-11-09"}}
    assert any(step["code"] == "extended" for step in duty.trace)
    move = complaint.moves.get(what="extend")
    assert (move.code, move.words.text, move.by) == ("2026-11-09", "等配件", team.fang)


def test_too_late_at_the_due_moment_itself(team, at):
    complaint = team.handling(at("2026-11-03 10:00"))
    with pytest.raises(Refused) as refusal:
        extend(complaint, now=at("2026-11-07 00:00:00"), by=team.fang)
    assert refusal.value.status == 409


def test_a_closed_day_moves_on(team, at, root):
    close_store(
        team.aftersales.store,
        first_day=UNTIL,
        last_day=UNTIL,
        reason="盘点",
        by=root,
        now=at("2026-11-01 09:00"),
    )
    complaint = extend(team.handling(at("2026-11-03 10:00")), now=at("2026-11-04 10:00"), by=team.fang)
    assert complaint.close_duty.due_at == at("2026-11-11 00:00")


def test_the_verifying_call_moves_along(team, at):
    complaint = team.returned(at("2026-11-03 10:00"))
    extend(complaint, now=at("2026-11-04 10:00"), by=team.fang)
    assert call_of(complaint).duty.due_at == at("2026-11-10 00:00")


@pytest.mark.parametrize("until", [date(2026, 11, 6), date(2026, 11, 1), date(2026, 12, 7)])
def test_the_day_lies_after_the_term_and_within_thirty_days(team, at, until):
    with pytest.raises(Refused) as refusal:
        extend(team.handling(at("2026-11-03 10:00")), now=at("2026-11-04 10:00"), by=team.fang, until=until)
    assert refusal.value.field == "until"


def test_needs_a_reason_and_a_term(team, noon):
    with pytest.raises(Refused) as refusal:
        extend(team.handling(noon), now=noon, by=team.fang, reason="")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused):
        extend(team.handling(noon, line="property"), now=noon, by=team.fang)
    with pytest.raises(Refused):
        extend(team.registered(noon), now=noon, by=team.fang)


@pytest.mark.parametrize("who", ["lin", "zhou", "song", "zhang"])
def test_only_the_director(team, noon, who):
    with pytest.raises(Refused) as refusal:
        extend(team.handling(noon), now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"


def test_the_rule_may_allow_the_manager(team, at, noon):
    set_policy(
        "complaint.extend_by", "care_manager", store=team.aftersales.store, effective_from=date(2026, 11, 1),
        reason="授权", by=team.fang, now=at("2026-10-30 09:00"),
    )  # fmt: skip
    complaint = extend(team.handling(noon), now=noon + timedelta(hours=1), by=team.zhou)
    assert complaint.close_duty.moved
