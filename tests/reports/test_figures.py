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


CALLS = """
  FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id
 WHERE d.store_id = %(store)s AND d.kind IN ('callback.delivery', 'callback.repair')
   AND d.due_day BETWEEN %(start)s AND %(end)s AND d.state <> 'cancelled' AND c.state <> 'cancelled'
   AND NOT (d.state = 'excused' AND d.cause <> 'unreachable')
"""
DIALS = """
  FROM callbacks_attempt a JOIN callbacks_callback c ON c.id = a.callback_id
 WHERE c.store_id = %(store)s AND (a.started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(start)s AND %(end)s
"""
ANSWERS = """
  FROM callbacks_answer w JOIN callbacks_question q ON q.id = w.question_id
  JOIN callbacks_attempt a ON a.id = w.attempt_id JOIN callbacks_callback c ON c.id = a.callback_id
 WHERE c.store_id = %(store)s AND (a.started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(start)s AND %(end)s
   AND q.counts_for_satisfaction AND c.kind IN ('delivery', 'repair') AND w.score IS NOT NULL
"""
DAY = "(%s AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %%(start)s AND %%(end)s"
COMPLAINTS = "FROM complaints_complaint x WHERE x.store_id = %(store)s AND x.state <> 'invalid' AND " + (
    DAY % "x.recorded_at"
)
CLOSED = (
    "FROM complaints_closedcycle y JOIN complaints_complaint x ON x.id = y.complaint_id "
    "WHERE x.store_id = %(store)s AND " + (DAY % "y.closed_at")
)
CLOSING = (
    "FROM duties_duty d WHERE d.store_id = %(store)s AND d.kind = 'complaint.close' AND d.state <> 'cancelled' "
    "AND d.due_day BETWEEN %(start)s AND %(end)s"
)
OPEN_THEN = """
  FROM complaints_complaint x
  JOIN LATERAL (SELECT new FROM complaints_complaintmove m WHERE m.complaint_id = x.id
                   AND (m.at AT TIME ZONE 'Asia/Shanghai')::date <= %(end)s
                 ORDER BY m.at DESC, m.id DESC LIMIT 1) m ON true
 WHERE x.store_id = %(store)s AND m.new NOT IN ('closed', 'invalid')
"""
DOCUMENTS = """
  FROM customers_order o WHERE o.store_id = %(store)s AND o.state = 'active'
   AND o.document_day BETWEEN %(start)s AND %(end)s
"""
CONTACTS = (
    "FROM duties_duty d WHERE d.store_id = %(store)s AND d.kind = 'complaint.first_contact' "
    "AND d.state NOT IN ('cancelled', 'excused') AND d.due_day BETWEEN %(start)s AND %(end)s"
)
CONTACTED = "FROM complaints_complaint x WHERE x.store_id = %(store)s AND x.issued_at IS NOT NULL AND " + (
    DAY % "x.first_contact_at"
)
TURNS = (
    "FROM complaints_complaintmove m JOIN complaints_complaint x ON x.id = m.complaint_id "
    "WHERE x.store_id = %(store)s AND " + (DAY % "m.at")
)
ASKED = (
    "FROM callbacks_inquiry i JOIN duties_duty d ON d.id = i.duty_id WHERE i.store_id = %(store)s "
    "AND d.state <> 'cancelled' AND " + (DAY % "i.raised_at")
)
TWICE = "FROM customers_duplicate x WHERE x.store_id = %(store)s AND " + (DAY % "x.found_at")
VISITORS = """
  FROM (SELECT max(document_day) AS last FROM customers_order WHERE store_id = %(store)s AND state = 'active'
           AND document_day BETWEEN %(end)s::date - interval '1 year' AND %(end)s GROUP BY customer_id) v
"""
LISTS = "FROM customers_importbatch b WHERE b.store_id = %(store)s AND b.state = 'committed' AND " + (
    DAY % "b.committed_at"
)
ORACLE = {
    # figure -> (counted, base or None)
    "calls.due": ("count(*)" + CALLS, None),
    "calls.on_time": ("count(*) FILTER (WHERE d.state = 'kept')" + CALLS, None),
    "calls.late": ("count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NOT NULL)" + CALLS, None),
    "calls.overdue": ("count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NULL)" + CALLS, None),
    "calls.unreachable": ("count(*) FILTER (WHERE d.state = 'excused')" + CALLS, None),
    "calls.completion": ("count(*) FILTER (WHERE d.state IN ('kept', 'excused'))" + CALLS, "count(*)" + CALLS),
    "calls.on_time_reach": (
        "count(*) FILTER (WHERE d.state = 'kept' AND c.state IN ('completed', 'refused'))" + CALLS,
        "count(*)" + CALLS,
    ),
    "calls.reach": (
        "count(*)" + CALLS + "AND c.id IN (SELECT callback_id FROM callbacks_attempt WHERE reached)",
        "count(*)" + CALLS + "AND c.id IN (SELECT callback_id FROM callbacks_attempt)",
    ),
    "attempts.made": ("count(*)" + DIALS, None),
    "attempts.reached": ("count(*) FILTER (WHERE a.reached)" + DIALS, None),
    "satisfaction": ("count(*) FILTER (WHERE w.score IN (4, 5))" + ANSWERS, "count(*)" + ANSWERS),
    "complaints.registered": ("count(*) " + COMPLAINTS, None),
    "complaints.rate": ("count(*) " + COMPLAINTS, "count(*)" + DOCUMENTS),
    "complaints.closed": ("count(*) " + CLOSED, None),
    "complaints.satisfied": (
        "count(*) FILTER (WHERE y.closing IN ('satisfied', 'basically')) " + CLOSED,
        "count(*) " + CLOSED,
    ),
    "complaints.over_term": ("count(*) FILTER (WHERE d.state = 'missed') " + CLOSING, None),
    "complaints.open_at_end": ("count(*)" + OPEN_THEN, None),
    "complaints.compensation": (
        "coalesce(sum(p.amount), 0) FROM complaints_compensation p JOIN complaints_complaint x "
        "ON x.id = p.complaint_id WHERE x.store_id = %(store)s AND p.state = 'approved' AND "
        + (DAY % "p.decided_at"),
        None,
    ),
    "documents.dated": ("count(*)" + DOCUMENTS, None),
    "complaints.contact_in_time": (
        "count(*) FILTER (WHERE d.state = 'kept') " + CONTACTS,
        "count(*) " + CONTACTS,
    ),
    "complaints.contact_minutes": (
        "coalesce(sum(extract(epoch from x.first_contact_at - x.issued_at) / 60), 0)::int " + CONTACTED,
        "count(*) " + CONTACTED,
    ),
    "complaints.late_department": ("count(*) FILTER (WHERE y.late_by = 'department') " + CLOSED, None),
    "complaints.age_older": (
        "count(*) FILTER (WHERE (x.recorded_at AT TIME ZONE 'Asia/Shanghai') <= %(end)s::date - 6)" + OPEN_THEN,
        None,
    ),
    "inventory.carried": ("count(*)" + OPEN_THEN.replace("<= %(end)s", "< %(start)s"), None),
    "inventory.new": ("count(*) FILTER (WHERE m.old IN ('', 'closed', 'invalid')) " + TURNS, None),
    "inventory.struck": ("count(*) FILTER (WHERE m.new IN ('closed', 'invalid')) " + TURNS, None),
    "inquiries.same_day": (
        "count(*) FILTER (WHERE d.state = 'kept') " + ASKED, "count(*) FILTER (WHERE d.state <> 'excused') " + ASKED,
    ),
    "imports.refused": ("coalesce(sum(b.refused_count), 0) " + LISTS, "coalesce(sum(b.read_count), 0) " + LISTS),
    "data.sign_ins": (
        "count(*) FROM axes_accesslog l JOIN accounts_user u USING (username) WHERE u.id IN (SELECT user_id "
        "FROM accounts_post WHERE store_id = %(store)s) AND " + (DAY % "l.attempt_time"),
        None,
    ),
    "data.duplicates_settled": (
        "count(*) FILTER (WHERE x.dismissed_at IS NOT NULL) " + TWICE, "count(*) " + TWICE,
    ),
    "data.left_missing": (
        "count(*)" + DIALS + "AND a.reached AND EXISTS (SELECT 1 FROM customers_customer u JOIN customers_vehicle v "
        "ON v.id = c.vehicle_id WHERE u.id = c.customer_id AND (u.address = '' OR u.birthday IS NULL OR v.vin = ''))",
        "count(*)" + DIALS + "AND a.reached",
    ),
    "customers.new": (
        "count(*)" + DOCUMENTS + "AND o.kind = 'delivery' AND NOT EXISTS (SELECT 1 FROM customers_order p WHERE "
        "p.customer_id = o.customer_id AND p.state = 'active' AND (p.document_day, p.id) < (o.document_day, o.id))",
        "count(*)" + DOCUMENTS + "AND o.kind = 'delivery'",
    ),
    "customers.churn": (
        "count(*) FILTER (WHERE last < %(end)s::date - interval '6 months') " + VISITORS, "count(*) " + VISITORS,
    ),
    "data.no_phone": (
        "count(*)" + DOCUMENTS + "AND NOT EXISTS (SELECT 1 FROM customers_phone p "
        "WHERE p.customer_id = o.customer_id AND p.validity <> 'invalid')",
        "count(*)" + DOCUMENTS,
    ),
}  # fmt: skip


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
