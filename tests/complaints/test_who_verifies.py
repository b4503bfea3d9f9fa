"""Nobody of the handling side gets a verifying call, whichever way it changes hands (S10, domain.md 4.2)."""

from datetime import date

import pytest

from apps.accounts.models import Absence, Post, Role
from apps.callbacks import services as calls
from apps.callbacks.models import Barred
from apps.core.refusal import Refused
from apps.customers.models import Order
from tests.calls import all_answers, entry
from tests.complaints.stages import call_of

__all__ = ["all_answers", "entry"]
SINCE = date(2024, 1, 1)


@pytest.fixture
def verifying(team, house, noon):
    """The verifying call of a complaint du's second post, in after-sales, puts on the handling side."""
    Post.objects.create(
        user=team.du, role=Role.AGENT, store=house.store, department=house.aftersales, from_day=SINCE
    )
    return call_of(team.returned(noon))


def test_the_call_knows_who_may_not_make_it(verifying, team):
    rows = set(Barred.objects.values_list("callback", "user", "department"))
    pk = verifying.pk
    assert rows == {(pk, team.zhang.pk, None), (pk, team.song.pk, None), (pk, None, team.aftersales.pk)}
    assert verifying.duty.owner == team.lin


def test_no_verb_gives_it_to_the_handling_side(verifying, team, noon):
    with pytest.raises(Refused) as refusal:
        calls.reassign([verifying], to=team.du, reason="忙", now=noon, by=team.zhou)
    assert refusal.value.field == "to"
    calls.reassign([verifying], to=team.zhou, reason="忙", now=noon, by=team.zhou)
    verifying.duty.refresh_from_db()
    assert verifying.duty.owner == team.zhou


def test_it_leaves_whoever_turns_out_to_have_served_the_customer(team, house, noon):
    """Neither to the handling side, nor to the one whose name the document bears now."""
    order = Order.objects.create(
        store=house.store, kind="repair", number="JS-1", customer=team.customer, document_day=date(2026, 10, 1),
        created_at=noon,
    )  # fmt: skip
    call = call_of(team.returned(noon, order=order))
    assert call.duty.owner == team.lin
    (effect,) = calls.preview_order_change(order, changes={"served_by": team.lin}, now=noon)
    assert (effect.callback, effect.what, effect.owner_served) == (call, "stays", True)
    calls.correct_order(order, changes={"served_by": team.lin}, reason="补录", now=noon, by=team.zhou)
    call.duty.refresh_from_db()
    assert call.duty.owner == team.du


def test_an_absence_does_not_hand_it_over(verifying, team, noon):
    today = date(2026, 11, 3)
    away = Absence.objects.create(
        user=team.lin, first_day=today, last_day=today, substitute=team.du, entered_by=team.zhou
    )
    assert calls.hand_over_absent(now=noon) == 0
    Absence.objects.filter(pk=away.pk).update(substitute=team.zhou)
    assert calls.hand_over_absent(now=noon) == 1


def test_whoever_joins_the_department_later_can_neither_claim_nor_save(verifying, team, house, noon, entry):
    Post.objects.create(
        user=team.lin,
        role=Role.DEPARTMENT_STAFF,
        store=house.store,
        department=house.aftersales,
        from_day=SINCE,
    )
    for act in (
        lambda: calls.claim(verifying, now=noon, by=team.lin),
        lambda: calls.record_attempt(verifying, entry("busy", verifying), now=noon, by=team.lin),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "forbidden"


def test_without_a_substitute_nobody_of_the_handling_side_is_dealt_it(verifying, team, house, noon):
    day = date(2026, 11, 30)
    Absence.objects.create(user=team.lin, first_day=date(2026, 11, 3), last_day=day, entered_by=team.zhou)
    assert calls.hand_over_absent(now=noon) == 1
    verifying.duty.refresh_from_db()
    assert verifying.duty.owner is None
    third = house.person("third", "罗敏", Role.AGENT, house.care)
    assert calls.hand_over_absent(now=noon) == 1
    verifying.duty.refresh_from_db()
    assert verifying.duty.owner == third
