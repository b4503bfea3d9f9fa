"""A call's state moves: one conditional UPDATE with its history row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.callbacks.models import Callback, CallbackMove, CallbackMoveWords
from apps.core.transitions import move_told


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
    row = CallbackMove(callback=callback, old=callback.state, new=new, at=now, by=by, code=code)
    move_told(Callback, callback.pk, old=old, new=new, story=row, **also)
    _note_reason(row, reason)
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
    _note_reason(row, reason)


def _note_reason(row: CallbackMove, reason: str) -> None:
    if reason.strip():
        CallbackMoveWords.objects.create(move=row, text=reason.strip())
