"""The worker of the demo house: does the jobs that verbs ask for, at the moment they are asked for."""

from datetime import datetime

from celery import current_app

from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.jobs.running import Run


def work_off(now: datetime) -> None:
    """Do every job that waits, also those that jobs ask for, through the same work a Celery worker does."""
    while waiting := _waiting():
        if sum(_do(pk, now=now) for pk in waiting) == 0:
            return


def _waiting() -> list[int]:
    return list(Job.objects.filter(state=Job.State.ASKED).order_by("pk").values_list("pk", flat=True))


def _do(pk: int, *, now: datetime) -> bool:
    claimed = jobs.claim(pk, now=now)
    if claimed is None:
        return False
    result = current_app.tasks[claimed.kind].work(Run(claimed, now)) or {}
    jobs.finish(claimed, now=now, result=result)
    return True


def know_the_work() -> None:
    """Celery learns its tasks when it starts as a worker, and checks all models then; here it only learns them."""
    current_app.autodiscover_tasks(force=True)
