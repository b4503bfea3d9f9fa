"""Background work of customers: the dry run and the take-in of a list, and the daily duty to enter members."""

from datetime import datetime
from typing import Any

from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import ImportBatch
from apps.jobs.models import Job
from apps.jobs.running import Run, job, sweep
from apps.jobs.stores import over_stores


@job("customers.check_batch", atomic=False)
def check_batch(run: Run) -> dict[str, Any]:
    batch = ImportBatch.objects.select_related("store").get(pk=run.payload["batch"])
    try:
        services.check(batch, now=run.now, progress=run.progress)
    except Refused as refusal:
        if refusal.code != "stale":  # a late worker may not end an import that has gone on without it
            services.fail_import(batch, error=str(refusal))
        raise
    return {"rows": batch.read_count, "refused": batch.refused_count}


@job("customers.take_in_batch", atomic=False)
def take_in_batch(run: Run) -> dict[str, Any]:
    batch = ImportBatch.objects.select_related("store").get(pk=run.payload["batch"])
    if batch.state == ImportBatch.State.COMMITTED:
        return {"rows": batch.new_count + batch.changed_count}
    try:
        services.take_in(batch, now=run.now, by=run.job.asked_by, progress=run.progress)
    except Refused:
        run.job.refresh_from_db()
        if run.job.state == Job.State.CANCELLED:
            services.give_back(batch)
        raise
    return {"rows": batch.new_count + batch.changed_count, "history": batch.history_count}


@sweep("customers.open_member_entry_duties")
def open_member_entry_duties(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"opened": services.open_member_entry_duties(now=now, store=store)})


@sweep("customers.find_duplicates")
def find_duplicates(now: datetime) -> dict[str, Any]:
    return {"found": services.find_duplicates(now=now)}


@sweep("customers.replan")
def replan(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"moved": len(services.replan(now=now, store=store))})


@sweep("customers.remove_old_files")
def remove_old_files(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: services.remove_old_files(now=now, store=store))


@sweep("customers.open_monthly_lists")
def open_monthly_lists(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"opened": services.open_monthly_lists(now=now, store=store)})
