"""Drafts: asked for after the period, built in one snapshot of the database, rebuilt as often as wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.worktime import later
from apps.jobs.models import Job
from apps.jobs.services import ask
from apps.reports.figures.kinds import BY_CODE
from apps.reports.models import DraftFigure, Issue, IssueWords
from apps.reports.services.counting import figure_rows
from apps.reports.services.planning import Almanac
from apps.reports.services.story import move_issue, refuse_other_store

State = Issue.State
BUILDABLE = (State.SCHEDULED, State.BUILDING, State.DRAFT)
BUILD = "reports.build_draft"
CONFLICT = "40001"


def ask_for_drafts(*, now: datetime, store: Store | None = None) -> int:
    """Ask for the draft of every scheduled report whose period has ended, from `report.build_at` of the next day on;
    kinds that are due before the end of their period, of the due day.

    Returns how many were asked for. Asking again is the same job (`report:<id>`).
    """
    ripe = Q(end__lte=now.date()) | Q(duty__due_day__lte=later(now.date(), 1))
    waiting = Issue.objects.filter(ripe, state=State.SCHEDULED).select_related("store", "duty")
    if store is not None:
        waiting = waiting.filter(store=store)
    issues = list(waiting.order_by("end", "pk"))
    if not issues:
        return 0
    almanac = Almanac()
    return sum(_ask(issue, now=now) for issue in issues if _may_build(issue, almanac=almanac, now=now))


def _may_build(issue: Issue, *, almanac: Almanac, now: datetime) -> bool:
    day = BY_CODE[issue.kind].built_from(issue.period, issue.duty.due_day)
    return now >= almanac.clock(issue.store, "report.build_at", on=day)


def _ask(issue: Issue, *, now: datetime) -> int:
    """Ask for one draft; a report that has moved meanwhile is left to whoever moved it."""
    try:
        with transaction.atomic():
            move_issue(issue, "ask", old=State.SCHEDULED, new=State.BUILDING, now=now, by=None)
            ask(BUILD, key=f"report:{issue.pk}", store=issue.store, payload={"issue": issue.pk}, now=now)
    except Refused:
        return 0
    return 1


def build(issue: Issue, *, now: datetime, by: User | None = None) -> int:
    """Count every figure of the report's own period and put the draft in place; returns how many numbers it holds.

    One REPEATABLE READ snapshot: readers see the old numbers or the new ones. Building again replaces the numbers.
    Raises Refused once the report is in review or submitted, and OperationalError when another build was faster.
    """
    with snapshot():
        reread(issue)
        if issue.state not in BUILDABLE:
            raise Refused(_("The numbers of this report no longer change."), code="state")
        rows = [
            DraftFigure(issue=issue, **columns)
            for columns in figure_rows(
                BY_CODE[issue.kind], issue.period, issue.store, issue.department, at=now
            )
        ]
        DraftFigure.objects.filter(issue=issue).delete()
        DraftFigure.objects.bulk_create(rows)
        IssueWords.objects.get_or_create(issue=issue)
        move_issue(issue, "build", old=BUILDABLE, new=State.DRAFT, now=now, by=by, built_at=now)
    return len(rows)


def is_stuck(issue: Issue) -> bool:
    """Its build failed as often as a job may (build_failed, 4.4): administrators know, a person may count again."""
    asked = Job.objects.filter(kind=BUILD, key=f"report:{issue.pk}", state=Job.State.PARKED)
    return issue.state == State.BUILDING and asked.exists()


def refresh(issue: Issue, *, now: datetime, by: User) -> int:
    """A person wants the newest numbers in the draft. Raises Refused as `build` does, and when somebody was faster."""
    refuse_other_store(by, issue, "reports.prepare")
    try:
        return build(issue, now=now, by=by)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != CONFLICT:
            raise
        raise Refused(_("Somebody is refreshing this report right now."), code="stale") from error


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which every query sees the same moment; inside another transaction it is that one's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
