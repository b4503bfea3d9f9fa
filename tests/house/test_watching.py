"""What those who run the house see: alive, ready, figures, and log lines that name nobody."""

import json
import logging
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.jobs.running import perform
from carecenter import health, metering
from carecenter.logs import formatter


@pytest.fixture
def asked(db, monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda kind, pk: None)
    return jobs.ask("test.work", key="1", now=timezone.now() - timedelta(minutes=7))


def test_alive_and_ready(client, db, settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    assert client.get("/healthz/live/").content == b"alive\n"
    assert client.get("/healthz/ready/").status_code == 200
    (tmp_path / "full").write_bytes(b"")
    settings.FILES_ROOT = tmp_path / "full"
    answer = client.get("/healthz/ready/")
    assert (answer.status_code, answer.content) == (503, b"not ready: files\n")
    assert client.post("/healthz/live/").status_code == 405


def test_not_ready_without_its_tables(client, db, settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(health, "_has_database", lambda: False)
    assert client.get("/healthz/ready/").content == b"not ready: database\n"


def test_ready_while_redis_is_away(client, db, settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    away = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody.sock"}
    monkeypatch.setitem(settings.CACHES, "default", away)
    metering._redis.cache_clear()
    try:
        assert client.get("/healthz/ready/").status_code == 200
        metering.deliver()
        assert metering.totals() == {}
    finally:
        metering._redis.cache_clear()


def test_figures_for_this_machine_and_for_bearers(client, db, settings):
    far = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/healthz/metrics/").status_code == 200
    assert client.get("/healthz/metrics/", **far).status_code == 403
    assert client.get("/healthz/metrics/", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    settings.METRICS_TOKEN = "told-to-nobody"
    wrong, right = ({"Authorization": f"Bearer {word}"} for word in ("told", "told-to-nobody"))
    assert client.get("/healthz/metrics/", headers=wrong, **far).status_code == 403
    assert client.get("/healthz/metrics/", headers=right, **far).status_code == 200


def test_what_the_figures_say(client, asked):
    Job.objects.create(
        kind="a.sweep", key="x", slot=timezone.now(), asked_at=timezone.now(), not_before=timezone.now(),
        state="done", ended_at=timezone.now() - timedelta(minutes=3),
    )  # fmt: skip
    Job.objects.create(
        kind="b", key="x", asked_at=timezone.now(), not_before=timezone.now(), state="parked", error="boom",
        ended_at=timezone.now(),
    )  # fmt: skip
    client.get("/healthz/live/")
    text = client.get("/healthz/metrics/").content.decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert 170 < float(figures['carecenter_sweep_age_seconds{name="a.sweep"}']) < 300
    assert 400 < float(figures["carecenter_queue_age_seconds"]) < 600
    assert figures['carecenter_jobs{name="parked"}'] == "1"
    assert figures["carecenter_failed_jobs"] == "1"
    assert figures["carecenter_jobs_abandoned"] == figures["carecenter_contradictions"] == "0"
    assert float(figures['carecenter_requests_total{status="2xx"}']) >= 1
    assert float(figures["carecenter_request_p95_seconds"]) > 0


def test_the_95th_percentile_is_a_bound():
    counts = {"bucket:0": 90, "bucket:3": 9, "bucket:9": 1}
    assert (metering.quantile(counts, 0.9), metering.quantile(counts, 0.95)) == (0.05, 0.3)
    assert (metering.quantile(counts, 1), metering.quantile({}, 0.95)) == (5.0, None)


def line_of(**given):
    record = logging.LogRecord(
        "house", logging.ERROR, "", 0, given.pop("text"), (), given.pop("exc_info", None)
    )
    record.__dict__.update(given)
    return json.loads(formatter().format(record))


def test_a_line_names_its_job_and_nobody(db):
    with bound_contextvars(job="customers.take_in_batch", job_id=7):
        line = line_of(text="called 13800001201", request="GET /customers/?q=王小明&page=2")
    assert (line["job"], line["job_id"], line["level"]) == ("customers.take_in_batch", 7, "error")
    assert "13800001201" not in line["event"]
    assert line["request"] == "GET /customers/?…"


def test_a_refused_row_is_not_quoted(house):
    """PostgreSQL quotes the row it refuses, with name and number."""
    with pytest.raises(Exception, match="王小明") as refused, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (store_id, kind, name, created_at, version)"
            " VALUES (%s, NULL, '王' || '小明', now(), 1)",
            [house.store.pk],
        )
    error = refused.value
    line = line_of(text="job failed", exc_info=(type(error), error, error.__traceback__))
    assert "violates not-null" in line["exception"]
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


def test_work_that_fails_is_logged_under_its_job(asked, caplog):
    def fail(run):
        raise ValueError("boom")

    Job.objects.update(not_before=timezone.now() - timedelta(hours=1))
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(formatter().format(record)))
    logging.getLogger("apps.jobs.running").addHandler(handler)
    try:
        perform(fail, asked.pk, atomic=True)
    finally:
        logging.getLogger("apps.jobs.running").removeHandler(handler)
    assert (lines[0]["job"], lines[0]["job_id"], lines[0]["attempt"]) == ("test.work", asked.pk, 1)
    assert sys.exc_info() == (None, None, None)
