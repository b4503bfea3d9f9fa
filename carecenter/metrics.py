"""/healthz/metrics/: what to watch, in the text format of Prometheus; for this machine or with the token.

Numbers only: no person, no customer, no path.
"""

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.access import public
from carecenter import metering

LOOPBACK = ("127.0.0.1", "::1")
Sample = tuple[str, float]  # labels as written, value
# name, kind, help, statement that selects (label, value) or (value)
ASKED = (
    (
        "carecenter_sweep_age_seconds",
        "how long ago each sweep last ended; a sweep that never ended counts from its first slot",
        """
        SELECT kind, extract(epoch FROM clock_timestamp() - COALESCE(max(ended_at) FILTER (WHERE state = 'done'),
               min(asked_at))) FROM jobs_job WHERE slot IS NOT NULL
           AND kind NOT IN (SELECT kind FROM jobs_switchedoff) GROUP BY kind ORDER BY kind
        """,
    ),
    (
        "carecenter_queue_age_seconds",
        "how long the oldest job that is due has been waiting for a worker",
        """
        SELECT COALESCE(max(extract(epoch FROM clock_timestamp() - not_before)), 0) FROM jobs_job
         WHERE state = 'asked' AND not_before <= clock_timestamp()
        """,
    ),
    (
        "carecenter_jobs",
        "jobs that are not done, by state",
        """
        SELECT s.state, count(j.id) FROM (VALUES ('asked'), ('running'), ('parked')) s (state)
          LEFT JOIN jobs_job j ON j.state = s.state GROUP BY 1 ORDER BY 1
        """,
    ),
    (
        "carecenter_jobs_abandoned",
        "jobs whose worker is gone and which nobody has taken over yet",
        "SELECT count(*) FROM jobs_job WHERE state = 'running' AND lease_until < clock_timestamp()",
    ),
    (
        "carecenter_failed_jobs",
        "jobs that failed, or failed for some stores, within a day",
        """
        SELECT count(*) FROM jobs_job
         WHERE error <> '' AND COALESCE(ended_at, started_at) > clock_timestamp() - interval '1 day'
        """,
    ),
    (
        "carecenter_contradictions",
        "what the last nightly check of the data rules found",
        """
        SELECT COALESCE((SELECT (result->>'findings')::int FROM jobs_job
                          WHERE kind = 'desk.check_house' AND state = 'done' AND result ? 'findings'
                          ORDER BY ended_at DESC LIMIT 1), 0)
        """,
    ),
    (
        "carecenter_database_connections",
        "connections to this database",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()",
    ),
)


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """403 for anybody but this machine itself and bearers of METRICS_TOKEN."""
    if not _may_read(request):
        raise PermissionDenied
    metering.deliver()
    lines = [line for name, words, sql in ASKED for line in _gauge(name, words, _ask(sql))]
    lines += _requests()
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    """A proxy on this machine is not this machine: what it hands on names whom it hands on for."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    handed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not handed_on


def _ask(sql: str) -> list[Sample]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    return [("" if len(row) == 1 else f'{{name="{row[0]}"}}', float(row[-1])) for row in rows]


def _gauge(name: str, words: str, samples: Iterable[Sample], *, kind: str = "gauge") -> list[str]:
    return [
        f"# HELP {name} {words}",
        f"# TYPE {name} {kind}",
        *(f"{name}{labels} {value:g}" for labels, value in samples),
    ]


def _requests() -> list[str]:
    """The histogram since counting began and the 95th percentile of the last minutes."""
    counts, seen, samples = metering.totals(), 0, []
    for place, bound in enumerate((*metering.BOUNDS, "+Inf")):
        seen += counts.get(f"bucket:{place}", 0)
        samples.append((f'_bucket{{le="{bound}"}}', float(seen)))
    samples += [("_sum", counts.get("microseconds", 0) / 1_000_000), ("_count", float(seen))]
    statuses = [
        (f'{{status="{name.removeprefix("status:")}"}}', float(number))
        for name, number in sorted(counts.items())
        if name.startswith("status:")
    ]
    p95 = metering.quantile(metering.recent(), 0.95)
    return [
        *_gauge("carecenter_request_seconds", "duration of requests", samples, kind="histogram"),
        *_gauge("carecenter_requests_total", "requests by class of status", statuses, kind="counter"),
        *_gauge(
            "carecenter_request_p95_seconds",
            "bound under which 95 % of the requests of the last minutes lie",
            [] if p95 is None else [("", p95)],
        ),
    ]
