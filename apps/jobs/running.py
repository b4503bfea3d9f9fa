"""How a task becomes a job: claim the row, do the work, write the end under the fence."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory
from celery import Task, shared_task
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone, translation
from structlog.contextvars import bound_contextvars

from apps.core.failpoints import hit
from apps.core.full_disk import database_is_full
from apps.core.refusal import Refused
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.stores import error_of

log = logging.getLogger(__name__)
# Where a drill kills a worker: taken, done but not written, written but not committed, committed but not acknowledged.
PAUSE = 0.3  # seconds between two lines of progress
PLACES = ("claimed", "worked", "written", "ended")


@dataclass(frozen=True)
class Run:
    """One run of a job: what was asked, the moment it runs at, and a way to show progress.

    `beside` is a second connection, for showing progress while the work's own transaction is open.
    """

    job: Job
    now: datetime
    beside: BaseDatabaseWrapper | None = None
    told: dict[str, float] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, Any]:
        return self.job.payload

    def progress(self, done: int, total: int | None, phase: str = "") -> None:
        """Show progress, outside the work's own transaction and not more often than an eye can see it.

        A new phase is shown at once. Raises Refused when cancelled.
        """
        if done != total and self.told.get(phase, 0.0) > time.monotonic() - PAUSE:
            return
        self.told[phase] = time.monotonic()
        beside = self.beside if connection.in_atomic_block else None
        services.report_progress(self.job, done=done, total=total, phase=phase, beside=beside)


Work = Callable[[Run], dict[str, Any] | None]


def job(kind: str, *, atomic: bool = True) -> Callable[[Work], Task]:
    """Make `work(run) -> result` the Celery task named `kind`.

    `atomic`: work and final write share one transaction, so a late worker's writes vanish with its refused fence.
    Work that shows progress is not atomic and wraps its own writes; its final write is fenced all the same.
    """

    def decorate(work: Work) -> Task:
        @shared_task(name=kind)
        def run_job(pk: int) -> None:
            perform(work, pk, atomic=atomic)

        run_job.work, run_job.atomic_work = work, atomic
        return run_job

    return decorate


def sweep(kind: str) -> Callable[[Callable[..., dict[str, Any] | None]], Task]:
    """Make `work(now) -> counts` a sweep: repeatable, set-based, harmless when run twice or late."""

    def decorate(work: Callable[..., dict[str, Any] | None]) -> Task:
        return job(kind)(lambda run: work(run.now))

    return decorate


def perform(work: Work, pk: int, *, atomic: bool, now: datetime | None = None) -> None:
    """Claim and run one job row; every end (done, refused, failed) is written to the row."""
    now = now or timezone.now()
    claimed = services.claim(pk, now=now)
    if claimed is None:
        return
    with (
        translation.override(settings.LANGUAGE_CODE),
        pghistory.context(job=claimed.kind, job_id=claimed.pk),
        bound_contextvars(job=claimed.kind, job_id=claimed.pk, attempt=claimed.attempts),
    ):
        try:
            hit(f"{claimed.kind}:claimed")
            with _second_connection() as beside:
                _work_and_finish(work, Run(claimed, now, beside), atomic=atomic)
            hit(f"{claimed.kind}:ended")
        except Refused as refusal:
            services.refuse(claimed, now=timezone.now(), error=str(refusal))
        except Exception as error:
            log.exception("job failed")
            if database_is_full(error):  # no fault of the work: it waits for room with all its tries
                services.give_back([claimed.pk])
                return
            services.fail(claimed, now=timezone.now(), error=f"{type(error).__name__}: {error}")


@contextmanager
def _second_connection() -> Iterator[BaseDatabaseWrapper | None]:
    """Opened when first used; None where the caller's own transaction hides the job from everybody else."""
    if connection.in_atomic_block:
        yield None
        return
    beside = connection.copy()
    try:
        yield beside
    finally:
        beside.close()


def _work_and_finish(work: Work, run: Run, *, atomic: bool) -> None:
    if not atomic:
        _do_work(work, run)
        return
    with transaction.atomic():
        _do_work(work, run)
        hit(f"{run.job.kind}:written")


def _do_work(work: Work, run: Run) -> None:
    result = work(run) or {}
    hit(f"{run.job.kind}:worked")
    services.finish(run.job, now=timezone.now(), result=result, error=error_of(result))
