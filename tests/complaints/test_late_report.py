"""R12: reported late, it reached the manufacturer or became major, and that after the report was due: 100 CNY, once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.complaints import services
from apps.complaints.rules.delay import delay_facts
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.penalties import services as penalties
from apps.penalties.models import Penalty

# learned 09:00, so to be recorded by 10:00
CASES = [
    # recorded, received by the manufacturer, facts: late, consequence, after
    ("2026-11-03 10:00:00", "2026-11-03 12:00:00", (False, True, True)),
    ("2026-11-03 10:00:01", "2026-11-03 12:00:00", (True, True, True)),
    ("2026-11-03 10:00:01", "2026-11-03 10:00:01", (True, True, True)),
    ("2026-11-03 10:00:01", "2026-11-03 10:00:00", (True, True, False)),
    ("2026-11-03 14:00:00", "2026-11-03 11:00:00", (True, True, True)),
    ("2026-11-03 14:00:00", "2026-11-03 08:00:00", (True, True, False)),
    ("2026-11-03 14:00:00", None, (True, False, False)),
    ("2026-11-03 09:30:00", None, (False, False, False)),
]


@pytest.mark.parametrize(("recorded", "received", "facts"), CASES)
def test_all_three_facts_propose_one_fine(team, at, recorded, received, facts):
    now = at("2026-11-03 18:00")
    complaint = team.registered(at(recorded), learned_at=at("2026-11-03 09:00"))
    if received:
        services.register_manufacturer_case(
            complaint, number="VW-118", received_at=at(received), now=now, by=team.zhou
        )
    found = delay_facts(complaint)
    assert (found.late, found.has_consequence, found.came_after) == facts
    assert Penalty.objects.count() == (1 if all(facts) else 0)


def late(team, at):
    return team.registered(at("2026-11-03 14:00"), learned_at=at("2026-11-03 09:00"))


def test_the_fine_names_the_recorder_the_amount_and_the_facts(team, at):
    complaint = late(team, at)
    services.raise_level(complaint, level="major", ground="media", now=at("2026-11-03 15:00"), by=team.zhou)
    penalty = Penalty.objects.get()
    assert (penalty.kind, penalty.rule, penalty.subject, penalty.amount) == (
        "complaint_delay",
        "R12",
        team.lin,
        100,
    )
    assert penalty.title == complaint.number
    assert penalty.fact_day.isoformat() == "2026-11-03"
    assert penalty.evidence["consequence"] == "major"
    assert penalty.evidence["due_at"] == at("2026-11-03 10:00").isoformat()


def test_one_fine_per_form(team, at):
    complaint = late(team, at)
    now = at("2026-11-03 16:00")
    services.raise_level(complaint, level="major", ground="media", now=now, by=team.zhou)
    services.register_manufacturer_case(
        complaint, number="VW-1", received_at=now, now=now + timedelta(hours=1), by=team.zhou
    )
    services.register_manufacturer_case(
        complaint, number="VW-2", received_at=now, now=now + timedelta(hours=2), by=team.zhou
    )
    assert Penalty.objects.count() == 1


def test_a_complaint_that_was_major_from_the_start_did_not_become_so(team, at):
    complaint = team.registered(at("2026-11-03 14:00"), learned_at=at("2026-11-03 09:00"), level="major")
    assert not delay_facts(complaint).has_consequence


def test_an_excused_delay_is_none(team, at):
    complaint = late(team, at)
    duties.excuse(
        complaint.report_duty, cause="decided", now=at("2026-11-03 15:00"), by=team.zhou, reason="系统故障"
    )
    services.raise_level(complaint, level="major", ground="media", now=at("2026-11-03 16:00"), by=team.zhou)
    assert not Penalty.objects.exists()


def test_a_later_early_case_does_not_hide_the_one_that_came_after(team, at):
    complaint = late(team, at)
    now = at("2026-11-03 18:00")
    for number, received in (("VW-1", "2026-11-03 08:00"), ("VW-2", "2026-11-03 15:00")):
        services.register_manufacturer_case(
            complaint, number=number, received_at=at(received), now=now, by=team.zhou
        )
    assert delay_facts(complaint).all_hold
    assert Penalty.objects.count() == 1


def test_received_in_the_future_is_refused(team, noon):
    complaint = team.registered(noon)
    with pytest.raises(Refused) as refusal:
        services.register_manufacturer_case(
            complaint, number="VW-1", received_at=noon + timedelta(seconds=1), now=noon, by=team.zhou
        )
    assert refusal.value.field == "received_at"


def test_the_same_case_twice_is_refused(team, noon):
    complaint = team.registered(noon)
    services.register_manufacturer_case(complaint, number="VW-1", received_at=noon, now=noon, by=team.zhou)
    with pytest.raises(Refused) as refusal:
        services.register_manufacturer_case(
            complaint, number="VW-1", received_at=noon, now=noon, by=team.zhou
        )
    assert refusal.value.code == "duplicate"


def test_a_case_is_the_manufacturers_escalation_also_after_closing(team, noon):
    complaint = team.closed(noon)
    services.register_manufacturer_case(complaint, number="VW-1", received_at=noon, now=noon, by=team.zhou)
    assert (complaint.state, complaint.escalation) == ("closed", "manufacturer")
    assert complaint.level_changes.get().ground == "case"


@pytest.mark.parametrize("received", ["0001-01-01 00:00", "2025-10-01 09:00", "2026-11-04 09:00"])
def test_a_case_of_an_impossible_moment_is_refused(team, at, received):
    complaint, moment = (
        late(team, at),
        datetime.fromisoformat(received).replace(tzinfo=ZoneInfo("Asia/Shanghai")),
    )
    with pytest.raises(Refused) as refusal:
        services.register_manufacturer_case(
            complaint, number="VW-1", received_at=moment, now=at("2026-11-03 18:00"), by=team.zhou
        )
    assert refusal.value.field == "received_at"


def fined(team, at):
    complaint = late(team, at)
    services.raise_level(complaint, level="major", ground="media", now=at("2026-11-03 15:00"), by=team.zhou)
    penalty = Penalty.objects.get()
    penalties.confirm(penalty, now=at("2026-11-03 16:00"), by=team.zhou)
    return complaint, penalty


def test_a_fine_goes_back_when_the_complaint_turns_out_to_be_none(team, at):
    complaint, penalty = fined(team, at)
    services.invalidate(complaint, reason="重复", now=at("2026-11-03 17:00"), by=team.zhou)
    penalty.refresh_from_db()
    assert (penalty.state, penalty.evidence["changed"]) == ("proposed", "voided")


def test_a_fine_falls_when_the_delay_is_excused_afterwards(team, at):
    complaint, penalty = fined(team, at)
    now = at("2026-11-03 17:00")
    duties.excuse(complaint.report_duty, cause="outage", now=now, by=team.zhou, reason="系统故障")
    assert penalties.withdraw_unfounded(now=now) == 1
    penalty.refresh_from_db()
    assert penalty.state == "rejected"


def test_a_rejected_fine_is_proposed_again_on_other_evidence(team, at):
    complaint, now = late(team, at), at("2026-11-03 16:00")
    services.raise_level(complaint, level="major", ground="media", now=at("2026-11-03 15:00"), by=team.zhou)
    fine = penalties.reject(Penalty.objects.get(), reason="媒体早已知情", now=now, by=team.zhou)
    services.judge_delay(complaint, now=now)
    fine.refresh_from_db()
    assert fine.state == "rejected"
    services.register_manufacturer_case(
        complaint, number="VW-1", received_at=at("2026-11-03 12:00"), now=now, by=team.zhou
    )
    fine.refresh_from_db()
    assert (fine.state, fine.decided_by, fine.evidence["consequence"]) == ("proposed", None, "manufacturer")
    assert fine.moves.last().code == "evidence_changed"
