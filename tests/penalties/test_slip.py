"""Slips by hand (S107): within the limit of the role, never for oneself, confirmed by a second person."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.models import Penalty
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


@pytest.fixture
def enter(house, lin):
    def make(by, *, subject=None, amount="50", fact_day=DAY, reason="未着工装", key=None):
        return services.enter_manual(
            subject=subject or lin, store=house.store, amount=Decimal(amount), fact_day=fact_day, reason=reason,
            request_key=key or uuid4(), now=NOW, by=by,
        )  # fmt: skip

    return make


def test_a_slip_is_a_proposal_with_an_author(enter, lin, zhou):
    slip = enter(zhou)
    assert (slip.kind, slip.state, slip.author, slip.subject) == ("manual", "proposed", zhou, lin)
    assert (slip.amount, slip.month, slip.rule) == (Decimal(50), date(2026, 11, 1), "S107")
    assert slip.moves.get().words.text == "未着工装"
    assert "未着工装" not in slip.title


def test_the_author_does_not_confirm(enter, zhou, fang):
    slip = enter(zhou)
    with pytest.raises(Refused) as refusal:
        services.confirm(slip, now=NOW, by=zhou)
    assert refusal.value.code == "forbidden"
    assert services.confirm(slip, now=NOW, by=fang).state == "confirmed"
    with pytest.raises(Refused):
        services.waive(slip, reason="算了", now=NOW, by=zhou)


def test_the_author_may_take_it_back(enter, zhou):
    assert services.reject(enter(zhou), reason="写错了人", now=NOW, by=zhou).state == "rejected"


@pytest.mark.parametrize(
    ("who", "amount", "ok"),
    [("zhou", "100", True), ("zhou", "100.01", False), ("fang", "500", True), ("fang", "500.01", False),
     ("wu", "100", True), ("wu", "101", False)],
)  # fmt: skip
def test_the_limit_of_the_role(enter, gao, request, who, amount, ok):
    by = request.getfixturevalue(who)
    if ok:
        assert enter(by, amount=amount).amount == Decimal(amount)
        return
    with pytest.raises(Refused) as refusal:
        enter(by, amount=amount)
    assert refusal.value.field == "amount"


@pytest.mark.parametrize("amount", ["0", "-5", "1.001", "NaN", "Infinity"])
def test_odd_amounts(enter, zhou, amount):
    with pytest.raises(Refused) as refusal:
        enter(zhou, amount=amount)
    assert refusal.value.field == "amount"


def test_who_may_not_and_for_whom_not(enter, lin, du, zhou, qian, stranger):
    for by in (du, qian):
        with pytest.raises(Refused):
            enter(by)
    for subject, field in ((zhou, "subject"), (stranger, "subject")):
        with pytest.raises(Refused) as refusal:
            enter(zhou, subject=subject)
        assert refusal.value.field == field
    with pytest.raises(Refused) as refusal:
        enter(zhou, fact_day=DAY + timedelta(days=3))
    assert refusal.value.field == "fact_day"
    with pytest.raises(Refused) as refusal:
        enter(zhou, reason="")
    assert refusal.value.field == "reason"


def test_a_double_click_is_one_slip(enter, zhou):
    key = UUID("12345678-1234-5678-1234-567812345678")
    assert enter(zhou, key=key).pk == enter(zhou, key=key).pk
    assert Penalty.objects.count() == 1
