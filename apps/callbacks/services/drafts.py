"""What an agent has typed and not saved yet: a row on the server, one per call and person (ux.md 3)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback, Draft
from apps.callbacks.services.claims import refuse_stranger
from apps.core.prepared import prepared
from apps.core.refusal import Refused

LARGEST = 40_000
OLDEST_START = timedelta(hours=12)


def load_draft(callback: Callback, *, by: User) -> Draft | None:
    return next(iter(_drafts(callback=callback.pk, user=by.pk)), None)


@prepared
def _drafts(callback: int, user: int) -> Any:
    return Draft.objects.filter(callback=callback, user=user)


def version_of(draft: Draft | None) -> str:
    """What a page sends back to say which draft it has seen; nothing while no word is kept."""
    return draft.saved_at.isoformat() if draft and draft.data else ""


def save_draft(callback: Callback, data: dict[str, Any], *, seen: str, now: datetime, by: User) -> Draft:
    """Keep what is typed. Raises Refused(code="stale") when another page of the same person saved a newer draft."""
    refuse_stranger(callback, by=by)
    if sum(len(str(value)) for value in data.values()) > LARGEST:
        raise Refused(_("This is too long to be kept."), code="too_large")
    draft = load_draft(callback, by=by)
    if draft is None:
        draft, _created = Draft.objects.update_or_create(
            callback=callback, user=by, defaults={"data": data, "saved_at": now}
        )
        return draft
    rows = Draft.objects.filter(pk=draft.pk, saved_at=draft.saved_at)
    if seen != version_of(draft) or rows.update(data=data, saved_at=now) != 1:
        raise Refused(_("Another page of yours has saved a newer draft of this call."), code="stale")
    draft.refresh_from_db()
    return draft


def started(draft: Draft | None, *, now: datetime) -> datetime | None:
    """When the number was shown for the dial that is under way."""
    return still_under_way(draft.started_at if draft else None, now=now)


def still_under_way(started_at: datetime | None, *, now: datetime) -> datetime | None:
    """The start of a dial; one of an earlier day was never saved and is over."""
    return None if started_at is None or started_at < now - OLDEST_START else started_at


def start_dial(callback: Callback, *, now: datetime, by: User) -> datetime:
    """Note when the number was shown: the start of the attempt, by the server's clock."""
    draft, _created = Draft.objects.get_or_create(
        callback=callback, user=by, defaults={"started_at": now, "saved_at": now}
    )
    under_way = started(draft, now=now)
    if under_way is None:
        Draft.objects.filter(pk=draft.pk).update(started_at=now)
    return under_way or now


def end_dial(callback: Callback, *, by: User) -> None:
    """The call goes back without an attempt: the next showing of the number starts a dial of its own."""
    Draft.objects.filter(callback=callback, user=by).update(started_at=None)


def keep_answers(callback: Callback) -> None:
    """The dial ended with an appointment: of what was typed, the answers wait for the next one."""
    for draft in Draft.objects.filter(callback=callback):
        draft.data = {name: value for name, value in draft.data.items() if name.startswith("answer-")}
        draft.started_at = None
        draft.save(update_fields=["data", "started_at"])
