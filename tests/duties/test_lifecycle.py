"""A duty's life (domain.md 4.0): kept, missed, late, excused, moved, reopened – by the moment of the save."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core.refusal import Refused
from apps.core.worktime import Answer, Step
from apps.duties import services
from apps.duties.models import Duty, DutyEvent
from apps.duties.services import Plan

DUE = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)  # 24:00 of 6 November in Shanghai
SECOND = timedelta(seconds=1)


def plan(at: datetime = DUE, *, clock: bool = False) -> Plan:
    step = Step("due_day", {"day": "2026-11-06"})
    return Plan(
        Answer(day=date(2026, 11, 6), at=at, clock=clock, provisional=False, trace=(step,)), {"R01": 3}, 1
    )


@pytest.fixture
def duty(house, lin, noon):
    return services.open_duty(
        "callback.delivery", key="callback:delivery:1", store=house.store, plan=plan(), title="CK-1",
        url_name="desk:call", object_id=1, now=noon, owner=lin,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "done", "state"),
    [
        (False, DUE - SECOND, "kept"),
        (False, DUE, "missed"),
        (False, DUE + SECOND, "missed"),
        (True, DUE - SECOND, "kept"),
        (True, DUE, "kept"),
        (True, DUE + SECOND, "missed"),
    ],
)
def test_settled_is_kept_only_before_the_due_moment(duty, lin, clock, done, state):
    Duty.objects.filter(pk=duty.pk).update(clock=clock)

    assert services.settle(duty, at=done, by=lin) == state
    assert duty.settled_at == done
    assert duty.missed_at == (DUE if state == "missed" else None)


def test_a_duty_opens_with_its_story_in_one_statement(house, lin, noon, django_assert_num_queries):
    with django_assert_num_queries(1):
        duty = services.open_duty(
            "callback.delivery", key="callback:delivery:2", store=house.store, plan=plan(), title="CK-2",
            url_name="desk:call", object_id=2, now=noon, owner=lin, by=lin, cause="late_import",
        )  # fmt: skip
    event = DutyEvent.objects.get(duty=duty)
    assert Duty.objects.get(pk=duty.pk).trace == duty.trace
    assert (event.what, event.old_state, event.new_state, event.at) == ("open", "", "open", noon)
    assert (event.by, event.new_owner, event.new_due_at, event.code) == (lin, lin, DUE, "late_import")


def test_opening_twice_is_one_duty(duty, house, noon):
    again = services.open_duty(
        "callback.delivery", key=duty.key, store=house.store, plan=plan(), title="CK-1", url_name="desk:call",
        object_id=1, now=noon,
    )  # fmt: skip
    assert again.pk == duty.pk
    assert DutyEvent.objects.filter(duty=duty).count() == 1


def test_sweep_marks_at_the_due_moment_and_only_once(duty, lin):
    assert services.mark_missed(now=DUE - SECOND) == 0
    assert services.mark_missed(now=DUE + timedelta(days=3)) == 1
    assert services.mark_missed(now=DUE + timedelta(days=3)) == 0
    duty.refresh_from_db()
    assert (duty.state, duty.missed_at, duty.responsible) == ("missed", DUE, lin)
    assert list(duty.events.values_list("what", flat=True)) == ["open", "missed"]


def test_sweep_leaves_a_clock_deadline_at_its_very_moment(duty):
    Duty.objects.filter(pk=duty.pk).update(clock=True)
    assert services.mark_missed(now=DUE) == 0
    assert services.mark_missed(now=DUE + SECOND) == 1


def test_a_save_before_the_due_moment_is_kept_even_if_the_sweep_was_faster(duty, lin):
    services.mark_missed(now=DUE + SECOND)
    assert services.settle(duty, at=DUE - SECOND, by=lin) == "kept"


def test_missed_duty_stays_on_the_list_until_settled(duty, lin):
    services.mark_missed(now=DUE + SECOND)
    assert duty in Duty.objects.unsettled()
    services.settle(duty, at=DUE + timedelta(days=1), by=lin)
    assert duty not in Duty.objects.unsettled()


def test_settling_twice_is_refused(duty, lin):
    services.settle(duty, at=DUE - SECOND, by=lin)
    with pytest.raises(Refused):
        services.settle(duty, at=DUE - SECOND, by=lin)


def test_old_owner_answers_for_what_was_missed_before_the_hand_over(duty, lin, du, zhou):
    services.mark_missed(now=DUE + SECOND)
    services.reassign(duty, to=du, now=DUE + timedelta(hours=1), by=zhou)
    assert (duty.owner, duty.responsible) == (du, lin)


def test_a_hand_over_between_cut_off_and_sweep_blames_nobody_new(duty, lin, du, zhou):
    services.reassign(duty, to=zhou, now=DUE - SECOND, by=zhou)
    services.reassign(duty, to=du, now=DUE, by=zhou)
    services.reassign(duty, to=lin, now=DUE + SECOND, by=zhou)
    services.mark_missed(now=DUE + timedelta(minutes=1))
    duty.refresh_from_db()
    assert (duty.owner, duty.responsible) == (lin, zhou)


def test_late_work_settled_before_the_sweep_is_answered_for_by_the_owner_at_the_cut_off(duty, lin, du, zhou):
    services.reassign(duty, to=du, now=DUE + SECOND, by=zhou)
    assert services.settle(duty, at=DUE + timedelta(seconds=30), by=du) == "missed"
    assert duty.responsible == lin


def test_whoever_does_late_what_nobody_owned_does_not_answer_for_the_miss(duty, lin, zhou, noon):
    services.reassign(duty, to=None, now=noon, by=zhou)
    services.mark_missed(now=DUE + SECOND)
    services.reassign(duty, to=lin, now=DUE + timedelta(hours=9), by=zhou)
    assert services.settle(duty, at=DUE + timedelta(hours=10), by=lin) == "missed"
    assert duty.responsible is None


def test_reschedule_keeps_the_original_moment_and_lengthens_the_trace(duty, zhou, noon):
    services.reschedule(duty, plan(DUE + timedelta(days=1)), now=noon, by=zhou, code="appointment")
    assert (duty.original_due_at, duty.due_at) == (DUE, DUE + timedelta(days=1))
    assert len(duty.trace) == 2


def test_missed_duty_does_not_move(duty, zhou):
    services.mark_missed(now=DUE + SECOND)
    with pytest.raises(Refused):
        services.reschedule(duty, plan(DUE + timedelta(days=9)), now=DUE + SECOND, by=zhou, code="extension")


@pytest.mark.parametrize(("later", "state"), [(timedelta(hours=-1), "open"), (timedelta(hours=1), "missed")])
def test_reopened_work_is_open_or_missed_by_its_due_moment(duty, lin, zhou, noon, later, state):
    services.settle(duty, at=noon, by=lin)
    services.reopen(duty, now=DUE + later, by=zhou, reason="没有真正打过电话")
    assert (duty.state, duty.settled_at) == (state, None)


def test_a_manager_excuses_only_with_a_reason(duty, zhou, noon):
    with pytest.raises(Refused) as refusal:
        services.excuse(duty, cause=Duty.Cause.DECIDED, now=noon, by=zhou, reason=" ")
    assert refusal.value.field == "reason"
    services.excuse(duty, cause=Duty.Cause.DECIDED, now=noon, by=zhou, reason="停电")
    assert duty.state == "excused"
    assert duty.events.last().words.text == "停电"


def test_excused_work_stays_excused_when_done(duty, lin, noon):
    services.excuse(duty, cause=Duty.Cause.LATE_IMPORT, now=noon, by=None)
    assert services.settle(duty, at=DUE + SECOND, by=lin) == "excused"


def test_excused_work_that_is_not_done_changes_hands(duty, lin, du, zhou, noon):
    services.excuse(duty, cause=Duty.Cause.LATE_IMPORT, now=noon, by=None)
    services.reassign(duty, to=du, now=noon, by=zhou)
    assert duty.owner == du


def test_reopened_work_is_no_longer_excused(duty, zhou, noon):
    services.excuse(duty, cause=Duty.Cause.UNREACHABLE, now=noon, by=None, settle_too=True)
    services.reopen(duty, now=noon, by=zhou, reason="号码已更正", plan=plan(DUE + timedelta(days=1)))
    assert (duty.state, duty.cause, len(duty.trace)) == ("open", "", 2)


@pytest.mark.parametrize("cause", ["late_import", "absent", "outage", "decided"])
def test_an_excuse_of_the_same_moment_outlives_a_false_record(duty, lin, zhou, noon, cause):
    services.excuse(duty, cause=cause, now=noon, by=None)
    services.settle(duty, at=DUE + SECOND, by=lin)
    services.reopen(duty, now=DUE + timedelta(days=2), by=zhou, reason="没有真正打过电话")
    assert (duty.state, duty.cause, duty.settled_at) == ("excused", cause, None)


def test_a_false_record_of_an_unreachable_customer_is_missed(duty, lin, zhou, noon):
    services.excuse(duty, cause=Duty.Cause.UNREACHABLE, now=noon, by=lin, settle_too=True)
    services.reopen(duty, now=DUE + SECOND, by=zhou, reason="没有真正打过电话")
    assert (duty.state, duty.cause) == ("missed", "")


def test_nobody_excuses_the_own_duty(duty, house, lin, du, zhou, noon):
    for cause in ("decided", "outage", "absent"):
        with pytest.raises(Refused) as refusal:
            services.excuse(duty, cause=cause, now=noon, by=lin, reason="停电")
        assert refusal.value.code == "forbidden"
    services.mark_missed(now=DUE)
    services.reassign(duty, to=du, now=DUE + SECOND, by=zhou)
    with pytest.raises(Refused):
        services.excuse(duty, cause="decided", now=DUE + SECOND, by=lin, reason="停电")
    services.excuse(duty, cause="decided", now=DUE + SECOND, by=zhou, reason="停电")
    assert duty.state == "excused"


@pytest.mark.parametrize(("moment", "moves"), [(SECOND, 0), (timedelta(hours=2), 1)])
def test_replanning_never_moves_to_a_moment_that_has_passed(duty, house, moment, moves):
    now = DUE - timedelta(hours=9)
    plans_of = {duty.pk: plan(now - SECOND + moment)}
    found = services.replan_open(
        [duty.kind], store=house.store, stamp=2, plans_of=lambda rows: plans_of, now=now, write=True
    )
    assert len(found) == moves
    duty.refresh_from_db()
    assert (duty.due_at != DUE, duty.plan_stamp) == (bool(moves), 2)
