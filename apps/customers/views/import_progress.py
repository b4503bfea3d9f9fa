"""How far the dry run or the take-in of an import is: its job, the name of its phase, the time left."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.customers.models import ImportBatch
from apps.jobs.models import Job

State = ImportBatch.State
JOBS = {
    State.MAPPED: ("customers.check_batch", "check"),
    State.COMMITTING: ("customers.take_in_batch", "take_in"),
}
PHASES = {
    "": gettext_lazy("Waiting for a worker"),
    "read": gettext_lazy("Reading the file"),
    "check": gettext_lazy("Checking the rows"),
    "compare": gettext_lazy("Comparing with what is here"),
    "write": gettext_lazy("Taking the rows in"),
    "done": gettext_lazy("Done"),
}


def job_of(batch: ImportBatch) -> Job | None:
    """The work that is, or was last, at this import."""
    kind, prefix = JOBS[batch.state]
    key = f"{prefix}:{batch.pk}"
    jobs = Job.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"), kind=kind)
    return jobs.order_by("-asked_at", "-pk").first()


def time_left(job: Job | None, *, now: datetime) -> str:
    """By the rows done so far."""
    if job is None or not (job.started_at and job.total_units and job.done_units):
        return ""
    spent = (now - job.started_at).total_seconds()
    left = int(spent * (job.total_units - job.done_units) / job.done_units)
    return _("about %(seconds)s s left") % {"seconds": left} if left > 0 else ""
