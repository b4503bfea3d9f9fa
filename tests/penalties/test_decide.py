"""Confirm, reject and waive: who may, when, and that it happens once (domain.md 4.5)."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import Role
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.notices.models import Notice
from apps.penalties import services
from apps.penalties.models import Penalty
from apps.rulebook.services import set_policy
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


def test_confirming_tells_the_person_in_the_same_move(proposed, lin, zhou):
    penalty = services.confirm(proposed(lin, DAY), reason="抽查属实", now=NOW, by=zhou)
    assert (penalty.state, penalty.confirmed_by, penalty.confirmed_at) == ("confirmed", zhou, NOW)
    step = penalty.moves.last()
    assert (step.what, step.old, step.new, step.by, step.words.text) == (
        "confirm", "proposed", "confirmed", zhou, "抽查属实",
    )  # fmt: skip
    notice = Notice.objects.get(user=lin)
    assert notice.url == f"/penalties/{penalty.pk}/"
    assert "CK2611-0001" in notice.sentence


@pytest.mark.parametrize("verb", ["reject", "waive"])
def test_rejecting_and_waiving_need_a_reason(proposed, confirmed, lin, zhou, verb):
    penalty = proposed(lin, DAY) if verb == "reject" else confirmed(lin, DAY)
    with pytest.raises(Refused) as refusal:
        getattr(services, verb)(penalty, reason="  ", now=NOW, by=zhou)
    assert (refusal.value.field, refusal.value.code) == ("reason", "invalid")
    done = getattr(services, verb)(penalty, reason="客户在国外", now=NOW, by=zhou)
    assert done.state == {"reject": "rejected", "waive": "waived"}[verb]
    assert done.moves.last().words.text == "客户在国外"
    assert done.decided_by == zhou


@pytest.mark.parametrize("role", Role.values)
def test_only_the_named_roles_decide(proposed, house, lin, role):
    who = house.person("who", "某人", role, house.sales)
    penalty = proposed(lin, DAY)
    if role in ("care_manager", "customer_director", "admin_dept"):
        assert services.confirm(penalty, now=NOW, by=who).state == "confirmed"
        return
    for verb in (services.confirm, services.reject, services.waive):
        with pytest.raises(Refused) as refusal:
            verb(penalty, reason="因为", now=NOW, by=who)
        assert refusal.value.code == "forbidden"


@pytest.mark.parametrize("role", Role.values)
def test_nobody_decides_on_their_own(proposed, house, zhou, role):
    who = house.person("who", "某人", role, house.sales)
    penalty = proposed(who, DAY)
    for verb in (services.confirm, services.reject):
        with pytest.raises(Refused) as refusal:
            verb(penalty, reason="因为", now=NOW, by=who)
        assert refusal.value.code == "forbidden"
    services.confirm(penalty, now=NOW, by=zhou)
    with pytest.raises(Refused):
        services.waive(penalty, reason="因为", now=NOW, by=who)
    services.appeal(penalty, reason="我有异议", now=NOW, by=who)
    with pytest.raises(Refused):
        services.decide_appeal(penalty, uphold=False, reason="因为", now=NOW, by=who)
    penalty.refresh_from_db()
    assert penalty.state == "appealed"


def test_another_store_cannot_decide(proposed, lin, stranger):
    with pytest.raises(Refused) as refusal:
        services.confirm(proposed(lin, DAY), now=NOW, by=stranger)
    assert refusal.value.code == "forbidden"


@pytest.mark.parametrize("first", ["confirm", "reject"])
@pytest.mark.parametrize("second", ["confirm", "reject"])
def test_the_second_decider_is_told(proposed, lin, zhou, fang, first, second):
    penalty = proposed(lin, DAY)
    mine, yours = Penalty.objects.get(pk=penalty.pk), Penalty.objects.get(pk=penalty.pk)
    getattr(services, first)(mine, reason="属实", now=NOW, by=zhou)
    with pytest.raises(Refused) as refusal:
        getattr(services, second)(yours, reason="属实", now=NOW, by=fang)
    assert refusal.value.code == "stale"
    assert penalty.moves.count() == 2


def test_confirming_needs_the_evidence_to_be_still_valid(proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    duties.excuse(penalty.duty, cause="decided", now=NOW, by=zhou, reason="停电")
    with pytest.raises(Refused):
        services.confirm(penalty, now=NOW, by=zhou)
    penalty.refresh_from_db()
    assert penalty.state == "proposed"


def test_late_work_does_not_undo_the_miss(proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    duties.settle(penalty.duty, at=NOW, by=lin)
    assert services.confirm(penalty, now=NOW, by=zhou).state == "confirmed"


def test_waiving_only_what_is_confirmed(proposed, lin, zhou):
    with pytest.raises(Refused) as refusal:
        services.waive(proposed(lin, DAY), reason="因为", now=NOW, by=zhou)
    assert refusal.value.code == "stale"


def test_own_rule_change_of_the_day_is_marked(proposed, house, lin, root, zhou):
    """Separation of duties: a warning, written to the history."""
    set_policy(
        "penalty.callback_miss", 25, store=house.store, effective_from=date(2026, 12, 1), reason="新办法",
        by=zhou, now=NOW - timedelta(hours=1),
    )  # fmt: skip
    penalty = proposed(lin, DAY)
    assert services.own_rule_today(penalty, by=zhou, now=NOW)
    assert not services.own_rule_today(penalty, by=zhou, now=NOW + timedelta(days=1))
    assert not services.own_rule_today(penalty, by=root, now=NOW)
    services.confirm(penalty, now=NOW, by=zhou)
    assert penalty.moves.last().code == "own_rule_today"
