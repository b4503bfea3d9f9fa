"""Compensation (S103): one asks, another decides; above the limit only the general manager."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.complaints import services
from apps.complaints.models import Compensation
from apps.core.refusal import Refused
from apps.notices.models import Notice

WHAT = "免费保养一次，因等待两小时"


def ask(complaint, amount="300.00", *, now, by):
    return services.ask_compensation(
        complaint, kind="service", amount=Decimal(amount), what=WHAT, now=now, by=by
    )


def test_the_manager_approves_and_the_one_who_asked_is_told(team, noon):
    complaint = team.handling(noon)
    asked = ask(complaint, now=noon, by=team.song)
    assert Notice.objects.filter(kind="complaint.compensation", user=team.zhou).exists()
    given = services.decide_compensation(complaint, approve=True, now=noon, by=team.zhou)
    assert (given.pk, given.state, given.decided_by) == (asked.pk, "approved", team.zhou)
    assert Notice.objects.filter(kind="complaint.compensation", user=team.song).exists()
    codes = complaint.moves.filter(what__startswith="pay").values_list("what", "code")
    assert list(codes) == [("pay_ask", "300.00"), ("pay_yes", "300.00")]


def test_a_refusal_says_why(team, noon):
    complaint = team.handling(noon)
    ask(complaint, now=noon, by=team.song)
    with pytest.raises(Refused) as refusal:
        services.decide_compensation(complaint, approve=False, now=noon, by=team.zhou)
    assert refusal.value.field == "reason"
    given = services.decide_compensation(complaint, approve=False, reason="超出惯例", now=noon, by=team.zhou)
    assert given.state == "refused"
    assert ask(complaint, "200", now=noon, by=team.song).state == "asked"


def test_nobody_decides_what_they_asked_for(team, noon):
    complaint = team.handling(noon)
    asked = ask(complaint, now=noon, by=team.zhou)
    with pytest.raises(Refused) as refusal:
        services.decide_compensation(complaint, approve=True, now=noon, by=team.zhou)
    assert refusal.value.code == "forbidden"
    with pytest.raises(IntegrityError, match="compensation_decided_by_another"), transaction.atomic():
        Compensation.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=team.zhou, decided_at=noon
        )


@pytest.mark.parametrize(
    ("amount", "who", "passes"),
    [
        ("10000.00", "zhou", True),
        ("10000.01", "zhou", False),
        ("10000.01", "fang", False),
        ("10000.01", "gao", True),
    ],
)
def test_the_limit_is_10_000(team, gao, noon, amount, who, passes):
    complaint = team.handling(noon)
    ask(complaint, amount, now=noon, by=team.song)
    person = gao if who == "gao" else getattr(team, who)
    if passes:
        assert services.decide_compensation(complaint, approve=True, now=noon, by=person).state == "approved"
        return
    with pytest.raises(Refused) as refusal:
        services.decide_compensation(complaint, approve=True, now=noon, by=person)
    assert refusal.value.code == "forbidden"


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_is_above_zero(team, noon, amount):
    with pytest.raises(Refused) as refusal:
        ask(team.handling(noon), amount, now=noon, by=team.song)
    assert refusal.value.field == "amount"


def test_one_question_at_a_time(team, noon):
    complaint = team.handling(noon)
    ask(complaint, now=noon, by=team.song)
    with pytest.raises(Refused) as refusal:
        ask(complaint, "50", now=noon, by=team.song)
    assert refusal.value.code == "state"


def test_staff_do_not_ask(team, noon):
    with pytest.raises(Refused) as refusal:
        ask(team.handling(noon), now=noon, by=team.zhang)
    assert refusal.value.code == "forbidden"
