"""Wrong member data (R25): per record, found by somebody else, not when its author put it right first."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import Member
from apps.penalties import services
from apps.penalties.models import Penalty

RIGHT = {"number": "VIP8", "level": "金卡", "joined_on": date(2026, 11, 2), "document": "HY-8"}


@pytest.fixture
def member(house, lin, at):
    row = {"number": "vip1", "customer_name": "钱进", "phone": "13812345678", "joined_on": date(2026, 11, 2)}
    return customers.enter_member_row(row, store=house.store, now=at("2026-11-03 09:00"), by=lin)


def find(member, by, at, *, day="2026-11-05 10:00", **changes):
    member.refresh_from_db()
    return customers.find_member_wrong(member, RIGHT | changes, version=member.version, now=at(day), by=by)


def test_the_record_is_put_right_and_its_author_fined_once(member, lin, zhou, fang, at):
    fine = find(member, zhou, at)
    assert (fine.kind, fine.subject, fine.author, fine.amount, fine.state) == (
        "member_wrong",
        lin,
        zhou,
        10,
        "proposed",
    )
    assert (fine.fact_day, fine.month, fine.rule) == (date(2026, 11, 3), date(2026, 11, 1), "R25")
    assert fine.evidence["wrong"] == ["document", "level", "number"] and "VIP" not in str(fine.evidence)
    assert Member.objects.get().number == "VIP8"
    with pytest.raises(Refused):
        services.confirm(fine, now=at("2026-11-05 11:00"), by=zhou)
    services.confirm(fine, now=at("2026-11-05 11:00"), by=fang)
    assert find(member, zhou, at, level="银卡").pk == fine.pk
    assert Penalty.objects.get().state == "confirmed"


def test_what_its_author_put_right_first_finds_nothing(member, lin, zhou, at):
    customers.correct_member(member, RIGHT, version=member.version, now=at("2026-11-04 10:00"), by=lin)
    with pytest.raises(Refused) as refusal:
        find(member, zhou, at)
    assert refusal.value.field == "found" and not Penalty.objects.exists()


def test_who_does_not_find(member, lin, du, at):
    for by in (lin, du):
        with pytest.raises(Refused) as refusal:
            find(member, by, at)
        assert refusal.value.code == "forbidden"


def test_late_and_wrong_are_two(member, missed, lin, zhou, at):
    missed(lin, date(2026, 11, 3), kind="members.entry")
    services.propose_for_missed(now=at("2026-11-04 12:00"))
    find(member, zhou, at)
    assert sorted(Penalty.objects.values_list("kind", flat=True)) == ["member_late", "member_wrong"]


def test_the_page_asks_only_those_who_may(signed_in, member, lin, zhou, at):
    url = reverse("desk:member_edit", args=[member.pk])
    assert "found" not in signed_in(lin).get(url).context["form"].fields
    data = {
        "number": "VIP8",
        "level": "金卡",
        "joined_on": "2026-11-02",
        "found": "on",
        "version": member.version,
    }
    assert signed_in(zhou).post(url, data).status_code == 302
    fine = Penalty.objects.get()
    page = signed_in(lin).get(reverse("desk:evidence", args=[fine.pk])).text
    assert "VIP" not in page.split("<main")[1] and "会员号" in page
