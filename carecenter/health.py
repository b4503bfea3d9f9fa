"""Is the house alive, ready, and well? Three questions with three consequences.

/healthz/live/     the process answers: restart it when it does not
/healthz/ready/    it can serve people: take it out of the balancer while it cannot. Redis is no condition: without it
                   pages work and calls are saved, only background work waits
/healthz/          everything checked, as page, JSON, text or OpenMetrics by the Accept header or ?format=
/healthz/metrics/  figures for Prometheus
"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from health_check.views import HealthCheckView

from apps.accounts.access import public
from carecenter.metrics import metrics

app_name = "health"


@public
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers with its schema and the folder for files can be written; else 503 and why."""
    missing = [name for name, works in (("database", _has_database()), ("files", _has_files())) if not works]
    if not missing:
        return HttpResponse("ready\n", content_type="text/plain")
    words = f"not ready: {', '.join(missing)}\n"
    return HttpResponse(words, status=503, content_type="text/plain", headers={"Retry-After": "5"})


def _has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM jobs_job LIMIT 1")
    except DatabaseError:
        return False
    return True


def _has_files() -> bool:
    """Written, not merely there: a full or read-only disk shows only then."""
    probe = settings.FILES_ROOT / ".ready"
    try:
        settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(b"1")
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True


urlpatterns = [
    path(
        "",
        HealthCheckView.as_view(
            checks=["health_check.Cache", "health_check.Database", "health_check.Storage"]
        ),
        name="health",
    ),
    path("live/", live, name="live"),
    path("ready/", ready, name="ready"),
    path("metrics/", metrics, name="metrics"),
]
