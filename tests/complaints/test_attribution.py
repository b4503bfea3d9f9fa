"""Whose delay it is when a complaint is closed late (R10, R11)."""

import pytest

from apps.duties.services import excuse


@pytest.mark.parametrize(
    ("answered", "closed", "state", "late_by"),
    [
        ("2026-11-04 10:00:00", "2026-11-06 23:59:59", "kept", ""),
        ("2026-11-06 10:00:00", "2026-11-06 23:59:59", "kept", ""),
        ("2026-11-05 23:59:59", "2026-11-07 00:00:00", "missed", "care"),
        ("2026-11-06 00:00:00", "2026-11-07 00:00:00", "missed", "department"),
        ("2026-11-08 10:00:00", "2026-11-08 11:00:00", "missed", "department"),
    ],
)
def test_the_side_that_was_late_answers(team, at, answered, closed, state, late_by):
    complaint = team.closed(at("2026-11-03 10:00"), answered=at(answered), closed=at(closed))
    assert (complaint.close_duty.state, complaint.late_by) == (state, late_by)


def test_a_second_answer_after_the_target_is_the_departments_delay(team, at):
    complaint = team.verifying(at("2026-11-03 10:00"))
    complaint = team.verified(complaint, "3", now=at("2026-11-04 10:00"))
    team.hand_back(complaint, now=at("2026-11-06 09:00"))
    complaint = team.verified(complaint, "1", now=at("2026-11-07 09:00"))
    assert complaint.late_by == "department"


def test_a_line_without_term_is_never_late(team, at):
    complaint = team.closed(at("2026-11-03 10:00"), closed=at("2026-12-24 10:00"), line="property")
    assert (complaint.close_duty, complaint.late_by) == (None, "")


@pytest.mark.parametrize(("answered", "late_by"), [("2026-11-06 10:00", "care"), ("2026-11-07 10:00", "")])
def test_an_excused_answer_is_not_the_departments_delay(team, at, answered, late_by):
    complaint = team.handling(at("2026-11-03 10:00"))
    due = at("2026-11-06 00:00")
    excuse(complaint.return_duty, cause="decided", reason="等待厂家配件", now=due, by=team.zhou)
    complaint = team.hand_back(complaint, now=at(answered))
    complaint = team.verified(complaint, "1", now=at("2026-11-08 09:00"))
    assert (complaint.close_duty.state, complaint.late_by) == ("missed", late_by)
