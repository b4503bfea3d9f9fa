"""The inventory 盘点表 (S69): carried plus new less struck off is open, and the count agrees."""

from datetime import date

from apps.complaints import services
from apps.complaints.models import Complaint, ComplaintMove
from apps.complaints.rules.inventory import open_at, take_inventory
from apps.core.worktime import end_of_day
from apps.rulebook.calendars import store_calendar

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def taken(house):
    return take_inventory(
        Complaint.objects.all(), first=FIRST, last=LAST, calendar=store_calendar(house.store)
    )


def lines(inventory):
    return {line.day.day: (line.carried, line.new, line.struck, line.open) for line in inventory.lines}


def test_a_month_of_complaints(team, house, at):
    team.registered(at("2026-10-30 10:00"))
    closed = team.closed(at("2026-11-03 10:00"))
    wrong = team.registered(at("2026-11-03 23:59"))
    services.invalidate(wrong, reason="重复", now=at("2026-11-05 09:00"), by=team.zhou)
    services.reopen(closed, reason="复发", now=at("2026-11-10 09:00"), by=team.zhou)
    found = taken(house)
    by_day = lines(found)
    assert by_day[1] == (1, 0, 0, 1)
    assert by_day[3] == (1, 2, 1, 2)
    assert by_day[5] == (2, 0, 1, 1)
    assert by_day[10] == (1, 1, 0, 2)
    assert (found.total.carried, found.total.new, found.total.struck, found.total.open) == (1, 3, 2, 2)
    assert found.adds_up


def test_a_day_opens_what_was_open_at_its_end(team, house, at):
    early = team.registered(at("2026-11-03 23:59"))
    late = team.registered(at("2026-11-04 00:00"))
    calendar = store_calendar(house.store)
    assert list(open_at(Complaint.objects.all(), end_of_day(calendar, date(2026, 11, 3)))) == [early]
    assert set(open_at(Complaint.objects.all(), end_of_day(calendar, date(2026, 11, 4)))) == {early, late}


def test_a_lost_move_is_noticed(team, house, at):
    """A state that says open without a move that opened it must not add up."""
    complaint = team.registered(at("2026-11-03 10:00"))
    ComplaintMove.objects.create(
        complaint=complaint, what="case", old="closed", new="closed", at=at("2026-11-04 10:00")
    )
    assert not taken(house).adds_up


def test_the_number_of_statements_does_not_grow(team, house, at, django_assert_num_queries):
    for day in range(3, 9):
        team.registered(at(f"2026-11-0{day} 10:00"))
    calendar = store_calendar(house.store)
    with django_assert_num_queries(3):
        take_inventory(Complaint.objects.all(), first=FIRST, last=LAST, calendar=calendar)


def test_the_page_shows_the_month_and_a_day(team, signed_in, at):
    team.registered(at("2026-11-03 10:00"))
    client = signed_in(team.zhou)
    page = client.get("/complaints/inventory/?day=2026-11-03")
    assert page.status_code == 200
    assert page.context["line"].open == page.context["page"].paginator.count == 1
    assert client.get("/complaints/inventory/?day=nonsense&month=9999-99").status_code == 200
