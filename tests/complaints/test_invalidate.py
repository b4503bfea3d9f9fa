"""Not upheld or told twice (4.2): clocks and calls end, a duplicate names its like."""

import pytest

from apps.complaints import services
from apps.core.refusal import Refused
from tests.complaints.stages import call_of, customer_of


def test_open_clocks_and_call_are_cancelled(team, noon):
    complaint = team.returned(noon)
    services.invalidate(complaint, reason="不成立", now=noon, by=team.zhou)
    assert complaint.state == "invalid"
    assert (complaint.close_duty.state, complaint.return_duty.state) == ("cancelled", "kept")
    assert call_of(complaint).state == "cancelled"


@pytest.mark.parametrize("stage", ["registered", "issued", "signed", "handling", "returned", "verifying"])
def test_from_every_open_state(team, noon, stage):
    complaint = getattr(team, stage)(noon)
    assert services.invalidate(complaint, reason="x", now=noon, by=team.zhou).state == "invalid"


def test_not_when_closed(team, noon):
    with pytest.raises(Refused):
        services.invalidate(team.closed(noon), reason="x", now=noon, by=team.zhou)


def test_a_duplicate_is_merged_into_one_of_the_same_customer(team, noon):
    first, second = team.registered(noon), team.registered(noon)
    services.invalidate(second, reason="重复", merge_into=first, now=noon, by=team.zhou)
    assert second.merged_into == first


def test_no_merge_into_itself_another_customers_or_a_dead_one(team, noon):
    complaint, dead = team.registered(noon), team.registered(noon)
    services.invalidate(dead, reason="x", now=noon, by=team.zhou)
    other = team.registered(noon, customer=customer_of(team.aftersales.store, now=noon), vehicle=None)
    for target in (complaint, other, dead):
        with pytest.raises(Refused) as refusal:
            services.invalidate(complaint, reason="x", merge_into=target, now=noon, by=team.zhou)
        assert refusal.value.field == "merge_into"


def test_needs_a_reason(team, noon):
    with pytest.raises(Refused) as refusal:
        services.invalidate(team.registered(noon), reason="", now=noon, by=team.zhou)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["lin", "song", "zhang"])
def test_the_department_cannot_wave_it_away(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.invalidate(team.handling(noon), reason="x", now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"
