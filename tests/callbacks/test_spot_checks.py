"""Spot checks (S07): a sample anybody can draw again, verdicts, and what they mean for fines and false records."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.services.spot_checks import sample
from apps.core import middleware
from apps.core.refusal import Refused
from apps.customers.services import opt_out
from apps.duties.services import mark_missed
from apps.penalties.models import Penalty
from apps.penalties.services import propose_for_missed


@pytest.fixture
def draw(house, wu, noon):
    def drawn(*, rule="random", size=3, seed=7, now=noon, by=wu, **more):
        period = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)} | more
        return services.draw_spot_check(
            house.store, rule=rule, size=size, seed=seed, now=now, by=by, **period
        )

    return drawn


def test_the_same_seed_draws_the_same_sample():
    ids = list(range(100, 200))
    assert sample(ids, size=10, seed=1) == sample(reversed(ids), size=10, seed=1)
    assert sample(ids, size=10, seed=1) != sample(ids, size=10, seed=2)
    assert sample(ids, size=500, seed=1) and len(sample(ids, size=500, seed=1)) == 100


def test_the_sample_is_stored(make_call, lin, wu, draw):
    calls = [make_call() for _ in range(5)]
    sheet = draw()
    drawn = list(sheet.items.values_list("callback", flat=True))
    assert drawn == sorted(sample([call.pk for call in calls], size=3, seed=7))
    assert (sheet.drawn_by, sheet.seed, sheet.state) == (wu, 7, "drawn")


def test_overdue_draws_misses_only_and_cancelled_calls_never(make_call, lin, zhou, at, draw):
    late = make_call(day=date(2026, 11, 1))
    make_call(day=date(2026, 11, 3))
    cancelled = make_call(day=date(2026, 11, 1))
    services.cancel(cancelled, code="test", reason="x", now=at("2026-11-03 10:00"), by=zhou)
    mark_missed(now=at("2026-11-05 00:01"))
    assert [item.callback for item in draw(rule="overdue").items.all()] == [late]


def test_one_agents_calls(make_call, lin, du, draw):
    for _ in range(4):
        make_call()
    sheet = draw(size=100, agent=lin)
    assert {item.callback.duty.owner for item in sheet.items.all()} == {lin}


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": 201}, "size"),
        ({"rule": "x"}, "rule"),
        ({"first_day": date(2026, 12, 1)}, "last_day"),
        ({"first_day": date(2026, 1, 1)}, "last_day"),
        ({"first_day": date(2027, 1, 1), "last_day": date(2027, 1, 2)}, "first_day"),
    ],
)
def test_unfit_draws_are_refused(make_call, lin, draw, more, field):
    make_call()
    assert refused(lambda: draw(**more)).field == field


def test_an_agent_draws_nothing(make_call, lin, draw):
    make_call()
    assert refused(lambda: draw(by=lin)).status == 403


def judge(item, verdict, wu, noon, remark="已核对录音"):
    services.judge_item(item, verdict=verdict, remark=remark, now=noon, by=wu)


@pytest.fixture
def late_item(make_call, lin, zhou, at, draw):
    """A missed call with its proposal, drawn."""
    make_call(day=date(2026, 11, 1))
    mark_missed(now=at("2026-11-05 00:01"))
    propose_for_missed(now=at("2026-11-05 00:02"))
    return draw(rule="overdue").items.get()


VERDICTS = [
    ("fine", "rejected"),
    ("not_called", "confirmed"),
    ("late", "confirmed"),
    ("false", "confirmed"),
    ("incomplete", "proposed"),
]


@pytest.mark.parametrize(("verdict", "state"), VERDICTS)
def test_the_verdict_decides_the_proposal_when_the_sheet_is_concluded(late_item, wu, at, verdict, state):
    now = at("2026-11-05 10:00")
    judge(late_item, verdict, wu, now)
    assert Penalty.objects.get().state == "proposed"
    services.conclude_spot_check(late_item.check_sheet, now=now, by=wu)
    assert Penalty.objects.get().state == state
    assert late_item.check_sheet.state == "concluded"


def test_a_false_record_is_called_again(make_call, lin, wu, noon, at, entry, draw):
    call = make_call()
    services.record_attempt(call, entry("completed", call), now=noon, by=lin)
    item = draw().items.get()
    judge(item, "false", wu, noon)
    services.conclude_spot_check(item.check_sheet, now=at("2026-11-06 10:00"), by=wu)
    call.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.settled_at) == ("pending", "missed", None)
    assert call.moves.last().code == "spot_check"


def test_a_false_record_does_not_call_who_wants_no_calls(make_call, lin, wu, zhou, noon, at, entry, draw):
    call = make_call()
    services.record_attempt(call, entry("completed", call), now=noon, by=lin)
    item = draw().items.get()
    judge(item, "false", wu, noon)
    opt_out(call.customer, reason="不想被打扰", now=noon, by=zhou)
    services.conclude_spot_check(item.check_sheet, now=at("2026-11-06 10:00"), by=wu)
    call.refresh_from_db()
    assert (call.state, call.duty.state) == ("cancelled", "missed")
    assert [move.code for move in call.moves.all()][-2:] == ["spot_check", "do_not_call"]


def test_what_a_false_record_says_the_customer_wished_is_taken_back(
    make_call, lin, wu, noon, at, entry, draw
):
    """Otherwise a made-up wish would call off the very call the check puts back."""
    call = make_call()
    made_up = entry("refused", call, started_at=noon, opt_out="every", opt_out_reason="不想被打扰")
    services.record_attempt(call, made_up, now=noon, by=lin)
    item = draw(size=1).items.get()
    judge(item, "false", wu, noon)
    services.conclude_spot_check(item.check_sheet, now=at("2026-11-06 10:00"), by=wu)
    call.refresh_from_db()
    wish = call.customer.opt_outs.get()
    assert (wish.withdrawn_by, call.state, call.customer.do_not_call) == (wu, "pending", False)


@pytest.mark.parametrize(("outcome", "ended"), [("refused", "refused"), ("empty_number", "wrong_number")])
def test_any_made_up_end_is_called_again(make_call, lin, wu, noon, at, entry, draw, outcome, ended):
    call = make_call()
    services.record_attempt(call, entry(outcome, call, started_at=noon), now=noon, by=lin)
    call.refresh_from_db()
    assert call.state == ended
    item = draw(size=1).items.get()
    judge(item, "false", wu, noon)
    services.conclude_spot_check(item.check_sheet, now=at("2026-11-06 09:00"), by=wu)
    call.refresh_from_db()
    call.duty.refresh_from_db()
    assert (call.state, call.duty.state, call.duty.settled_at) == ("pending", "missed", None)
    assert call.duty.responsible == lin


def test_a_verdict_can_be_changed_until_the_end(late_item, wu, noon):
    judge(late_item, "late", wu, noon)
    judge(late_item, "fine", wu, noon)
    services.conclude_spot_check(late_item.check_sheet, now=noon, by=wu)
    assert refused(lambda: judge(late_item, "late", wu, noon)).status == 409
    again = refused(lambda: services.conclude_spot_check(late_item.check_sheet, now=noon, by=wu))
    assert again.status == 409


def test_every_item_needs_a_verdict_first(late_item, wu, noon):
    assert refused(lambda: services.conclude_spot_check(late_item.check_sheet, now=noon, by=wu)).status == 409
    late_item.check_sheet.refresh_from_db()
    assert late_item.check_sheet.state == "drawn"


def test_a_fault_needs_a_remark_and_a_known_verdict(late_item, wu, noon):
    assert refused(lambda: judge(late_item, "late", wu, noon, remark=" ")).field == "remark"
    assert refused(lambda: judge(late_item, "nonsense", wu, noon)).field == "verdict"
    assert refused(lambda: judge(late_item, "", wu, noon)).field == "verdict"


def test_nobody_judges_their_own_calls(make_call, lin, zhou, noon, entry, draw):
    call = make_call()
    services.record_attempt(call, entry("completed", call), now=noon, by=zhou)
    item = draw().items.get()
    assert refused(lambda: judge(item, "fine", zhou, noon)).status == 403


def test_overdue_takes_all_whatever_the_size(make_call, lin, at, draw):
    for _ in range(3):
        make_call(day=date(2026, 11, 1))
    mark_missed(now=at("2026-11-05 00:01"))
    assert draw(rule="overdue", size=1).items.count() == 3


def test_score_draws_among_calls_with_a_bad_answer(make_call, lin, wu, noon, entry, all_answers, draw):
    good, bad = make_call(), make_call()
    services.record_attempt(good, entry("completed", good), now=noon, by=lin)
    answers = all_answers(bad, overall="2")
    services.record_attempt(bad, entry("completed", bad, answers=answers), now=noon, by=lin)
    assert [item.callback for item in draw(rule="score", size=5).items.all()] == [bad]


def test_the_first_verdict_begins_the_judging(make_call, lin, wu, noon, draw):
    make_call()
    sheet = draw()
    assert sheet.state == "drawn"
    judge(sheet.items.get(), "fine", wu, noon)
    sheet.refresh_from_db()
    assert sheet.state == "judging"
    services.conclude_spot_check(sheet, now=noon, by=wu)
    assert sheet.state == "concluded"


def test_the_sheet_shows_facts_without_numbers_and_costs_the_same(
    make_call, lin, wu, noon, entry, draw, signed_in, monkeypatch
):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    counts = []
    for size in (2, 15):
        for _ in range(size):
            call = make_call()
            said = {"problem": "请打13812345678", "note": "约定周五"}
            services.record_attempt(call, entry("completed", call, **said), now=noon, by=lin)
        sheet = draw(size=size)
        for name in ("callbacks:spot_check", "callbacks:spot_check_paper"):
            signed_in(wu).get(reverse(name, args=[sheet.pk]))
            with CaptureQueriesContext(connection) as queries:
                page = signed_in(wu).get(reverse(name, args=[sheet.pk])).content.decode()
            counts.append(len(queries))
            assert "13812345678" not in page
            assert call.customer.name not in page
    assert counts[:2] == counts[2:]
    page = signed_in(wu).get(reverse("callbacks:spot_check", args=[sheet.pk])).content.decode()
    assert "138****5678" in page
    assert "约定周五" in page
