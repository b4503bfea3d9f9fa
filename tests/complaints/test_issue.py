"""Issuing (S09): three clocks start – first contact (R09), return (R11), closing (R10, R16)."""

import pytest

from apps.complaints import services
from apps.complaints.rules.clocks import Clocks
from apps.core.refusal import Refused
from apps.notices.models import Notice
from apps.rulebook.services import close_store


def close_days(store, *days, at, by):
    for day in days:
        close_store(store, first_day=day, last_day=day, reason="盘点", by=by, now=at("2026-10-01 09:00"))


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2026-11-03 09:00", "2026-11-03 11:00"),
        ("2026-11-03 07:30", "2026-11-03 11:00"),
        ("2026-11-03 16:30", "2026-11-03 18:30"),
        ("2026-11-03 16:31", "2026-11-04 09:01"),
        ("2026-11-03 18:00", "2026-11-04 10:30"),
        ("2026-11-03 18:30", "2026-11-04 11:00"),
        ("2026-11-03 22:00", "2026-11-04 11:00"),
        ("2026-11-07 18:00", "2026-11-08 10:30"),  # a Saturday evening: Sunday is open
    ],
)
def test_first_contact_is_due_after_two_business_hours(team, at, issued, due):
    duty = team.issued(at(issued)).contact_duty
    assert (duty.due_at, duty.clock) == (at(due), True)


def test_first_contact_waits_while_the_store_is_closed(team, at, root):
    from datetime import date

    close_days(team.aftersales.store, date(2026, 11, 4), at=at, by=root)
    assert team.issued(at("2026-11-03 18:00")).contact_duty.due_at == at("2026-11-05 10:30")


@pytest.mark.parametrize(
    ("issued", "line", "close", "hand_back"),
    [
        ("2026-11-03 10:00", "car", "2026-11-07", "2026-11-06"),
        ("2026-11-03 23:59", "car", "2026-11-07", "2026-11-06"),
        ("2026-11-04 00:00", "car", "2026-11-08", "2026-11-07"),
        ("2026-11-03 10:00", "decoration", "2026-11-04", "2026-11-06"),
    ],
)
def test_closing_and_return_count_days_from_the_issue(team, at, issued, line, close, hand_back):
    complaint = team.issued(at(issued), line=line)
    assert complaint.close_duty.due_at == at(f"{close} 00:00")
    assert complaint.return_duty.due_at == at(f"{hand_back} 00:00")


def test_a_closed_due_day_moves_on_but_closed_days_before_it_do_not(team, at, root):
    from datetime import date

    close_days(team.aftersales.store, date(2026, 11, 4), date(2026, 11, 6), at=at, by=root)
    complaint = team.issued(at("2026-11-03 10:00"))
    assert complaint.close_duty.due_at == at("2026-11-08 00:00")


def test_a_line_without_term_has_no_closing_duty(team, noon):
    assert team.issued(noon, line="property").close_duty is None


def test_legal_term_counts_working_days_beside_it(team, at):
    answer = Clocks(team.aftersales.store).legal(at("2026-11-03 10:00"))
    assert answer.day.isoformat() == "2026-11-12"


def test_duties_are_the_heads_and_the_departments(team, noon):
    complaint = team.issued(noon)
    for duty in (complaint.contact_duty, complaint.return_duty, complaint.close_duty):
        assert (duty.owner, duty.department, duty.title) == (team.song, team.aftersales, complaint.number)
        assert duty.key.endswith(f":{complaint.pk}:1")


def test_without_a_head_the_department_is_accountable(team, noon):
    team.song.posts.all().delete()
    duty = team.issued(noon).contact_duty
    assert (duty.owner, duty.department) == (None, team.aftersales)


def test_head_is_told_to_sign(team, noon):
    team.issued(noon)
    assert Notice.objects.filter(kind="complaint.issued", user=team.song).exists()


def test_department_is_required_and_of_this_store(team, noon, stranger):
    complaint = team.registered(noon)
    foreign = stranger.posts.get().store.departments.first()
    for department in (None, foreign):
        with pytest.raises(Refused) as refusal:
            services.issue(complaint, department=department, now=noon, by=team.zhou)
        assert refusal.value.field == "department"


def test_issuing_twice_is_refused(team, noon):
    complaint = team.issued(noon)
    with pytest.raises(Refused) as refusal:
        services.issue(complaint, department=team.aftersales, now=noon, by=team.zhou)
    assert refusal.value.status == 409


def test_an_old_version_is_refused(team, noon):
    complaint = team.registered(noon)
    with pytest.raises(Refused) as refusal:
        services.issue(complaint, department=team.aftersales, now=noon, by=team.zhou, version=99)
    assert refusal.value.code == "stale"
    complaint.refresh_from_db()
    assert complaint.state == "registered"
