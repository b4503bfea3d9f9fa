"""Calendar or rules change: open duties of complaints follow, what is past does not."""

from datetime import date

import pytest

from apps.complaints import services
from apps.rulebook.services import close_store, set_policy
from tests.complaints.stages import call_of

DAY = date(2026, 11, 6)


@pytest.fixture
def closed_on(team, root, at):
    def close(day):
        close_store(
            team.aftersales.store,
            first_day=day,
            last_day=day,
            reason="停电",
            by=root,
            now=at("2026-11-04 09:00"),
        )

    return close


def test_a_new_closure_moves_the_term_and_its_call(team, at, closed_on):
    complaint = team.returned(at("2026-11-03 10:00"))
    closed_on(DAY)
    moves = services.replan(now=at("2026-11-04 09:01"))
    assert {(move.duty.kind, move.old_at, move.new_at) for move in moves} == {
        ("complaint.close", at("2026-11-07 00:00"), at("2026-11-08 00:00")),
        ("callback.verify", at("2026-11-07 00:00"), at("2026-11-08 00:00")),
    }
    complaint.refresh_from_db()
    assert complaint.close_duty.due_at == call_of(complaint).duty.due_at == at("2026-11-08 00:00")
    assert complaint.close_duty.original_due_at == at("2026-11-07 00:00")
    assert services.replan(now=at("2026-11-04 09:02")) == []


def test_the_preview_writes_nothing(team, at, closed_on):
    complaint = team.handling(at("2026-11-03 10:00"))
    closed_on(DAY)
    assert len(services.replan(now=at("2026-11-04 09:01"), write=False)) == 1
    complaint.close_duty.refresh_from_db()
    assert complaint.close_duty.due_at == at("2026-11-07 00:00")


def test_missed_and_settled_duties_stay(team, at, closed_on):
    from apps.duties.services import mark_missed

    late, done = team.handling(at("2026-10-20 10:00")), team.closed(at("2026-11-03 10:00"))
    mark_missed(now=at("2026-11-04 09:00"))
    closed_on(DAY)
    assert services.replan(now=at("2026-11-04 09:01")) == []
    for complaint in (late, done):
        before = complaint.close_duty.due_at
        complaint.close_duty.refresh_from_db()
        assert complaint.close_duty.due_at == before


def test_first_contact_waits_out_a_new_closure(team, at, root):
    complaint = team.issued(at("2026-11-03 18:00"))
    day = date(2026, 11, 4)
    close_store(
        team.aftersales.store, first_day=day, last_day=day, reason="停电", by=root, now=at("2026-11-03 18:10")
    )
    services.replan(now=at("2026-11-03 18:11"))
    complaint.contact_duty.refresh_from_db()
    assert complaint.contact_duty.due_at == at("2026-11-05 10:30")


def test_an_extension_survives_and_leaves_a_closed_day(team, at, closed_on):
    complaint = team.handling(at("2026-11-03 10:00"))
    services.extend(
        complaint, until=date(2026, 11, 9), reason="等配件", now=at("2026-11-04 08:00"), by=team.fang
    )
    closed_on(DAY)
    assert services.replan(now=at("2026-11-04 09:01")) == []
    closed_on(date(2026, 11, 9))
    services.replan(now=at("2026-11-04 09:02"))
    complaint.close_duty.refresh_from_db()
    assert complaint.close_duty.due_at == at("2026-11-11 00:00")
    assert sum(step["code"] == "extended" for step in complaint.close_duty.trace) >= 1


def test_a_rule_counts_from_its_day_of_issue(team, at):
    complaint = team.handling(at("2026-11-03 10:00"))
    set_policy(
        "complaint.close_days", 5, store=team.aftersales.store, effective_from=date(2026, 11, 5),
        reason="放宽", by=team.fang, now=at("2026-11-04 09:00"),
    )  # fmt: skip
    assert services.replan(now=at("2026-11-04 09:01")) == []
    assert team.handling(at("2026-11-05 10:00")).close_duty.due_at == at("2026-11-11 00:00")
    complaint.close_duty.refresh_from_db()
    assert complaint.close_duty.due_at == at("2026-11-07 00:00")
