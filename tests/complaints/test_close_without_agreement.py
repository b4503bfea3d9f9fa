"""The director ends what cannot be agreed or reached (R15); calls that reached nobody wait for that decision (R06)."""

import pytest

from apps.callbacks import services as calls
from apps.callbacks.models import Correction
from apps.complaints import services
from apps.complaints.models import ClosedCycle, Verification
from apps.core.refusal import Refused
from apps.notices.models import Notice
from tests.complaints.stages import call_of, dial, end


def unreached(team, now, state="unreachable"):
    complaint = team.returned(now)
    end(call_of(complaint), state, now=now)
    services.settle_unreached(now=now)
    complaint.refresh_from_db()
    return complaint


@pytest.mark.parametrize("state", ["unreachable", "refused", "wrong_number", "cancelled"])
def test_sweep_leaves_an_ended_call_to_the_director(team, noon, state):
    complaint = unreached(team, noon, state)
    assert complaint.state == "verifying"
    assert Verification.objects.get().result == "unreached"
    told = Notice.objects.filter(kind="complaint.unreached").values_list("user__username", flat=True)
    assert list(told) == ["fang"]
    assert services.settle_unreached(now=noon) == 0


@pytest.mark.parametrize("state", ["pending", "in_progress", "appointed"])
def test_sweep_leaves_open_calls_alone(team, noon, state):
    complaint = team.returned(noon)
    if state != "pending":
        call = call_of(complaint)
        type(call).objects.filter(pk=call.pk).update(state=state, appointment_at=noon)
    assert services.settle_unreached(now=noon) == 0


def test_sweep_needs_a_handful_of_statements(team, noon, django_assert_max_num_queries):
    for _ in range(6):
        end(call_of(team.returned(noon)), "unreachable", now=noon)
    with django_assert_max_num_queries(12):
        assert services.settle_unreached(now=noon) == 6


def test_director_closes_without_agreement(team, noon):
    complaint = unreached(team, noon)
    services.close_without_agreement(complaint, reason="三次联系不上", now=noon, by=team.fang)
    assert (complaint.state, complaint.closing) == ("closed", "no_agreement")
    assert complaint.close_duty.state == "kept"
    assert complaint.moves.last().words.text == "三次联系不上"
    assert ClosedCycle.objects.get().closing == "no_agreement"


def test_director_asks_for_another_round(team, noon):
    complaint = unreached(team, noon)
    services.decide_unreached(complaint, again=True, reason="换个时间", now=noon, by=team.fang)
    assert complaint.state == "returned"
    assert call_of(complaint).key == f"verify:{complaint.pk}:1:2"
    assert team.verified(complaint, "1", now=noon).state == "closed"


def test_an_overtaken_call_decides_nothing(team, noon):
    complaint = unreached(team, noon, "wrong_number")
    old = call_of(complaint)
    services.call_again(complaint, reason="换个时间", now=noon, by=team.fang)
    attempt = dial(old, by=team.lin, now=noon, answer="1")
    with pytest.raises(Refused) as refusal:
        services.settle_verification(old, attempt, now=noon, by=team.lin)
    assert refusal.value.code == "stale"


def test_after_an_unsatisfied_round_the_open_work_is_cancelled(team, noon):
    complaint = team.verified(team.verifying(noon), "3", now=noon)
    services.close_without_agreement(complaint, reason="协商未果", now=noon, by=team.fang)
    assert complaint.return_duty.state == "cancelled"


def test_an_open_verifying_call_is_cancelled_with_it(team, noon):
    complaint = team.verified(team.verifying(noon), "3", now=noon)
    team.hand_back(complaint, now=noon)
    services.close_without_agreement(complaint, reason="协商未果", now=noon, by=team.fang)
    callback = call_of(complaint)
    assert (callback.state, callback.duty.state) == ("cancelled", "cancelled")


def test_not_before_a_call_was_tried(team, noon):
    for complaint in (team.handling(noon), team.returned(noon)):
        with pytest.raises(Refused) as refusal:
            services.close_without_agreement(complaint, reason="x", now=noon, by=team.fang)
        assert refusal.value.status == 409


def test_needs_a_reason(team, noon):
    with pytest.raises(Refused) as refusal:
        services.close_without_agreement(unreached(team, noon), reason=" ", now=noon, by=team.fang)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["lin", "zhou", "song", "zhang"])
@pytest.mark.parametrize("again", [True, False])
def test_only_the_director_decides(team, noon, who, again):
    complaint = unreached(team, noon)
    with pytest.raises(Refused) as refusal:
        services.decide_unreached(complaint, again=again, reason="x", now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"


def test_a_corrected_number_leaves_the_ended_call_to_the_director(team, clerk, noon):
    complaint = unreached(team, noon, "wrong_number")
    call = call_of(complaint)
    item = Correction.objects.create(
        store=call.store, callback=call, field="phone", found_at=noon, found_by=team.lin
    )
    services.close_without_agreement(complaint, reason="多次联系不上", now=noon, by=team.fang)
    calls.correct_number(item, number="13955550000", now=noon, by=clerk)
    call.refresh_from_db()
    assert (call.state, complaint.state) == ("wrong_number", "closed")
    assert Notice.objects.filter(kind="callbacks.corrected").get().user == team.fang
