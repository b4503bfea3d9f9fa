"""What stands beside a number: the signed reports before it, thirteen periods, the target (S16, S17, S40)."""

import json
from datetime import date
from decimal import Decimal

from apps.core.worktime import Period
from apps.duties.models import Duty
from apps.reports import services
from apps.reports.figures import BY_CODE, BY_KEY, Frame, Scope, count_figures, figures_of
from apps.reports.figures.marks import is_own, marks_of
from apps.reports.figures.trends import periods_before
from apps.reports.figures.values import Value
from apps.reports.models import FrozenFigure, Issue, Paper
from apps.rulebook.models import PolicyValue
from tests.reports.standing_work import work, worked

__all__ = ["work", "worked"]
OCTOBER = Period.containing("month", date(2026, 10, 5))


def rows_of(store, code="month", period=OCTOBER, department=None):
    rows = services.figure_rows(BY_CODE[code], period, store, department)
    return {(row["key"], row["part"]): row for row in rows}


def signed(store, at, *, numerator, keys=BY_CODE["month"].figures):
    """A submitted report of September that says `numerator` everywhere."""
    september = OCTOBER.previous
    duty = Duty.objects.create(
        store=store, kind="report.month", key="signed", opened_at=at("2026-09-01 09:00"), due_day=september.end,
        due_at=at("2026-10-12 00:00"), original_due_at=at("2026-10-12 00:00"), title="2026-09", url_name="x",
    )  # fmt: skip
    issue = Issue.objects.create(
        store=store, kind="month", start=september.start, end=september.end, duty=duty, state="submitted",
        submitted_at=at("2026-10-11 12:00"),
    )  # fmt: skip
    base = {True: 1000, False: None}
    FrozenFigure.objects.bulk_create(
        FrozenFigure(issue=issue, key=key, numerator=numerator, base=base[BY_KEY[key].is_ratio])
        for key in keys
    )


def test_every_trend_point_is_the_count_of_its_period(work):
    rows = rows_of(work.store)
    for key, part in (
        ("calls.completion", ""),
        ("satisfaction", "kind=repair"),
        ("complaints.registered", ""),
    ):
        trend = rows[key, part]["trend"]
        assert [point[0] for point in trend] == [one.start.isoformat() for one in periods_before(OCTOBER)]
        for place in (0, -2, -1):
            period = periods_before(OCTOBER)[place]
            counted = count_figures([BY_KEY[key]], frame=Frame(period, Scope(work.store)))
            top, base = counted.get((key, part), (Decimal(0), base_of(key)))
            told = [None if one is None else Decimal(one) for one in trend[place][1:]]
            assert told == [top, base], (key, part, period)
    assert rows["calls.due", ""]["trend"] == []
    assert not any(row["trend"] for (_key, part), row in rows.items() if "agent" in part)
    points = Value.from_row(BY_KEY["calls.completion"], rows["calls.completion", ""]).points
    assert points[0][1] is None and points[-1][1] is not None


def base_of(key):
    return Decimal(0) if BY_KEY[key].is_ratio else None


def test_a_comparison_names_what_was_signed(work, at):
    counted = rows_of(work.store)["calls.due", ""]["previous_numerator"]
    assert (
        counted
        == count_figures(figures_of("month"), frame=Frame(OCTOBER.previous, Scope(work.store)))[
            "calls.due", ""
        ][0]
    )
    signed(work.store, at, numerator=777)
    rows = rows_of(work.store)
    assert rows["calls.due", ""]["previous_numerator"] == 777 != counted
    assert rows["calls.completion", ""]["trend"][-2] == ["2026-09-01", "777", "1000"]
    assert rows["calls.due", "kind=repair"]["previous_numerator"] == 0


def test_a_report_that_did_not_count_all_of_it_yet_is_no_comparison(work, at):
    signed(work.store, at, numerator=777, keys=BY_CODE["month"].figures[:-1])
    assert rows_of(work.store)["calls.due", ""]["previous_numerator"] != 777


def test_the_target_is_that_of_the_last_day_of_the_period(work, at):
    for day, value in (("2026-10-20", 91), ("2026-11-01", 95)):
        PolicyValue.objects.create(
            key="target.reach", value=value, store=work.store, effective_from=day, reason="方案",
            created_at=at("2026-10-01 09:00"),
        )  # fmt: skip
    rows = rows_of(work.store)
    assert rows["calls.reach", ""]["target"] == rows["calls.reach", "kind=repair"]["target"] == 91
    assert not any(row["target"] for (_key, part), row in rows.items() if "agent" in part)
    assert rows["calls.due", ""]["target"] is None


def test_a_department_gets_its_own_parts_and_nobodys_name(work):
    half = Period.containing("half", date(2026, 10, 5))
    sales = work.store.departments.get(kind="sales")
    rows = rows_of(work.store, "feedback", half, sales)
    assert rows and all(is_own(part, marks_of([sales])) for _key, part in rows)
    whole = rows_of(work.store, "feedback", half)
    assert {at: row["numerator"] for at, row in rows.items()} == {
        at: row["numerator"] for at, row in whole.items() if at in rows
    }
    assert {"agent", "consultant"}.isdisjoint(part.split("=")[0] for _key, part in rows)


def test_a_department_is_compared_with_what_it_was_told(work, at):
    """Its report holds only what occurred there: nothing then is 0, not a newer count."""
    half = Period.containing("half", date(2026, 10, 20))
    sales = work.store.departments.get(kind="sales")
    own = f"department={sales.pk}"
    assert (
        rows_of(work.store, "feedback", half, sales)["complaints.registered", own]["previous_numerator"] > 0
    )
    duty = Duty.objects.create(
        store=work.store, kind="report.feedback", key="told", opened_at=at("2026-10-01 09:00"), title="x", url_name="x",
        due_day=half.start, due_at=at("2026-10-20 00:00"), original_due_at=at("2026-10-20 00:00"),
    )  # fmt: skip
    issue = Issue.objects.create(
        store=work.store, kind="feedback", department=sales, start=half.previous.start, end=half.previous.end,
        duty=duty, state="submitted", submitted_at=at("2026-10-16 12:00"),
    )  # fmt: skip
    FrozenFigure.objects.create(issue=issue, key="complaints.registered", part=own, numerator=99)
    definitions = [{"key": key} for key in BY_CODE["feedback"].figures]
    Paper.objects.create(issue=issue, body=json.dumps({"said": {"en": {"definitions": definitions}}}))
    rows = rows_of(work.store, "feedback", half, sales)
    assert rows["complaints.registered", own]["previous_numerator"] == 99
    assert {
        row["previous_numerator"] for (key, _part), row in rows.items() if key != "complaints.registered"
    } == {0}


def test_ages_in_a_running_period_are_told_from_now(work, at):
    november = Period.containing("month", date(2026, 11, 5))
    for moment in ("2026-11-05 12:00", "2027-01-05 12:00"):
        scope = Scope(work.store, at=at(moment))
        frame = Frame(november, scope)
        assert frame.seen_from == min(at("2026-12-01 00:00"), at(moment))
        older = count_figures([BY_KEY["complaints.age_older"]], frame=frame)["complaints.age_older", ""][0]
        assert older == BY_KEY["complaints.age_older"].rows(november, scope).count()
