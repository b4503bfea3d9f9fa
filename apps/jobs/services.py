"""Ask, claim, progress, finish, fail, park: every step is one guarded UPDATE (reliability.md 2b)."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.jobs.models import Job, SwitchedOff

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
TRIES = 5
KEPT_SLOTS = timedelta(days=2)


def ask(
    kind: str,
    *,
    key: str,
    now: datetime,
    store: Store | None = None,
    payload: dict[str, Any] | None = None,
    by: User | None = None,
) -> Job:
    """Ask once for the work `kind`/`key`; asking again returns the same row. Rings on commit.

    A row that has ended under this key is asked for anew only by `retry`.
    """
    job, created = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "store": store,
            "payload": payload or {},
            "asked_at": now,
            "not_before": now,
            "asked_by": by,
        },
    )
    if created:
        transaction.on_commit(lambda: ring(job.kind, job.pk))
    return job


def ring(kind: str, pk: int) -> bool:
    """Tell the workers; a deaf broker is no error, the sweep `jobs.ring_again` finds the row. False if it was deaf."""
    try:
        current_app.send_task(kind, args=[pk], retry=False)
    except (KombuError, RedisError, OSError) as error:
        log.warning("doorbell not heard", extra={"kind": kind, "job": pk, "error": str(error)})
        return False
    return True


def claim(pk: int, *, now: datetime) -> Job | None:
    """Take the job for LEASE, or None when somebody holds it, it has ended or it is not yet time.

    Lease times are the database's clock, so a worker with a wrong clock cannot steal or lose work; what was asked for
    "now" by a machine whose clock is ahead is due at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE jobs_job SET state = 'running', fence = fence + 1, attempts = attempts + 1,
                   lease_until = clock_timestamp() + %s, started_at = %s, error = ''
             WHERE id = (SELECT id FROM jobs_job WHERE id = %s
                            AND (state = 'asked' AND (not_before <= clock_timestamp() + interval '5 seconds'
                                                      OR attempts = 0 AND not_before = asked_at)
                                 OR state = 'running' AND lease_until < clock_timestamp())
                          FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [LEASE, now, pk],
        )
        taken = cursor.fetchone()
    return Job.objects.get(pk=pk) if taken else None


def report_progress(
    job: Job, *, done: int, total: int | None, phase: str, beside: BaseDatabaseWrapper | None = None
) -> None:
    """Show progress and renew the lease. Raises Refused when the job was cancelled or taken over.

    Inside the work's transaction nobody would see it: there `beside` is a second connection.
    """
    with (beside or connection).cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET done_units = %s, total_units = %s, phase = %s, lease_until = clock_timestamp() + %s "
            "WHERE id = %s AND fence = %s AND state = 'running'",
            [done, total, phase, LEASE, job.pk, job.fence],
        )
        if cursor.rowcount != 1:
            raise Refused(_("This work was cancelled or taken over."), code="stale")


def finish(job: Job, *, now: datetime, result: dict[str, Any], error: str = "") -> None:
    """Final write under the fence: a worker that slept past its lease is refused and must roll back.

    `error` tells of a run that was done but for some stores.
    """
    ended = Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING).update(
        state=Job.State.DONE, ended_at=now, lease_until=None, result=result, error=error[:2000]
    )
    if ended != 1:
        raise Refused(_("This work was cancelled or taken over."), code="stale")


def fail(job: Job, *, now: datetime, error: str) -> None:
    """Note a failure: back in line with growing pauses (by the database's clock), parked after TRIES."""
    parked = job.attempts >= TRIES
    Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING).update(
        state=Job.State.PARKED if parked else Job.State.ASKED,
        ended_at=now if parked else None,
        lease_until=None,
        not_before=Now() + timedelta(seconds=10 * 3 ** (job.attempts - 1)),
        error=error[:2000],
    )


def refuse(job: Job, *, now: datetime, error: str) -> None:
    """The work itself said no (bad file, closed month): trying again would say the same, so it parks at once."""
    Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING).update(
        state=Job.State.PARKED, ended_at=now, lease_until=None, error=error[:2000]
    )


def give_back(pks: Iterable[int]) -> int:
    """A worker that must go puts what it holds back in line (F10): no failure, and its late end is refused."""
    held = Job.objects.filter(pk__in=list(pks), state=Job.State.RUNNING)
    return held.update(
        state=Job.State.ASKED,
        lease_until=None,
        fence=F("fence") + 1,
        attempts=F("attempts") - 1,
        not_before=Now(),
    )


def retry(pk: int, *, now: datetime) -> None:
    """Put a parked or ended job back in line with fresh tries."""
    again = Job.objects.filter(pk=pk, state__in=[Job.State.PARKED, Job.State.CANCELLED, Job.State.DONE])
    if again.update(state=Job.State.ASKED, attempts=0, not_before=now, ended_at=None, error="") != 1:
        raise Refused(_("This job is already waiting or running."), code="stale")
    job = Job.objects.get(pk=pk)
    transaction.on_commit(lambda: ring(job.kind, job.pk))


def cancel(pk: int, *, now: datetime) -> None:
    """Stop waiting or running work; a running worker notices at its next progress step."""
    if Job.objects.filter(pk=pk, state__in=Job.OPEN).update(state=Job.State.CANCELLED, ended_at=now) != 1:
        raise Refused(_("This job has already ended."), code="stale")


def switch(kind: str, *, on: bool, now: datetime, by: User) -> None:
    """Switch a sweep on or off for the whole house."""
    if on:
        SwitchedOff.objects.filter(kind=kind).delete()
    else:
        SwitchedOff.objects.get_or_create(kind=kind, defaults={"at": now, "by": by})


def switch_all_on() -> int:
    """Every sweep goes to work again: how a restored house is released (K3). How many had been off."""
    gone, _each = SwitchedOff.objects.all().delete()
    return gone


def ask_for_slots(sweeps: dict[str, int], *, now: datetime) -> list[Job]:
    """One row per sweep and the period `now` lies in: unique (kind, slot), so two beats make one run.

    A tick that comes late, or the first after a pause, asks for the slot it finds itself in: none waits for the next.
    """
    off = set(SwitchedOff.objects.values_list("kind", flat=True))
    slots = {kind: _slot(now, minutes=period) for kind, period in sweeps.items() if kind not in off}
    rows = [
        Job(kind=kind, key=slot.isoformat(), slot=slot, asked_at=now, not_before=now)
        for kind, slot in slots.items()
    ]
    Job.objects.bulk_create(rows, ignore_conflicts=True)
    asked = Job.objects.filter(kind__in=slots, slot__in=set(slots.values()), state=Job.State.ASKED)
    return [job for job in asked if job.slot == slots[job.kind]]


def _slot(now: datetime, *, minutes: int) -> datetime:
    """The start of the period of so many minutes that holds `now` (UTC)."""
    seconds = minutes * 60
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def ring_again(*, now: datetime, kinds: Iterable[str] | None = None) -> int:
    """Ring for every open row nobody holds: lost messages, killed workers, a flushed Redis.

    Leases end by the database's clock, and only what is old by it too is superseded: a fast clock must neither park
    work that a worker is doing nor call off what was just asked for.
    """
    waiting = Job.objects.filter(
        Q(state=Job.State.ASKED, not_before__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=Now())
    )
    old = Q(asked_at__lt=now - timedelta(minutes=10)) & Q(asked_at__lt=Now() - timedelta(minutes=10))
    superseded = waiting.filter(old, slot__isnull=False, attempts=0)
    superseded.update(state=Job.State.CANCELLED, ended_at=now)
    exhausted = waiting.filter(attempts__gte=TRIES)
    exhausted.update(
        state=Job.State.PARKED,
        ended_at=now,
        lease_until=None,
        fence=F("fence") + 1,
        error=_("The worker died while doing this."),
    )
    found = list(waiting.order_by("not_before").values_list("kind", "pk")[:500])
    for kind, pk in found:
        if ring(kind, pk) is False:
            break  # nobody will hear the others either, and a silent machine costs a second each
    return len(found)


def prune(*, now: datetime) -> int:
    """Forget finished slots of sweeps after two days; asked-for work is kept."""
    old = Job.objects.filter(slot__isnull=False, ended_at__lt=now - KEPT_SLOTS).exclude(
        state=Job.State.PARKED
    )
    return old.delete()[0]


def last_sweep_at() -> datetime | None:
    """When the newest sweep ended; the banner for administrators compares it with three minutes."""
    ended = Job.objects.filter(slot__isnull=False, state=Job.State.DONE).order_by("-ended_at")
    return ended.values_list("ended_at", flat=True).first()
