"""Who prepares a report: the manager may give the duty to somebody else."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Role, Store, User
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.reports.models import Issue
from apps.reports.services.notes import day_of
from apps.reports.services.story import refuse_other_store


def possible_preparers(store: Store, *, now: datetime) -> QuerySet[User]:
    """Agents and care managers of the store."""
    on = day_of(store, now)
    holding = [User.objects.holding(role, store=store, on=on) for role in (Role.AGENT, Role.CARE_MANAGER)]
    return User.objects.filter(pk__in=[user.pk for users in holding for user in users]).order_by("pk")


@transaction.atomic
def give_to(issue: Issue, *, to: User, now: datetime, by: User, reason: str = "") -> None:
    """Give the report to another preparer; after the due moment the old one still answers for the miss."""
    refuse_other_store(by, issue, "reports.review")
    if not possible_preparers(issue.store, now=now).filter(pk=to.pk).exists():
        raise Refused(
            _("Reports are prepared by agents and care managers of this store."), field="to", code="invalid"
        )
    duties.reassign(issue.duty, to=to, now=now, by=by, reason=reason)
