"""Drafts are asked for at 00:30 after the period, once, and built in one snapshot of the store's own period (D3)."""

import threading

import pytest
from django.db import connection, connections
from django.db.models import F

from apps.jobs.models import Job
from apps.jobs.running import perform
from apps.reports import figures, services, tasks
from apps.reports.models import DraftFigure, FigureRow, Issue
from apps.reports.services import counting
from tests.house_of_three import build_house

WHEN = [
    ("2026-11-08 23:59", 0),
    ("2026-11-09 00:29", 0),
    ("2026-11-09 00:30", 1),
    ("2026-11-30 12:00", 2),
    ("2026-12-01 00:30", 3),
]


@pytest.mark.parametrize(("moment", "asked"), WHEN)
def test_asked_for_after_the_period(house, lin, at, moment, asked):
    services.open_report_duties(now=at("2026-11-03 12:00"))
    assert services.ask_for_drafts(now=at(moment)) == asked
    assert services.ask_for_drafts(now=at(moment)) == 0
    keys = {f"report:{pk}" for pk in Issue.objects.filter(state="building").values_list("pk", flat=True)}
    assert set(Job.objects.values_list("key", flat=True)) == keys
    assert Job.objects.filter(kind="reports.build_draft").count() == asked


def test_a_late_build_keeps_its_own_period(work, lin, at):
    services.open_report_duties(now=at("2026-10-15 12:00"), store=work.store)
    month = Issue.objects.get(kind="month")
    services.build(month, now=at("2026-12-05 12:00"))
    rows = month.draft_figures.filter(part="").values_list("key", "numerator", "base")
    frame = figures.Frame(month.period, figures.Scope(work.store))
    counted = figures.count_figures(figures.figures_of("month"), frame=frame)
    assert {row[0]: row[1:] for row in rows} == {key: n for (key, part), n in counted.items() if part == ""}
    assert month.start.isoformat() == "2026-10-01"


def test_building_again_gives_the_same_rows(work, lin, at):
    services.open_report_duties(now=at("2026-10-28 12:00"), store=work.store)
    issue = Issue.objects.get(kind="xun")
    found = []
    for moment in ("2026-11-01 00:30", "2026-11-01 08:00", "2026-12-24 08:00"):
        services.build(issue, now=at(moment))
        found.append(services.digest_of(DraftFigure.objects.values(*FigureRow.NUMBERS)))
    assert len(found[0]) == 64 and set(found) == {found[0]}
    DraftFigure.objects.filter(key="calls.due", part="").update(numerator=F("numerator") + 1)
    assert services.digest_of(DraftFigure.objects.values(*FigureRow.NUMBERS)) != found[0]


def test_the_period_before_and_the_same_xun_of_last_month_stand_beside(work, lin, at):
    services.open_report_duties(now=at("2026-10-28 12:00"), store=work.store)
    for issue in Issue.objects.filter(kind__in=["week", "xun"]):
        services.build(issue, now=at("2026-11-03 00:30"))
        row = issue.draft_figures.get(key="calls.due", part="")
        before = _due(work, issue.period.previous)
        assert (row.previous_numerator, row.previous_base) == (before, None)
        earlier = services.earlier_xun(issue.period)
        assert row.earlier_numerator == (None if earlier is None else _due(work, earlier))
    assert earlier is not None and earlier.key == "2026-09-X3"


def _due(work, period):
    return figures.BY_KEY["calls.due"].rows(period, figures.Scope(work.store)).count()


def test_the_job_builds_the_draft(house, lin, at):
    services.open_report_duties(now=at("2026-11-03 12:00"))
    services.ask_for_drafts(now=at("2026-11-09 00:30"))
    job = Job.objects.get(kind="reports.build_draft")
    Job.objects.update(not_before=at("2026-01-01 00:00"))
    for _ in range(2):
        perform(tasks.build_draft.work, job.pk, atomic=False, now=at("2026-11-09 00:31"))
    job.refresh_from_db()
    issue = Issue.objects.get(kind="week")
    assert (job.state, issue.state, issue.built_at) == ("done", "draft", at("2026-11-09 00:31"))
    assert job.result == {"figures": issue.draft_figures.count()}
    assert issue.moves.filter(what="build").count() == 1


def test_a_build_that_failed_says_so_and_is_counted_again(house, lin, at, signed_in):
    """build_failed of 4.4: the parked job is told on the report's page, and a person may start again."""
    services.open_report_duties(now=at("2026-11-03 12:00"))
    services.ask_for_drafts(now=at("2026-11-09 00:30"))
    issue = Issue.objects.get(kind="week")
    client, url = signed_in(lin), f"/reports/{issue.pk}/"
    assert not client.get(url).context["may"]["count"]
    Job.objects.update(state=Job.State.PARKED)
    page = client.get(url)
    assert page.context["stuck"] and page.context["may"]["count"]
    assert client.post(f"{url}refresh/", follow=True).context["issue"].state == "draft"


@pytest.mark.commits
def test_one_build_sees_one_moment(committed, at, monkeypatch):
    """A change committed by somebody else in the middle of a build is not in it."""
    house = build_house()
    services.open_report_duties(now=at("2026-11-03 12:00"))
    issue = Issue.objects.get(kind="week")
    levels, counts, counted = [], [], counting.count_figures

    def watched(asked, *, frame):
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            levels.append(cursor.fetchone()[0])
            cursor.execute("SELECT count(*) FROM accounts_department")
            counts.append(cursor.fetchone()[0])
        elsewhere = threading.Thread(target=_another_department, args=(house,))
        elsewhere.start()
        elsewhere.join()
        return counted(asked, frame=frame)

    monkeypatch.setattr(counting, "count_figures", watched)
    services.build(issue, now=at("2026-11-09 00:30"))
    assert set(levels) == {"repeatable read"}
    assert len(counts) == 2 and len(set(counts)) == 1
    assert house.store.departments.count() == counts[0] + 2


def _another_department(house):
    house.store.departments.create(name=f"部门{house.store.departments.count()}", kind="other")
    connections.close_all()
