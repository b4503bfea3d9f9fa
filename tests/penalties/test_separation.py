"""Separation of duties 4.5 in the database: whatever writes, the same person cannot stand on both sides."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Role
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.models import Penalty
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


@pytest.mark.parametrize(
    "both",
    [("confirmed_by", "subject"), ("confirmed_by", "author"), ("author", "subject"), ("accepted_by", "subject"),
     ("accepted_by", "author"), ("decided_by", "subject"), ("decided_by", "author")],
)  # fmt: skip
def test_two_people(proposed, lin, zhou, fang, both):
    penalty = proposed(lin, DAY)
    rows = Penalty.objects.filter(pk=penalty.pk)
    wrong = {"subject": lin, both[0]: zhou} | {both[1]: zhou}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**wrong)
    assert rows.update(**wrong | {both[0]: fang}) == 1


@pytest.mark.parametrize("columns", [{"appealed_at": NOW, "state": "upheld"}, {"state": "reversed"}])
def test_who_confirmed_does_not_answer_the_appeal_nor_reverse(confirmed, lin, zhou, fang, columns):
    rows = Penalty.objects.filter(pk=confirmed(lin, DAY, by=zhou).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(decided_by=zhou, **columns)
    assert rows.update(decided_by=fang, **columns) == 1


def test_the_verbs_keep_to_it_when_the_program_withdraws_and_reverses(
    confirmed, house, lin, zhou, fang, qian, at
):
    """A step-up confirmed by the director falls because the director reverses a fine: nobody's own decision."""
    days = [date(2026, 10, day) for day in range(9, 13)]
    rows = [confirmed(lin, day) for day in days]
    services.confirm(Penalty.objects.get(kind="step_up"), now=at("2026-10-20 10:00"), by=fang)
    month = services.open_month(house.store, month=date(2026, 10, 1))
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-11-09 10:00"), by=qian)
    services.reverse(rows[0], reason="录音证明已回访", now=at("2026-11-10 10:00"), by=fang)
    step = Penalty.objects.get(kind="step_up")
    assert (step.state, step.decided_by) == ("reversed", None)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_tries_its_own_slip_and_suggestion(house, fang, gao, role):
    """Whatever the post, no verb lets a person decide, accept or reverse what is about them."""
    who = house.person("who", "某人", role, house.sales)
    penalty = Penalty.objects.create(
        store=house.store, key="slip:x", kind="manual", rule="S107", subject=who, amount=10, month=DAY.replace(day=1),
        fact_day=DAY, title="GS", url_name="penalties:detail", proposed_at=NOW, state="suggested", author=fang,
        department=house.sales,
    )  # fmt: skip
    tries = {
        "suggested": (services.accept, services.decline),
        "proposed": (services.confirm, services.reject),
        "confirmed": (services.waive,),
        "appealed": (partial(services.decide_appeal, uphold=False),),
        "settled": (services.reverse,),
    }
    for state, verbs in tries.items():
        Penalty.objects.filter(pk=penalty.pk).update(state=state)
        penalty.refresh_from_db()
        for verb in verbs:
            with pytest.raises(Refused) as refusal:
                verb(penalty, reason="因为", now=NOW, by=who)
            assert refusal.value.code == "forbidden"
