"""上报: freezing the numbers, settling the duty, telling who has to read it, and opening it again (S19, 4.4)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Department, Post, Role, Store, User
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.notices.services import tell
from apps.reports.figures import BY_CODE
from apps.reports.models import DepartmentWords, Issue, IssueWords, Receipt, Recipient
from apps.reports.services.building import BUILD, ask
from apps.reports.services.freezing import freeze
from apps.reports.services.notes import REOPENED, SUBMITTED, day_of, message, page_url
from apps.reports.services.planning import review_required
from apps.reports.services.story import move_issue, needed, note_move, refuse_other_store

State = Issue.State
READERS = (Role.GENERAL_MANAGER, Role.CARE_MANAGER)
OWNING = (Department.Kind.SALES, Department.Kind.AFTERSALES)


@transaction.atomic
def submit(issue: Issue, *, now: datetime, by: User, version: int | None = None) -> Issue:
    """Freeze numbers, words and definitions and settle the duty in the same transaction; late is a missed duty (R23).

    From review, signed by somebody else where rule value `report.review_required` says so. The first submission
    settles the duty; a newer version replaces the one before and leaves the duty alone. Raises Refused without the
    signatures or when somebody was faster.
    """
    refuse_other_store(by, issue, "reports.submit")
    if issue.reviewed_by_id is None and review_required(issue.store, issue.period):
        raise Refused(_("Before it is submitted somebody else has to review it."), code="state")
    move_issue(
        issue, "submit", old=State.IN_REVIEW, new=State.SUBMITTED, now=now, by=by, version=version, submitted_by=by,
        submitted_at=now,
    )  # fmt: skip
    freeze(issue, now=now)
    if issue.duty.settled_at is None:
        duties.settle(issue.duty, at=now, by=by, code="submitted")
    _replace_older(issue, now=now, by=by)
    tell(
        _address(issue, now=now),
        kind="reports.submitted",
        key=f"report:{issue.pk}:submitted",
        title=SUBMITTED,
        params=message(issue),
        url=page_url(issue),
        at=now,
        store=issue.store,
    )
    return issue


def _address(issue: Issue, *, now: datetime) -> list[User]:
    """Write down whom the report goes to: posts change, what was sent does not."""
    readers = list(readers_of(issue, now=now))
    Recipient.objects.bulk_create(Recipient(issue=issue, user=reader) for reader in readers)
    return readers


def _replace_older(issue: Issue, *, now: datetime, by: User) -> None:
    older = Issue.objects.filter(duty=issue.duty_id, number__lt=issue.number, state=State.SUBMITTED)
    for one in older:
        move_issue(one, "replace", old=State.SUBMITTED, new=State.SUPERSEDED, now=now, by=by)


def readers_of(issue: Issue, *, now: datetime) -> QuerySet[User]:
    """Whom the report would go to if it were submitted now."""
    on, more = day_of(issue.store, now), BY_CODE[issue.kind].readers
    return recipients(issue.store, on=on, department=issue.department, more=more)


def recipients(
    store: Store, *, on: date, department: Department | None = None, more: Sequence[Role] = ()
) -> QuerySet[User]:
    """Who reads a report: general manager, care manager, the owners of sales and after-sales (of a report about one
    department its owner alone), and the roles its kind goes to beside them (S70)."""
    own = Q(department__kind__in=OWNING) if department is None else Q(department=department)
    posts = Post.objects.in_force(on).filter(
        Q(role__in=(*READERS, *more)) | Q(role=Role.DEPARTMENT_HEAD) & own, store=store
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("pk")


@transaction.atomic
def acknowledge(issue: Issue, *, now: datetime, by: User) -> Receipt:
    """已阅: a recipient has read the submitted report; saying so twice is the same receipt."""
    if not issue.is_frozen:
        raise Refused(_("Only a submitted report can be marked as read."), code="state")
    if not issue.addressed.filter(user=by).exists():
        raise Refused(_("This report is not addressed to you."), code="forbidden")
    receipt, created = Receipt.objects.get_or_create(issue=issue, user=by, defaults={"read_at": now})
    if created:
        note_move(issue, "read", old=issue.state, new=issue.state, now=now, by=by)
    return receipt


@transaction.atomic
def reopen(issue: Issue, *, reason: str, now: datetime, by: User) -> Issue:
    """Start the next version of a submitted report; the old one stays as it is and so does the duty.

    Raises Refused without a reason, for a report not submitted and while a newer version is being worked on.
    """
    refuse_other_store(by, issue, "reports.reopen")
    reason = needed(reason, field="reason", message=_("Give the reason for a new version."))
    if issue.state != State.SUBMITTED:
        raise Refused(_("Only a submitted report can be opened again."), code="state")
    again, created = Issue.objects.get_or_create(
        store=issue.store,
        kind=issue.kind,
        start=issue.start,
        department=issue.department,
        number=issue.number + 1,
        defaults={"end": issue.end, "duty": issue.duty, "state": State.BUILDING},
    )
    if not created:
        raise Refused(_("A newer version is already being worked on."), code="stale")
    note_move(again, "reopen", old="", new=again.state, now=now, by=by, reason=reason)
    _copy_words(issue, again)
    ask(BUILD, key=f"report:{again.pk}", store=again.store, payload={"issue": again.pk}, now=now, by=by)
    _tell_preparer(issue, again, now=now, by=by)
    return again


def _copy_words(old: Issue, new: Issue) -> None:
    words = IssueWords.objects.filter(issue=old).values("problems", "suggestions").first()
    IssueWords.objects.create(issue=new, **(words or {}))
    rows = DepartmentWords.objects.filter(issue=old).values("department_id", "problems", "suggestions")
    DepartmentWords.objects.bulk_create(DepartmentWords(issue=new, **row) for row in rows)


def _tell_preparer(old: Issue, new: Issue, *, now: datetime, by: User) -> None:
    if old.prepared_by_id is None or old.prepared_by_id == by.pk:
        return
    tell(
        [old.prepared_by_id],
        kind="reports.reopened",
        key=f"report:{new.pk}:reopened",
        title=REOPENED,
        params=message(new),
        url=page_url(new),
        at=now,
        store=new.store,
    )
