"""The history row beside every move, and the word to the person it concerns."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.notices.services import tell
from apps.penalties.models import PayrollMonth, PayrollMove, Penalty, PenaltyMove, PenaltyMoveWords


def record(
    penalty: Penalty,
    what: str,
    *,
    old: str,
    new: str,
    at: datetime,
    by: User | None,
    code: str = "",
    reason: str = "",
) -> PenaltyMove:
    """Append the move to the penalty's history; typed words stand beside it."""
    move = PenaltyMove.objects.create(penalty=penalty, what=what, old=old, new=new, at=at, by=by, code=code)
    if reason.strip():
        PenaltyMoveWords.objects.create(move=move, text=reason.strip())
    return move


def record_month(
    month: PayrollMonth, what: str, *, old: str, new: str, at: datetime, by: User | None, code: str = ""
) -> None:
    """Append a move to the history of a settlement month."""
    PayrollMove.objects.create(payroll_month=month, what=what, old=old, new=new, at=at, by=by, code=code)


def source_words(label: Any) -> str:
    """The English source of a translatable label, as notices store it."""
    with translation.override(None):
        return str(label)


def notice_params(penalty: Penalty) -> dict[str, str]:
    return {"kind": source_words(Penalty.Kind(penalty.kind).label), "number": penalty.title}


def tell_people(
    users: list[User] | list[int], penalty: Penalty, *, title: str, key: str, at: datetime
) -> None:
    """One notice a person and reason, leading to the penalty."""
    tell(
        users,
        kind="penalty",
        key=f"penalty:{penalty.pk}:{key}",
        title=title,
        params=notice_params(penalty),
        url=reverse("penalties:detail", args=[penalty.pk]),
        at=at,
        store=penalty.store,
    )
