"""The monthly OMD list: duty, reminder, settled by an import of that month, owed again after its undoing (R26)."""

from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.customers import services
from apps.customers.models import MonthlyList
from apps.customers.services.monthly_lists import is_monthly
from apps.duties.models import Duty
from apps.duties.services import mark_missed
from apps.notices.models import Notice
from tests.customers.lists import LI, SETTLEMENTS, WANG, checked, taken_in, upload
from tests.house_of_three import House


def test_the_duty_opens_on_the_first_and_is_late_after_the_first_working_day(
    house: House, root: User, zhou: User, at: Any
) -> None:
    first = at("2026-11-01 00:10")
    assert services.open_monthly_lists(now=first) == 1
    assert services.open_monthly_lists(now=first) == 0
    one = MonthlyList.objects.get()
    assert (one.month, one.duty.owner, one.duty.due_day) == (date(2026, 11, 1), root, date(2026, 11, 2))
    notice = Notice.objects.get()
    assert (notice.user, notice.params["day"]) == (root, "2026-11-02")
    mark_missed(now=at("2026-11-03 00:01"))
    one.duty.refresh_from_db()
    assert one.duty.state == Duty.State.MISSED


def test_an_omd_list_of_the_month_settles_it_and_its_undoing_owes_it_again(
    house: House, root: User, at: Any
) -> None:
    services.open_monthly_lists(now=at("2026-11-01 08:00"))
    duty, now = Duty.objects.get(), at("2026-11-02 10:00")
    taken_in(upload([WANG]), store=house.store, by=root, now=now, source="DMS")
    duty.refresh_from_db()
    assert duty.state == Duty.State.OPEN

    batch = taken_in(upload([LI]), store=house.store, by=root, now=now, source="厂家 OMD")
    duty.refresh_from_db()
    assert (duty.state, MonthlyList.objects.get().batch) == (Duty.State.KEPT, batch)

    services.remove_batch_rows(batch, now=now, by=root)
    duty.refresh_from_db()
    assert (duty.state, duty.settled_at, MonthlyList.objects.get().batch) == (Duty.State.OPEN, None, None)


def test_a_list_without_news_counts_too(house: House, root: User, at: Any) -> None:
    services.open_monthly_lists(now=at("2026-11-01 08:00"))
    now = at("2026-11-02 10:00")
    taken_in(upload([WANG]), store=house.store, by=root, now=now, source="DMS")
    other_bytes = upload([WANG], header=(*SETTLEMENTS[:-1], "结算金额 "))
    batch = checked(other_bytes, store=house.store, by=root, now=now, source="OMD")
    assert batch.new_count + batch.changed_count == 0
    services.ask_take_in(batch, now=now, by=root)
    batch.refresh_from_db()
    services.take_in(batch, now=now, by=root)
    assert Duty.objects.get().state == Duty.State.KEPT


def test_nobody_owes_a_month_that_was_late_before_the_program_came(house: House, root: User, at: Any) -> None:
    assert services.open_monthly_lists(now=at("2026-11-10 08:00")) == 0
    assert services.open_monthly_lists(now=at("2026-12-01 08:00")) == 1


def test_only_the_manufacturers_system_counts() -> None:
    assert [is_monthly(name) for name in ("OMD", "厂家omd", "OMD 2026-11", "CustomDMS", "DMS")] == [
        True, True, True, False, False,
    ]  # fmt: skip
