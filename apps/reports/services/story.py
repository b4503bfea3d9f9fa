"""A report's state moves: one conditional UPDATE with its history row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.transitions import move_told
from apps.reports.models import Issue, IssueMove, IssueMoveWords


def move_issue(
    issue: Issue,
    what: str,
    *,
    old: str | Iterable[str],
    new: str,
    now: datetime,
    by: User | None,
    reason: str = "",
    version: int | None = None,
    **also: Any,
) -> None:
    """Move the report and write its history. `version` is the one the person saw.

    Raises Refused(code="stale") when it is not (or no longer) in `old`, or has been changed since.
    """
    row = IssueMove(issue=issue, what=what, old=issue.state, new=new, at=now, by=by)
    move_told(Issue, issue.pk, old=old, new=new, story=row, version=version, **also)
    _note_reason(row, reason)
    reread(issue)


def note_move(
    issue: Issue, what: str, *, old: str, new: str, now: datetime, by: User | None, reason: str = ""
) -> None:
    """The history row alone, for what moves no state (opened, read)."""
    row = IssueMove.objects.create(issue=issue, what=what, old=old, new=new, at=now, by=by)
    _note_reason(row, reason)


def _note_reason(row: IssueMove, reason: str) -> None:
    if reason.strip():
        IssueMoveWords.objects.create(move=row, text=reason.strip())


def needed(text: str, *, field: str, message: str) -> str:
    """`text` stripped. Raises Refused with `message` at `field` when nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(message, field=field, code="invalid")
    return text


def refuse_other_store(user: User, issue: Issue, action: str) -> None:
    """The action must be open to the person in this report's store. Raises Refused(code="forbidden")."""
    if not Issue.objects.filter(pk=issue.pk).visible_to(user, action).exists():
        raise Refused(_("Your role may not do this."), code="forbidden")
