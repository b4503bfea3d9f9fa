"""Every figure of every period: its number is the number of its rows, and an independent SQL finds the same."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from apps.callbacks.models import Answer, Attempt, Question
from apps.core.worktime import Period
from apps.duties.models import Duty
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.services.reversal import write_reversal
from apps.reports.figures import BY_KEY, FIGURES, Frame, Scope, count_figures, read_part
from tests.reports.oracle import ORACLE
from tests.reports.standing_work import work, worked

__all__ = ["work", "worked"]

PERIODS = [
    Period.containing("week", date(2026, 9, 30)),
    Period.containing("week", date(2026, 11, 2)),
    Period.containing("xun", date(2026, 9, 5)),
    Period.containing("xun", date(2026, 10, 31)),
    Period.containing("month", date(2026, 10, 5)),
    Period.containing("month", date(2026, 11, 5)),
]
NAMES = [f"{one.kind} {one.key}" for one in PERIODS]
named = pytest.mark.parametrize("period", PERIODS, ids=NAMES)
# One period of each kind; the other of each kind only with --all.
sampled = pytest.mark.parametrize(
    "period",
    [pytest.param(one, marks=[pytest.mark.long] * (n % 2)) for n, one in enumerate(PERIODS)],
    ids=NAMES,
)


def size(rows, summed):
    if rows is None:
        return None
    return (rows.aggregate(total=Sum(summed))["total"] or Decimal(0)) if summed else Decimal(rows.count())


@sampled
def test_the_number_counts_its_rows(work, period):
    numbers = count_figures(FIGURES, frame=Frame(period, Scope(work.store)))
    seen = set()
    for figure in FIGURES:
        parts = [part for key, part in numbers if key == figure.key]
        assert "" in parts
        for part in parts:
            scope = Scope(work.store, read_part(part))
            top, base = numbers[figure.key, part]
            assert size(figure.rows(period, scope), figure.summed) == top, (figure.key, part)
            assert size(figure.base_rows(period, scope), figure.base_summed) == base, (figure.key, part)
            seen.add(figure.key)
    assert seen == {figure.key for figure in FIGURES}


def test_the_generated_house_shows_every_figure(work):
    """Negative control of the tables above: no figure is always zero."""
    month = Period.containing("month", date(2026, 10, 5))
    numbers = count_figures(FIGURES, frame=Frame(month, Scope(work.store)))
    assert [figure.key for figure in FIGURES if not numbers[figure.key, ""][0]] == []


@named
def test_an_independent_count_finds_the_same(work, period):
    numbers = count_figures(FIGURES, frame=Frame(period, Scope(work.store)))
    given = {"store": work.store.pk, "start": period.start, "end": period.end}

    def ask(question):
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + question, given)
            return cursor.fetchone()[0]

    found = {key: (ask(top), base and ask(base)) for key, (top, base) in ORACLE.items()}
    assert {key: numbers[key, ""] for key in ORACLE} == found


@named
def test_parts_add_up_to_the_whole(work, period):
    numbers = count_figures(FIGURES, frame=Frame(period, Scope(work.store)))
    for figure in FIGURES:
        for split in figure.shown_splits():
            parts = [
                number for (key, part), number in numbers.items()
                if key == figure.key and part and tuple(read_part(part)) == split
            ]  # fmt: skip
            assert sum(top for top, _base in parts) == numbers[figure.key, ""][0], (figure.key, split)


def test_the_fates_of_due_calls_add_up(work):
    month = Period.containing("month", date(2026, 10, 5))
    numbers = count_figures(FIGURES, frame=Frame(month, Scope(work.store)))
    fates = ("calls.on_time", "calls.late", "calls.unreachable", "calls.overdue", "calls.waiting")
    assert sum(numbers[key, ""][0] for key in fates) == numbers["calls.due", ""][0] > 0


@named
def test_the_inventory_adds_up(work, period):
    """S69: carried over + new − struck off = open, for the store and each department."""
    numbers = count_figures(FIGURES, frame=Frame(period, Scope(work.store)))
    parts = {part for key, part in numbers if key.startswith("inventory.") and "," not in part}
    assert "" in parts
    for part in parts:
        carried, new, struck, left = (
            numbers.get((key, part), (0,))[0]
            for key in ("inventory.carried", "inventory.new", "inventory.struck", "complaints.open_at_end")
        )
        assert carried + new - struck == left, part
    ages = ("complaints.age_1", "complaints.age_3", "complaints.age_7", "complaints.age_older")
    assert sum(numbers[key, ""][0] for key in ages) == numbers["complaints.open_at_end", ""][0]


def test_an_unowned_miss_done_late_is_nobodys(work):
    """The owner at the cut-off answers, not whoever did the call afterwards."""
    month = Period.containing("month", date(2026, 10, 5))
    rows = Duty.objects.filter(
        store=work.store, kind="callback.repair", state="missed", settled_at__isnull=False,
        due_day__range=(month.start, month.end), callback__state="completed",
    )  # fmt: skip
    duty = rows.first()
    before = count_figures(FIGURES, frame=Frame(month, Scope(work.store)))
    Duty.objects.filter(pk=duty.pk).update(responsible=None, owner=work.agents[0])
    after = count_figures(FIGURES, frame=Frame(month, Scope(work.store)))
    none = ("calls.late", "agent=none")
    assert after[none][0] == before.get(none, (0,))[0] + 1
    assert after["calls.late", ""] == before["calls.late", ""]


def counted_in(work, month, *keys):
    """The store's numbers of a month, by key."""
    numbers = count_figures([BY_KEY[key] for key in keys], frame=Frame(month, Scope(work.store)))
    return [numbers[key, ""] for key in keys]


def test_points_of_ten_are_steps_of_two_and_texts_no_answers(work):
    """R29: a 0–10 question counts like one of five steps (from 7 on satisfied); what is written is no opinion."""
    month = Period.containing("month", date(2026, 10, 5))
    keys = ("satisfaction", "answers.given", "answers.silent")
    before = counted_in(work, month, *keys)
    sets = Question.objects.filter(answers__isnull=False).first().question_set
    asked = {"question_set": sets, "counts_for_satisfaction": True, "text_zh": "问", "text_en": "?"}
    points = Question.objects.create(position=90, code="points", type="score", **asked)
    text = Question.objects.create(position=91, code="words", type="text", **asked)
    calls = Attempt.objects.filter(
        callback__store=work.store, callback__kind="repair", started_at__date="2026-10-14"
    ) | Attempt.objects.filter(
        callback__store=work.store, callback__kind="repair", started_at__date="2026-10-15"
    )
    calls = list(calls.order_by("pk")[:2])
    Answer.objects.bulk_create(
        Answer(attempt=call, question=points, score=score) for call, score in zip(calls, (6, 7), strict=True)
    )
    Answer.objects.create(attempt=calls[0], question=text)
    after = counted_in(work, month, *keys)
    assert after[0] == (before[0][0] + 1, before[0][1] + 2)
    assert [one[0] for one in after[1:]] == [before[1][0] + 2, before[2][0]]


def test_a_reversal_counts_in_its_own_month(work, at):
    """S14: the closed month stays as it was paid, the counter-row deducts in the open one, as on the month sheets."""
    keys = ("penalties.confirmed", "penalties.refused", "penalties.amount")
    months = [Period.containing("month", date(2026, month, 5)) for month in (10, 11)]
    fine = Penalty.objects.create(
        store=work.store, key="fine", kind="manual", rule="S107", subject=work.agents[0], amount=50, state="settled",
        month=date(2026, 10, 1), fact_day=date(2026, 10, 5), title="x", url_name="x",
        proposed_at=at("2026-10-06 09:00"),
    )  # fmt: skip
    before = [[number for number, _base in counted_in(work, month, *keys)] for month in months]
    PayrollMonth.objects.create(store=work.store, month=date(2026, 10, 1), state="closed")
    write_reversal(fine, now=at("2026-11-06 09:00"), by=None, code="test")
    after = [[number for number, _base in counted_in(work, month, *keys)] for month in months]
    assert after[0] == before[0]
    assert after[1] == [before[1][0], before[1][1] + 1, before[1][2] - 50]
