"""Which day picks the value and the month (domain.md 2a), rule by rule; a change never touches what was decided."""

from datetime import date
from decimal import Decimal

import pytest

from apps.penalties import services
from apps.penalties.models import Penalty
from apps.rulebook.services import set_policy
from tests.penalties.conftest import end_of

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
OLD, NEW = date(2026, 11, 14), date(2026, 11, 15)
# duty's kind, missed due day -> rule, amount, month
MISSES = [
    ("callback.delivery", OLD, "R02", 20, NOVEMBER),
    ("callback.repair", NEW, "R02", 30, NOVEMBER),
    ("callback.manual", date(2026, 11, 30), "R02", 30, NOVEMBER),
    ("callback.delivery", date(2026, 10, 31), "R02", 20, OCTOBER),
    ("report.week", OLD, "R23", 20, NOVEMBER),
    ("report.xun", NEW, "R23", 35, NOVEMBER),
    ("report.month", DECEMBER, "R23", 35, DECEMBER),
    ("members.entry", OLD, "R25", 10, NOVEMBER),
    ("members.entry", NEW, "R25", 15, NOVEMBER),
]


@pytest.fixture
def changed(house, root, at):
    """From the 15th of November on: 30 a call, 35 a report, 15 a day of members."""
    for key, value in (("penalty.callback_miss", 30), ("penalty.report_late", 35), ("penalty.member", 15)):
        set_policy(
            key,
            value,
            store=house.store,
            effective_from=NEW,
            reason="新办法",
            by=root,
            now=at("2026-10-01 09:00"),
        )


def test_the_missed_due_day_picks_amount_and_month(changed, missed, lin):
    duties = [missed(lin, day, kind=kind) for kind, day, *_rest in MISSES]
    services.propose_for_missed(now=end_of(DECEMBER))
    rows = {row.duty_id: row for row in Penalty.objects.all()}
    found = [(rows[duty.pk].rule, rows[duty.pk].amount, rows[duty.pk].month) for duty in duties]
    assert found == [(rule, Decimal(amount), month) for _kind, _day, rule, amount, month in MISSES]


@pytest.mark.parametrize(
    ("key", "value", "since", "steps"),
    [
        ("escalation.count", 5, OCTOBER, False),  # the first of the month decides (R03)
        ("escalation.count", 5, date(2026, 10, 2), True),
        ("escalation.comparator", "ge", OCTOBER, True),
    ],
)
def test_the_first_of_the_month_picks_the_step_up(confirmed, house, lin, root, at, key, value, since, steps):
    set_policy(
        key,
        value,
        store=house.store,
        effective_from=since,
        reason="新办法",
        by=root,
        now=at("2026-09-01 09:00"),
    )
    for day in range(9, 13):
        confirmed(lin, date(2026, 10, day))
    assert Penalty.objects.filter(kind="step_up").exists() is steps


def test_a_change_touches_nothing_that_was_proposed_or_decided(proposed, confirmed, house, lin, root, at):
    rows = [proposed(lin, OLD), confirmed(lin, OLD)]
    set_policy(
        "penalty.callback_miss", 99, store=house.store, effective_from=OLD, reason="更正", by=root,
        now=at("2026-11-20 09:00"), correction=True,
    )  # fmt: skip
    services.propose_for_missed(now=at("2026-11-20 10:00"))
    assert {Penalty.objects.get(pk=row.pk).amount for row in rows} == {Decimal(20)}
    sheets = services.month_sheets(services.open_month(house.store, month=NOVEMBER))
    assert sheets[0].totals.fines == 20
