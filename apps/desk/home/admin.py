"""The administrator's day: imports, work in the background, settings."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.customers.models import ImportBatch
from apps.desk.home.moment import Moment
from apps.jobs.models import Job
from apps.jobs.services import last_sweep_at

SHOWN = 8
WAITING = (
    ImportBatch.State.UPLOADED,
    ImportBatch.State.PARSED,
    ImportBatch.State.MAPPED,
    ImportBatch.State.PREVIEWED,
)


def admin_home(user: User, moment: Moment) -> dict[str, Any]:
    batches = ImportBatch.objects.visible_to(user)
    jobs = Job.objects.filter(state__in=(*Job.OPEN, Job.State.PARKED)).order_by()
    counts = jobs.aggregate(
        parked=Count("pk", filter=Q(state=Job.State.PARKED)), open=Count("pk", filter=Q(state__in=Job.OPEN))
    )
    return {
        "title": moment.words,
        "tiles": tiles(batches, counts),
        "batches": list(batches.select_related("uploaded_by").order_by("-uploaded_at")[:SHOWN]),
        "parked": list(Job.objects.filter(state=Job.State.PARKED).order_by("-asked_at")[:SHOWN]),
        "last_sweep": last_sweep_at(),
    }


def tiles(batches: Any, jobs: dict[str, int]) -> list[dict[str, Any]]:
    found = batches.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        failed=Count("pk", filter=Q(state=ImportBatch.State.FAILED)),
    )
    imports, list_url = reverse("customers:import_list"), reverse("jobs:list")
    return [
        {"name": _("Imports waiting for you"), "value": found["waiting"], "url": imports, "sign": "import"},
        {"name": _("Imports that failed"), "value": found["failed"], "url": imports, "sign": "alert"},
        {"name": _("Jobs at work"), "value": jobs["open"], "url": list_url, "sign": "play"},
        {"name": _("Jobs parked"), "value": jobs["parked"], "url": list_url, "sign": "pause"},
    ]
