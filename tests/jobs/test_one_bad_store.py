"""A store whose data cannot be worked on stops no sweep for the others, and the jobs page names it (F13)."""

from datetime import UTC, date, datetime

import pytest
from celery import current_app

from apps.accounts.models import Post, Role, Store
from apps.callbacks.models import Callback
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.running import perform
from apps.reports.models import Issue
from carecenter.celery import SWEEPS
from tests.calls import make_order

__all__ = ["make_order"]
NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def broken(db):
    """A store in a time zone that does not exist, with somebody who owes things there."""
    store = Store.objects.create(code="aa", name="坏店", tz="Nowhere/Nothing")
    return store


def run(kind):
    current_app.loader.import_default_modules()
    job = services.ask(kind, key="test", now=NOW)
    perform(current_app.tasks[kind].work, job.pk, atomic=True, now=NOW)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("kind", sorted(SWEEPS))
def test_every_sweep_goes_on(house, lin, zhou, broken, make_order, kind):
    Post.objects.create(user=lin, role=Role.AGENT, store=broken, from_day=date(2024, 1, 1))
    make_order(created_at=NOW)
    job = run(kind)
    assert job.state == Job.State.DONE
    assert "zd:" not in job.error


def test_the_good_store_is_served_and_the_bad_one_named(house, lin, zhou, broken, make_order):
    make_order(created_at=NOW)
    assert run("callbacks.open_due_follow_ups").state == "done"
    job = run("reports.open_report_duties")
    assert (job.state, job.result["opened"]) == ("done", 3)
    assert job.error.startswith("aa: ")
    assert set(Issue.objects.values_list("store__code", flat=True)) == {"zd"}
    assert Callback.objects.filter(store=house.store).count() == 1
