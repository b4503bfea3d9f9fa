"""The sweeps as jobs: run twice they change nothing the second time; a GET changes nothing at all."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.duties import tasks as duty_tasks
from apps.jobs.models import Job
from apps.jobs.running import perform
from apps.penalties import tasks
from apps.penalties.models import PayrollMonth, Penalty, PenaltyMove
from carecenter.celery import SWEEPS
from tests.penalties.conftest import end_of

DAY = date(2026, 10, 30)
NOW = end_of(date(2026, 11, 2)) + timedelta(hours=10)


def run(task, kind):
    job = Job.objects.create(kind=kind, key=f"{kind}{Job.objects.count()}", asked_at=NOW, not_before=NOW)
    perform(task.work, job.pk, atomic=True, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job.result


@pytest.mark.parametrize("task", [duty_tasks.mark_missed, duty_tasks.warn, tasks.propose_for_missed])
def test_every_sweep_is_on_the_list(task):
    assert task.name in SWEEPS


def test_from_missed_to_proposed_by_the_sweeps_alone(owed, lin):
    owed(lin, DAY)
    assert run(duty_tasks.mark_missed, "duties.mark_missed") == {"missed": 1, "unassigned": 0}
    first = run(tasks.propose_for_missed, "penalties.propose_for_missed")
    assert first == {"withdrawn": 0, "proposed": 1, "months": 2, "listed": 1}
    second = run(tasks.propose_for_missed, "penalties.propose_for_missed")
    assert second == {"withdrawn": 0, "proposed": 0, "months": 0, "listed": 0}
    months = PayrollMonth.objects.order_by("month").values_list("month", flat=True)
    assert list(months) == [date(2026, 10, 1), date(2026, 11, 1)]


def test_looking_changes_nothing(signed_in, proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    counts = [model.objects.count() for model in (Penalty, PenaltyMove, PayrollMonth)]
    for name in ("penalties:list", "penalties:mine", "penalties:month", "penalties:slip"):
        assert signed_in(zhou).get(reverse(name)).status_code == 200
    assert signed_in(zhou).get(reverse("penalties:detail", args=[penalty.pk])).status_code == 200
    assert [model.objects.count() for model in (Penalty, PenaltyMove, PayrollMonth)] == counts
