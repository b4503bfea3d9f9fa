"""The day's complaints and consultations against the list of the manufacturer's CRM (S100)."""

from copy import deepcopy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.access import store_of
from apps.accounts.models import User
from apps.callbacks.models import Inquiry
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from apps.core.worktime import Period
from apps.reports import services
from apps.reports.figures import BY_KEY, Frame, Scope, count_figures
from apps.reports.models import CrmCheck
from tests.house_of_three import House
from tests.reports.standing_work import month_worked

__all__ = ["month_worked"]


@pytest.fixture
def house(db: None, month_worked: House) -> House:
    return deepcopy(month_worked)


@pytest.fixture
def case(house: House, lin: User) -> Complaint:
    """Some complaint of a day, with a manufacturer's case and a customer who has a phone."""
    found = Complaint.objects.filter(store=house.store).exclude(state="invalid").order_by("recorded_at")[10]
    found.manufacturer_cases.create(
        number="400-7781", received_at=found.recorded_at, registered_at=found.recorded_at, registered_by=lin
    )
    return found


def compare(at: Any, listed: str, *, day: date, by: User, table: str = "complaints") -> CrmCheck:
    return services.check_crm(table, day, listed, store=store_of(by), now=at("2026-11-20 10:00"), by=by)


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).date()


def test_each_entry_takes_one_record_by_any_of_its_numbers(
    house: House, lin: User, case: Complaint, at: Any
) -> None:
    day = day_of(case.recorded_at)
    rows = Complaint.objects.filter(store=house.store).exclude(state="invalid").exclude(pk=case.pk)
    others = {one for one in rows if day_of(one.recorded_at) == day}
    for entry in (case.number, "2026-11-01　４００-７７８１ 投诉", case.customer.phones.first().number):
        made = compare(at, f"{entry}\n", day=day, by=lin)
        assert (made.listed, made.matched, made.only_there, made.only_here) == (1, 1, 0, len(others)), entry
        assert {one.complaint for one in made.differing.all()} == others
    twice = compare(at, "400-7781\n\n400-7781\n13911112222 张三", day=day, by=lin)
    assert (twice.listed, twice.matched, twice.only_there) == (3, 1, 2)
    strange = twice.differing.filter(line__isnull=False).order_by("line").values_list("line", "reference")
    assert list(strange) == [(3, "400-7781"), (4, "139****2222")]


def test_a_phone_leaves_the_record_to_who_names_it(house: House, lin: User, case: Complaint, at: Any) -> None:
    """Two complaints of a customer on a day, one entered by phone before the other by its number: both are found."""
    day = day_of(case.recorded_at)
    twin = Complaint.objects.create(
        store=house.store, number="TWIN-1", source="visit", category=case.category, customer=case.customer,
        learned_at=case.recorded_at, recorded_at=case.recorded_at, recorded_by=lin,
    )  # fmt: skip
    phone = case.customer.phones.first().number
    for named in (case.number, twin.number):
        made = compare(at, f"{phone}\n{named} {phone}\n", day=day, by=lin)
        assert (made.matched, made.only_there) == (2, 0)
        made = compare(at, f"{phone}\n{named}\n", day=day, by=lin)
        assert (made.matched, made.only_there) == (2, 0)


def test_questions_go_by_document_and_phone(house: House, lin: User, at: Any) -> None:
    rows = Inquiry.objects.filter(store=house.store).exclude(duty__state="cancelled")
    one = rows.order_by("raised_at")[5]
    for number in (one.callback.duty.title, one.callback.customer.phones.first().number):
        if len(number) < 4:
            continue
        made = compare(at, f"2026-11-01 {number} 咨询", day=day_of(one.raised_at), by=lin, table="inquiries")
        assert (made.listed, made.matched) == (1, 1)
        assert one not in [row.inquiry for row in made.differing.all()]


@pytest.mark.parametrize(
    ("listed", "day", "field"),
    [("张三\n", 3, "listed"), ("A-12345\n" * 1001, 3, "listed"), ("", 21, "day")],
)
def test_what_is_refused(house: House, lin: User, at: Any, listed: str, day: int, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        compare(at, listed, day=date(2026, 11, day), by=lin)
    assert refusal.value.field == field


def test_only_the_last_comparison_of_a_day_counts(house: House, lin: User, case: Complaint, at: Any) -> None:
    day = day_of(case.recorded_at)
    compare(at, "99-9999", day=day, by=lin)
    last = compare(at, case.number, day=day, by=lin)
    period = Period.containing("week", day)
    keys = ("crm.complaints", "crm.complaints_differing")
    numbers = count_figures([BY_KEY[key] for key in keys], frame=Frame(period, Scope(house.store)))
    rows = CrmCheck.objects.filter(
        store=house.store, table="complaints", day__range=(period.start, period.end)
    )
    newest = {one.day: one for one in rows.order_by("pk")}
    assert newest[day] == last
    assert numbers["crm.complaints", ""][0] == len(newest)
    assert numbers["crm.complaints_differing", ""][0] == sum(one.differences for one in newest.values())


def test_the_pages(house: House, lin: User, song: User, signed_in: Any, case: Complaint) -> None:
    client = signed_in(lin)
    assert client.get("/reports/crm/").status_code == 200
    day = day_of(case.recorded_at).isoformat()
    bad = client.post("/reports/crm/", {"table": "complaints", "day": day, "listed": "王先生"})
    assert (bad.status_code, "王先生" in bad.text) == (400, True)
    made = client.post("/reports/crm/", {"table": "complaints", "day": day, "listed": "400-0000"})
    page = client.get(made.url)
    assert "400-0000" in page.text and case.number in page.text
    assert signed_in(song).get("/reports/crm/").status_code == 403
