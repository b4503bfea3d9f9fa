"""From draft to submitted (4.4): two people, frozen numbers, a settled duty, readers told, versions kept."""

from copy import deepcopy
from datetime import timedelta

import pytest

from apps.core.refusal import Refused
from apps.duties.models import Duty
from apps.duties.services import mark_missed, settle
from apps.notices.models import Notice
from apps.reports import services
from apps.reports.models import FrozenFigure, Issue
from apps.rulebook.services import set_policy
from tests.reports.standing_work import month_worked, weekly

__all__ = ["month_worked", "weekly"]


@pytest.fixture
def readers(gao, zhou, han, song, wu, qian):
    return {gao, zhou, han, song}


@pytest.fixture
def reported(db, weekly):
    return deepcopy(weekly)


@pytest.fixture
def house(reported):
    return reported.house


@pytest.fixture
def draft(reported):
    return reported.issues["week"]


def signed(issue, lin, zhou, at, moment="2026-11-02 15:00"):
    services.prepare(issue, now=at(moment), by=lin)
    return services.review(issue, now=at(moment), by=zhou, remark="可以")


def test_the_way_of_a_report(draft, lin, zhou, at, readers):
    signed(draft, lin, zhou, at)
    assert (draft.state, draft.prepared_by, draft.reviewed_by) == ("in_review", lin, zhou)
    services.submit(draft, now=at("2026-11-02 16:42"), by=lin)

    assert (draft.state, draft.submitted_by, draft.submitted_at) == ("submitted", lin, at("2026-11-02 16:42"))
    assert (draft.duty.state, draft.duty.settled_at) == ("kept", draft.submitted_at)
    whats = list(draft.moves.values_list("what", "new"))
    assert whats == [
        ("schedule", "scheduled"), ("build", "draft"), ("prepare", "in_review"), ("review", "in_review"),
        ("submit", "submitted"),
    ]  # fmt: skip
    told = Notice.objects.filter(kind="reports.submitted")
    assert {row.user for row in told} == readers


def test_freezing_copies_every_number(draft, lin, zhou, at):
    before = set(draft.draft_figures.values_list("key", "part", "numerator", "base", "previous_numerator"))
    services.submit(signed(draft, lin, zhou, at), now=at("2026-11-02 16:42"), by=lin)
    frozen = set(draft.frozen_figures.values_list("key", "part", "numerator", "base", "previous_numerator"))
    assert frozen == before
    assert len(frozen) > 50


def test_later_facts_change_no_frozen_number(draft, lin, zhou, at):
    services.submit(signed(draft, lin, zhou, at), now=at("2026-11-02 16:42"), by=lin)
    frozen = list(FrozenFigure.objects.order_by("pk").values())
    before = services.later_facts(draft)
    open_one = Duty.objects.filter(
        store=draft.store,
        kind__startswith="callback",
        state="missed",
        settled_at=None,
        due_day__range=(draft.start, draft.end),
    ).first()
    settle(open_one, at=at("2026-11-03 10:00"), by=lin)
    assert services.later_facts(draft) == before + 1
    assert list(FrozenFigure.objects.order_by("pk").values()) == frozen
    with pytest.raises(Refused):
        services.build(draft, now=at("2026-11-03 11:00"))


def test_a_late_submission_is_a_missed_duty(draft, lin, zhou, at):
    mark_missed(now=at("2026-11-03 00:00"))
    services.submit(signed(draft, lin, zhou, at, "2026-11-03 08:00"), now=at("2026-11-03 08:10"), by=lin)
    draft.duty.refresh_from_db()
    assert (draft.duty.state, draft.duty.missed_at) == ("missed", at("2026-11-03 00:00"))
    assert (draft.duty.responsible, draft.duty.settled_at) == (draft.duty.owner, at("2026-11-03 08:10"))


def test_the_last_second_of_the_due_day_is_in_time(draft, lin, zhou, at):
    moment = at("2026-11-03 00:00") - timedelta(microseconds=1)
    services.submit(signed(draft, lin, zhou, at), now=moment, by=lin)
    assert draft.duty.state == "kept"


def test_the_preparer_does_not_review(draft, zhou, at, fang):
    services.prepare(draft, now=at("2026-11-02 10:00"), by=zhou)
    with pytest.raises(Refused) as refusal:
        services.review(draft, now=at("2026-11-02 10:01"), by=zhou)
    assert refusal.value.code == "forbidden"
    services.review(draft, now=at("2026-11-02 10:02"), by=fang)


def test_without_review_it_is_not_submitted(draft, lin, at):
    services.prepare(draft, now=at("2026-11-02 10:00"), by=lin)
    with pytest.raises(Refused):
        services.submit(draft, now=at("2026-11-02 10:05"), by=lin)
    draft.refresh_from_db()
    assert (draft.state, draft.duty.state, FrozenFigure.objects.count()) == ("in_review", "open", 0)


def test_a_house_may_do_without_review(draft, lin, at, house, root):
    set_policy(
        "report.review_required", False, store=house.store, effective_from=at("2026-11-01 00:00").date(),
        reason="小店", by=root, now=at("2026-10-20 09:00"),
    )  # fmt: skip
    services.prepare(draft, now=at("2026-11-02 10:00"), by=lin)
    services.submit(draft, now=at("2026-11-02 10:05"), by=lin)
    assert draft.state == "submitted"


def test_twice_is_refused(draft, lin, zhou, at):
    services.submit(signed(draft, lin, zhou, at), now=at("2026-11-02 16:00"), by=lin)
    with pytest.raises(Refused) as refusal:
        services.submit(draft, now=at("2026-11-02 16:01"), by=lin)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize("role", ["qa_clerk", "hr", "department_head", "sales_consultant"])
def test_roles_that_do_not_submit(draft, lin, zhou, at, house, role):
    other = house.person("other", "别人", role, house.sales)
    signed(draft, lin, zhou, at)
    for verb in (services.submit, services.refresh, services.prepare):
        with pytest.raises(Refused) as refusal:
            verb(draft, now=at("2026-11-02 16:00"), by=other)
        assert refusal.value.code == "forbidden"


def test_a_stranger_of_another_store_cannot_sign(draft, stranger, at):
    with pytest.raises(Refused):
        services.prepare(draft, now=at("2026-11-02 10:00"), by=stranger)


def test_a_new_version_leaves_the_old_one_and_the_duty(draft, lin, zhou, at):
    mark_missed(now=at("2026-11-03 00:00"))
    services.submit(signed(draft, lin, zhou, at, "2026-11-03 08:00"), now=at("2026-11-03 08:10"), by=lin)
    frozen, duty = list(draft.frozen_figures.values()), Duty.objects.filter(pk=draft.duty_id).values().get()

    with pytest.raises(Refused):
        services.reopen(draft, reason=" ", now=at("2026-11-04 09:00"), by=zhou)
    again = services.reopen(draft, reason="漏了两件抱怨", now=at("2026-11-04 09:00"), by=zhou)
    with pytest.raises(Refused):
        services.reopen(draft, reason="再来一次", now=at("2026-11-04 09:01"), by=zhou)
    assert (again.number, again.state, again.period, again.duty) == (2, "building", draft.period, draft.duty)
    services.build(again, now=at("2026-11-04 09:02"))
    services.submit(signed(again, lin, zhou, at, "2026-11-04 10:00"), now=at("2026-11-04 10:10"), by=lin)

    draft.refresh_from_db()
    assert (draft.state, again.state) == ("superseded", "submitted")
    assert list(draft.frozen_figures.values()) == frozen
    assert Duty.objects.filter(pk=draft.duty_id).values().get() == duty
    assert list(Issue.objects.filter(kind="week").newest()) == [again]


def test_readers_say_that_they_have_read(draft, lin, zhou, gao, wu, at):
    with pytest.raises(Refused):
        services.acknowledge(draft, now=at("2026-11-02 16:00"), by=gao)
    services.submit(signed(draft, lin, zhou, at), now=at("2026-11-02 16:00"), by=lin)
    first = services.acknowledge(draft, now=at("2026-11-02 17:00"), by=gao)
    assert services.acknowledge(draft, now=at("2026-11-02 18:00"), by=gao).read_at == first.read_at
    assert draft.moves.filter(what="read").count() == 1
    with pytest.raises(Refused):
        services.acknowledge(draft, now=at("2026-11-02 17:00"), by=wu)
