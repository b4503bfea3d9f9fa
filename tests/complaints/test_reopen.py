"""A closed complaint begins again within 30 days: new clocks, old figures kept."""

import pytest

from apps.complaints import services
from apps.complaints.models import ClosedCycle
from apps.core.refusal import Refused
from apps.duties.models import Duty


@pytest.mark.parametrize(("reopened", "fits"), [("2026-12-03 23:59", True), ("2026-12-04 00:00", False)])
def test_thirty_days_by_the_stores_calendar(team, at, reopened, fits):
    complaint = team.closed(at("2026-11-03 10:00"))
    if fits:
        services.reopen(complaint, reason="又响了", now=at(reopened), by=team.zhou)
        assert (complaint.state, complaint.cycle) == ("issued", 2)
        return
    with pytest.raises(Refused) as refusal:
        services.reopen(complaint, reason="又响了", now=at(reopened), by=team.zhou)
    assert refusal.value.code == "closed"


def test_new_clocks_beside_the_old_ones(team, at):
    complaint = team.closed(at("2026-11-03 10:00"))
    old = complaint.close_duty
    services.reopen(complaint, reason="又响了", now=at("2026-11-10 10:00"), by=team.zhou)
    assert complaint.close_duty.key == f"complaint:close:{complaint.pk}:2"
    assert complaint.close_duty.due_at == at("2026-11-14 00:00")
    old.refresh_from_db()
    assert old.state == "kept"
    assert Duty.objects.filter(object_id=complaint.pk, kind__startswith="complaint.").count() == 7


def test_the_closed_cycle_keeps_its_figures_and_words(team, at):
    complaint = team.closed(at("2026-11-03 10:00"))
    services.reopen(complaint, reason="又响了", now=at("2026-11-10 10:00"), by=team.zhou)
    kept = ClosedCycle.objects.get()
    assert (kept.cycle, kept.closing, kept.closed_at) == (1, "satisfied", at("2026-11-03 10:00"))
    assert (complaint.closed_at, complaint.closing, complaint.handler, complaint.words.cause) == (
        None,
        "",
        None,
        "",
    )
    assert "配件批次偏硬" in complaint.moves.get(what="return").words.text


def test_the_second_cycle_runs_to_its_own_end(team, noon):
    complaint = team.closed(noon)
    services.reopen(complaint, reason="又响了", now=noon, by=team.zhou)
    services.sign(complaint, handler=team.zhang, now=noon, by=team.song)
    services.record_first_contact(complaint, note="好", now=noon, by=team.song)
    team.hand_back(complaint, now=noon)
    complaint = team.verified(complaint, "2", now=noon)
    assert complaint.state == "closed"
    assert list(ClosedCycle.objects.values_list("cycle", "closing")) == [(1, "satisfied"), (2, "basically")]


def test_needs_a_reason_and_a_closed_complaint(team, noon):
    with pytest.raises(Refused) as refusal:
        services.reopen(team.closed(noon), reason=" ", now=noon, by=team.zhou)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused):
        services.reopen(team.handling(noon), reason="x", now=noon, by=team.zhou)


@pytest.mark.parametrize("who", ["lin", "song", "zhang"])
def test_forbidden_for_others(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.reopen(team.closed(noon), reason="x", now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"
