"""The preparer's words and the two signatures: prepared, reviewed, back to draft (4.4)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Department, Role, User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.notices.services import tell
from apps.reports.models import DepartmentWords, Issue, IssueWords
from apps.reports.services.notes import DRAFT_RETURNED, TO_REVIEW, day_of, message, page_url
from apps.reports.services.story import move_issue, needed, refuse_other_store

QUIET = (Department.Kind.ADMIN, Department.Kind.HR)
State = Issue.State


@transaction.atomic
def save_words(
    issue: Issue,
    *,
    problems: str,
    suggestions: str,
    version: int,
    now: datetime,
    by: User,
    departments: Mapping[int, tuple[str, str]] | None = None,
) -> Issue:
    """Save 问题与建议 of a draft, of the whole and by department (id -> problems, suggestions) (S15, S19).

    Raises Refused(code="stale") when somebody saved since `version`, and for a department the report is not about.
    """
    refuse_other_store(by, issue, "reports.prepare")
    if issue.state != State.DRAFT:
        raise Refused(_("Only a draft can be written in."), code="state")
    save_version(issue, version=version)
    words = {"problems": problems.strip(), "suggestions": suggestions.strip()}
    IssueWords.objects.update_or_create(issue=issue, defaults=words)
    _save_department_words(issue, departments or {})
    return issue


def departments_of(issue: Issue) -> QuerySet[Department]:
    """About whom the preparer writes: the departments that serve customers, or the one the report is about."""
    if issue.department_id is not None:
        return Department.objects.filter(pk=issue.department_id)
    return issue.store.departments.exclude(kind__in=QUIET).order_by("pk")


def _save_department_words(issue: Issue, departments: Mapping[int, tuple[str, str]]) -> None:
    """A department about which nothing is said any more loses its row."""
    if set(departments) - set(departments_of(issue).values_list("pk", flat=True)):
        raise Refused(_("This report is not about that department."), code="invalid")
    for pk, (problems, suggestions) in departments.items():
        said = {"problems": problems.strip(), "suggestions": suggestions.strip()}
        if any(said.values()):
            DepartmentWords.objects.update_or_create(issue=issue, department_id=pk, defaults=said)
        else:
            DepartmentWords.objects.filter(issue=issue, department_id=pk).delete()


@transaction.atomic
def prepare(issue: Issue, *, now: datetime, by: User, version: int | None = None) -> Issue:
    """编制: the preparer signs the draft and hands it on to review. Those who may review are told."""
    refuse_other_store(by, issue, "reports.prepare")
    move_issue(
        issue, "prepare", old=State.DRAFT, new=State.IN_REVIEW, now=now, by=by, version=version, prepared_by=by,
        prepared_at=now, reviewed_by=None, reviewed_at=None,
    )  # fmt: skip
    reviewers = User.objects.holding(Role.CARE_MANAGER, store=issue.store, on=day_of(issue.store, now))
    tell(
        reviewers.exclude(pk=by.pk),
        kind="reports.review",
        key=f"report:{issue.pk}:review:{issue.version}",
        title=TO_REVIEW,
        params=message(issue),
        url=page_url(issue),
        at=now,
        store=issue.store,
    )
    return issue


@transaction.atomic
def review(issue: Issue, *, now: datetime, by: User, remark: str = "", version: int | None = None) -> Issue:
    """审核: somebody other than the preparer signs. Raises Refused for the preparer and for a report not in review."""
    refuse_other_store(by, issue, "reports.review")
    if issue.prepared_by_id == by.pk:
        raise Refused(_("Nobody reviews a report they prepared."), code="forbidden")
    if issue.reviewed_by_id is not None:
        raise Refused(_("This report has been reviewed already."), code="stale")
    move_issue(
        issue, "review", old=State.IN_REVIEW, new=State.IN_REVIEW, now=now, by=by, reason=remark, version=version,
        reviewed_by=by, reviewed_at=now,
    )  # fmt: skip
    IssueWords.objects.update_or_create(issue=issue, defaults={"remark": remark.strip()})
    return issue


@transaction.atomic
def return_to_draft(
    issue: Issue, *, remark: str, now: datetime, by: User, version: int | None = None
) -> Issue:
    """Back to the preparer with a remark; both signatures fall away. The preparer takes it back the same way."""
    own = issue.prepared_by_id == by.pk
    refuse_other_store(by, issue, "reports.prepare" if own else "reports.review")
    remark = needed(remark, field="remark", message=_("Say what should change."))
    preparer = issue.prepared_by
    move_issue(
        issue, "return", old=State.IN_REVIEW, new=State.DRAFT, now=now, by=by, reason=remark, version=version,
        prepared_by=None, prepared_at=None, reviewed_by=None, reviewed_at=None,
    )  # fmt: skip
    IssueWords.objects.update_or_create(issue=issue, defaults={"remark": remark})
    if preparer is not None and not own:
        tell(
            [preparer],
            kind="reports.returned",
            key=f"report:{issue.pk}:returned:{issue.version}",
            title=DRAFT_RETURNED,
            params=message(issue),
            url=page_url(issue),
            at=now,
            store=issue.store,
        )
    return issue
