"""The person concerned: note, explanation, appeal within three working days, decided by somebody else."""

from datetime import date, timedelta

import pytest

from apps.core.refusal import Refused
from apps.notices.models import Notice
from apps.penalties import services
from apps.penalties.rules import appeal_until
from apps.rulebook.calendars import store_calendar
from tests.penalties.conftest import end_of

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


@pytest.mark.parametrize(
    ("noticed", "last"),
    [
        ("2026-11-02 09:00", date(2026, 11, 5)),  # Monday: Tue, Wed, Thu
        ("2026-11-03 23:59", date(2026, 11, 6)),
        ("2026-11-05 10:00", date(2026, 11, 10)),  # Thursday: Fri, Mon, Tue
        ("2026-11-06 10:00", date(2026, 11, 11)),  # Friday
        ("2026-11-07 10:00", date(2026, 11, 11)),  # Saturday: Mon, Tue, Wed
        ("2026-11-08 10:00", date(2026, 11, 11)),  # Sunday
        ("2026-09-29 10:00", date(2026, 10, 9)),  # before the National Day holidays of 1–7 October
        ("2026-10-08 10:00", date(2026, 10, 12)),  # Fri 9, make-up Sat 10, Mon 12
        ("2026-02-13 10:00", date(2026, 2, 25)),  # Spring Festival: make-up Sat 14, then 24, 25
        ("2026-04-30 10:00", date(2026, 5, 8)),  # May Day 1–5: Wed 6, Thu 7, Fri 8
        ("2026-12-30 10:00", None),  # into a year without notice: provisional, still answered
    ],
)
def test_term_is_the_third_working_day(house, at, noticed, last):
    until = appeal_until(store_calendar(house.store), at(noticed), days=3)
    if last is None:
        assert until == end_of(date(2027, 1, 5))
    else:
        assert until == end_of(last)


@pytest.mark.parametrize(("offset", "accepted"), [(-1, True), (0, False), (1, False)])
def test_the_last_second_of_the_term(confirmed, lin, offset, accepted):
    penalty = confirmed(lin, DAY)
    assert penalty.appeal_until == end_of(date(2026, 11, 10))
    moment = penalty.appeal_until + timedelta(seconds=offset)
    if accepted:
        assert services.appeal(penalty, reason="当天在处理重大抱怨", now=moment, by=lin).state == "appealed"
    else:
        with pytest.raises(Refused) as refusal:
            services.appeal(penalty, reason="当天在处理重大抱怨", now=moment, by=lin)
        assert refusal.value.field == "reason"


def test_only_the_subject_appeals_and_with_a_reason(confirmed, lin, du, zhou):
    penalty = confirmed(lin, DAY)
    for other in (du, zhou):
        with pytest.raises(Refused) as refusal:
            services.appeal(penalty, reason="替她申诉", now=NOW, by=other)
        assert refusal.value.code == "forbidden"
    with pytest.raises(Refused) as refusal:
        services.appeal(penalty, reason="", now=NOW, by=lin)
    assert refusal.value.field == "reason"


def test_an_appeal_reaches_those_who_may_decide_it(confirmed, lin, zhou, fang, gao, wu):
    services.appeal(confirmed(lin, DAY), reason="请复核", now=NOW, by=lin)
    told = Notice.objects.filter(title__startswith="An appeal").values_list("user", flat=True)
    assert set(told) == {fang.pk, gao.pk}


@pytest.mark.parametrize(("uphold", "state"), [(True, "upheld"), (False, "waived")])
def test_somebody_else_decides(confirmed, lin, zhou, fang, uphold, state):
    penalty = services.appeal(confirmed(lin, DAY), reason="请复核", now=NOW, by=lin)
    with pytest.raises(Refused) as refusal:
        services.decide_appeal(penalty, uphold=uphold, reason="维持", now=NOW, by=zhou)
    assert refusal.value.code == "forbidden"
    with pytest.raises(Refused) as refusal:
        services.decide_appeal(penalty, uphold=uphold, reason="", now=NOW, by=fang)
    assert refusal.value.field == "reason"
    services.decide_appeal(penalty, uphold=uphold, reason="录音为证", now=NOW, by=fang)
    assert (penalty.state, penalty.decided_by) == (state, fang)
    assert Notice.objects.filter(user=lin).count() == 2


def test_deciding_an_appeal_twice_is_stale(confirmed, lin, fang, gao):
    penalty = services.appeal(confirmed(lin, DAY), reason="请复核", now=NOW, by=lin)
    services.decide_appeal(penalty, uphold=True, reason="维持", now=NOW, by=fang)
    with pytest.raises(Refused) as refusal:
        services.decide_appeal(penalty, uphold=False, reason="免除", now=NOW, by=gao)
    assert refusal.value.code == "stale"


def test_upheld_cannot_be_appealed_again(confirmed, lin, fang):
    penalty = services.appeal(confirmed(lin, DAY), reason="请复核", now=NOW, by=lin)
    services.decide_appeal(penalty, uphold=True, reason="维持", now=NOW, by=fang)
    with pytest.raises(Refused):
        services.appeal(penalty, reason="再申诉", now=NOW, by=lin)


def test_acknowledging_is_a_mark_and_no_waiver(confirmed, lin, du):
    penalty = confirmed(lin, DAY)
    with pytest.raises(Refused):
        services.acknowledge(penalty, now=NOW, by=du)
    services.acknowledge(penalty, now=NOW, by=lin)
    assert (penalty.state, penalty.acknowledged_at) == ("confirmed", NOW)
    with pytest.raises(Refused):
        services.acknowledge(penalty, now=NOW, by=lin)
    assert services.appeal(penalty, reason="仍有异议", now=NOW, by=lin).state == "appealed"


def test_explaining_a_proposal(proposed, lin, du, zhou):
    penalty = proposed(lin, DAY)
    with pytest.raises(Refused):
        services.explain(penalty, text="替他说", now=NOW, by=du)
    services.explain(penalty, text="当天没有电", now=NOW, by=lin)
    assert penalty.moves.last().words.text == "当天没有电"
    services.confirm(penalty, now=NOW, by=zhou)
    with pytest.raises(Refused):
        services.explain(penalty, text="再说一句", now=NOW, by=lin)
