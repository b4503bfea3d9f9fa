"""A call's state moves: one conditional UPDATE with its history row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from apps.accounts.models import User
from apps.callbacks.models import Callback, CallbackMove, CallbackMoveWords
from apps.core.transitions import move


def move_call(
    callback: Callback,
    *,
    old: str | Iterable[str],
    new: str,
    now: datetime,
    by: User | None,
    code: str = "",
    reason: str = "",
    **also: Any,
) -> None:
    """Move the call and write its history. Raises Refused(code="stale") when it is not (or no longer) in `old`."""
    before = callback.state
    move(Callback, callback.pk, old=old, new=new, version=F("version") + 1, **also)
    note_move(callback, old=before, new=new, now=now, by=by, code=code, reason=reason)
    for name, value in {"state": new, "version": callback.version + 1, **also}.items():
        setattr(callback, name, value)


def note_move(
    callback: Callback,
    *,
    old: str,
    new: str,
    now: datetime,
    by: User | None,
    code: str = "",
    reason: str = "",
) -> None:
    """The history row alone, for what moves no state (released, promised again)."""
    row = CallbackMove.objects.create(callback=callback, old=old, new=new, at=now, by=by, code=code)
    if reason.strip():
        CallbackMoveWords.objects.create(move=row, text=reason.strip())
