"""The Celery application and the one list of sweeps.

Beat only ticks each minute, in UTC; `jobs.tick` turns a tick into one job row per sweep and slot, so two beats,
a late beat or a lost message change nothing. What a slot means in the store's zone is the sweep's own affair.
"""

import os

from celery import Celery
from celery.signals import setup_logging

from carecenter import leaving

__all__ = ["SWEEPS", "app", "leaving"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecenter.settings")

app = Celery("carecenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# kind of the sweep (= name of its task) -> period in minutes
SWEEPS: dict[str, int] = {
    "jobs.ring_again": 1,
    "jobs.prune": 60,
    "audit.seal_facts": 1,
    "duties.mark_missed": 1,
    "duties.warn": 15,
    "penalties.propose_for_missed": 1,
    "customers.open_member_entry_duties": 15,
    "customers.replan": 1,
    "customers.find_duplicates": 1440,
    "customers.remove_old_files": 60,
    "customers.open_monthly_lists": 15,
    "callbacks.open_due_follow_ups": 1,
    "callbacks.cancel_opted_out": 1,
    "callbacks.hand_over_absent": 5,
    "callbacks.replan": 1,
    "complaints.settle_unreached": 5,
    "complaints.replan": 1,
    "complaints.remind": 15,
    "notices.gather_messages": 5,
    "notices.ask_for_digests": 15,
    "desk.record_held_saves": 1,
    "desk.forget_old": 1440,
    "desk.check_house": 15,
    "reports.open_report_duties": 15,
    "reports.ask_for_drafts": 15,
    "reports.remind": 15,
    "reports.replan": 1,
}
app.conf.sweeps = SWEEPS
app.conf.beat_schedule = {"tick": {"task": "jobs.tick", "schedule": 60.0}}


@setup_logging.connect
def log_as_the_web_does(**_: object) -> None:
    """Celery must not replace the house's JSON logging."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
