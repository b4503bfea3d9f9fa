"""Members by noon of the next open day (S23, R24)."""

from datetime import date, datetime
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Member, MemberDay
from apps.duties.models import Duty
from apps.rulebook.models import StoreClosure
from apps.rulebook.services import bump_plan_stamp, close_store
from tests.house_of_three import House

ROW: dict[str, Any] = {
    "number": "vip1",
    "customer_name": "钱进",
    "phone": "13812345678",
    "joined_on": date(2026, 11, 2),
}


def test_the_sweep_opens_one_duty_a_day(house: House, lin: User, at: Any) -> None:
    assert services.open_member_entry_duties(now=at("2026-11-03 00:05")) == 1
    assert services.open_member_entry_duties(now=at("2026-11-03 00:20")) == 0
    day = MemberDay.objects.get()
    assert day.joined_on == date(2026, 11, 2)
    assert (day.duty.kind, day.duty.owner, day.duty.clock) == ("members.entry", lin, True)
    assert day.duty.due_at == at("2026-11-03 12:00")
    assert day.duty.key == f"members:{house.store.pk}:2026-11-02"


def test_missed_sweeps_are_made_up(house: House, lin: User, at: Any) -> None:
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    assert services.open_member_entry_duties(now=at("2026-11-06 00:05")) == 3
    assert MemberDay.objects.count() == 4


def test_a_closed_store_rolls_the_due_day_and_opens_none(
    house: House, lin: User, at: Any, noon: datetime
) -> None:
    close_store(
        house.store, first_day=date(2026, 11, 3), last_day=date(2026, 11, 4), reason="盘点", by=lin, now=noon
    )
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    assert Duty.objects.get().due_at == at("2026-11-05 12:00")
    services.open_member_entry_duties(now=at("2026-11-05 00:05"))
    assert MemberDay.objects.count() == 1


def test_without_agents_the_manager_owns_it(house: House, zhou: User, at: Any) -> None:
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    assert Duty.objects.get().owner == zhou


def test_handing_in_settles_the_duty(house: House, lin: User, at: Any) -> None:
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    day = MemberDay.objects.get()
    now = at("2026-11-03 11:00")
    with pytest.raises(Refused):
        services.hand_in_member_day(day, now=now, by=lin)
    services.expect_members(day, expected=1, now=now, by=lin)
    with pytest.raises(Refused):
        services.hand_in_member_day(day, now=now, by=lin)
    services.enter_member_row(ROW, store=house.store, now=now, by=lin)
    assert services.hand_in_member_day(day, now=now, by=lin) == "kept"
    with pytest.raises(Refused):
        services.hand_in_member_day(day, now=now, by=lin)
    with pytest.raises(Refused):
        services.expect_members(day, expected=3, now=now, by=lin)


def test_after_noon_it_is_late(house: House, lin: User, at: Any) -> None:
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    day = MemberDay.objects.get()
    services.expect_members(day, expected=0, now=at("2026-11-03 12:01"), by=lin)
    assert services.hand_in_member_day(day, now=at("2026-11-03 12:01"), by=lin) == "missed"


def test_a_member_finds_its_customer(house: House, lin: User, noon: datetime) -> None:
    services.enter_member_row(ROW, store=house.store, now=noon, by=lin)
    services.enter_member_row({**ROW, "number": "vip2"}, store=house.store, now=noon, by=lin)
    assert Customer.objects.count() == 1
    assert [member.number for member in Member.objects.order_by("pk")] == ["VIP1", "VIP2"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "number"),
        ({"joined_on": date(2026, 11, 9)}, "joined_on"),
        ({"number": "X", "phone": "1"}, "phone"),
    ],
)
def test_bad_entries_are_refused(
    house: House, lin: User, noon: datetime, change: dict[str, Any], field: str
) -> None:
    services.enter_member_row(ROW, store=house.store, now=noon, by=lin)
    with pytest.raises(Refused) as refusal:
        services.enter_member_row({**ROW, **change}, store=house.store, now=noon, by=lin)
    assert refusal.value.field == field


def test_the_page(
    house: House, lin: User, at: Any, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    client = signed_in(lin)
    data = {**ROW, "joined_on": "2026-11-02"}
    assert client.post("/customers/members/", data).status_code == 302
    assert client.post("/customers/members/", data).status_code == 409
    assert client.post("/customers/members/", {}).status_code == 400
    day = MemberDay.objects.get()
    client.post(f"/customers/members/days/{day.pk}/", {"expected": "1"})
    client.post(f"/customers/members/days/{day.pk}/", {"hand_in": "1"})
    day.refresh_from_db()
    assert day.handed_in_by == lin
    with django_assert_max_num_queries(15):
        assert "VIP1" in client.get("/customers/members/").text


def test_a_store_closed_for_good_owes_no_members(house: House, lin: User, at: Any) -> None:
    """No due day can be worked out: the sweep goes on, and a duty opened before stays as it is (R24)."""
    services.open_member_entry_duties(now=at("2026-11-03 00:05"))
    bump_plan_stamp(house.store)
    StoreClosure.objects.create(
        store=house.store, first_day=date(2026, 11, 4), last_day=date(2040, 1, 1), reason="停业"
    )
    assert services.open_member_entry_duties(now=at("2026-11-04 00:05")) == 0
    assert services.replan(now=at("2026-11-03 09:00"), write=False) == []
