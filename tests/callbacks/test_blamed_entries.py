"""Data found wrong while calling (S24) is proposed against who entered it with a member's record (R25)."""

from datetime import date

import pytest
from django.urls import reverse

from apps.callbacks.services import record_attempt
from apps.customers import services as customers
from apps.customers.models import ImportBatch
from apps.duties.models import Duty
from apps.penalties import services
from apps.penalties.models import Penalty


@pytest.fixture
def member(house, lin, at):
    """Entered by 林晓彤."""
    row = {"number": "vip1", "customer_name": "钱进", "phone": "13812345678", "joined_on": date(2026, 11, 2)}
    return customers.enter_member_row(row, store=house.store, now=at("2026-11-03 09:00"), by=lin)


@pytest.fixture
def ring(make_call, entry, member, du, at):
    """A callback to the member, made by 杜 unless named, in which the customer says what is wrong."""

    def make(*wrong, day="2026-11-05 10:00", outcome="completed", by=du):
        call = make_call(now=at(day), customer=member.customer)
        Duty.objects.filter(callback=call).update(owner=by)
        checked = dict.fromkeys(wrong, False)
        typed = entry(outcome, call, started_at=at(day), checked=checked)
        record_attempt(call, typed, now=at(day), by=by)
        return call

    return make


def test_what_a_call_finds_wrong_is_proposed_by_itself(ring, member, lin, zhou, du, signed_in):
    call = ring("name", "phone", "plate")
    fine = Penalty.objects.get()
    assert (fine.kind, fine.rule, fine.subject, fine.author, fine.amount, fine.state) == (
        "member_wrong", "R25", lin, None, 10, "proposed",
    )  # fmt: skip
    assert fine.evidence["wrong"] == ["name", "phone"] and fine.evidence["callback"] == call.pk
    assert fine.fact_day == date(2026, 11, 3) and "钱进" not in str(fine.evidence)
    page = signed_in(zhou).get(reverse("desk:evidence", args=[fine.pk])).text.split("<main")[1]
    assert call.duty.title in page and "姓名" in page and "钱进" not in page
    assert signed_in(du).get(reverse("desk:evidence", args=[fine.pk])).status_code == 404
    ring("name", day="2026-11-06 10:00")
    services.reject(fine, reason="客户改了名", now=fine.proposed_at, by=zhou)
    ring("name", day="2026-11-06 16:30")
    assert Penalty.objects.get().state == "rejected"


def test_a_wrong_number_counts_and_what_is_not_the_authors_does_not(ring, member, lin, zhou):
    ring("plate")
    ring("name", by=lin)
    member.customer.phones.update(source="call")
    ring("phone")
    assert not Penalty.objects.exists()
    member.customer.phones.update(source="")
    ring(outcome="wrong_number")
    assert Penalty.objects.get().evidence["wrong"] == ["phone"]


def test_put_right_before_the_call_finds_nothing_and_a_list_blames_nobody(ring, member, house, lin, at):
    ring()
    member.batch = ImportBatch.objects.create(
        store=house.store, file_name="会员.xlsx", file_hash="0", file_size=1, uploaded_at=at("2026-11-03 08:00"),
        uploaded_by=lin,
    )  # fmt: skip
    member.save()
    ring("name")
    assert not Penalty.objects.exists()
