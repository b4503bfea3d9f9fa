"""What people are told about reports, and where the notice leads."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from apps.accounts.models import Store
from apps.core.worktime import Calendar, local_day
from apps.duties.labels import kind_source
from apps.reports.models import Issue

TO_REVIEW = _("Please review: %(kind)s %(period)s")
DRAFT_RETURNED = _("Sent back to you: %(kind)s %(period)s")
SUBMITTED = _("Submitted for you to read: %(kind)s %(period)s")
REOPENED = _("Opened again: %(kind)s %(period)s")
DUE_TODAY = _("Due today: %(kind)s %(period)s")
DUE_NEXT = _("Due on %(day)s: %(kind)s %(period)s")


def message(issue: Issue, **more: str) -> dict[str, str]:
    """Params of a notice: the kind as its source words, translated when shown."""
    return {"kind": kind_source(f"report.{issue.kind}"), "period": issue.period.key, **more}


def page_url(issue: Issue) -> str:
    return reverse("reports:detail", args=[issue.pk])


def day_of(store: Store, now: datetime) -> date:
    """The store's calendar day."""
    return local_day(Calendar(tz=store.tz), now)
