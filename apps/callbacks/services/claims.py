"""One call, one caller: a claim of ten minutes that opening the call takes and saving gives back (S03)."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.core.wording import moment_words

CLAIM = timedelta(minutes=10)


def claim(callback: Callback, *, now: datetime, by: User) -> None:
    """Take the call for ten minutes, or for ten more. Raises Refused(code="stale") naming who has it since when."""
    refuse_stranger(callback, by=by)
    free = Q(claimed_by__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=by)
    rows = Callback.objects.open().filter(free, pk=callback.pk)
    if rows.update(claimed_by=by, claimed_until=now + CLAIM, version=F("version") + 1) != 1:
        refuse_taken(Callback.objects.select_related("claimed_by").get(pk=callback.pk), now=now, by=by)
    callback.refresh_from_db()


def release(callback: Callback, *, now: datetime, by: User) -> None:
    """Put the call back in the queue; somebody else's claim stays."""
    rows = Callback.objects.filter(pk=callback.pk, claimed_by=by)
    rows.update(claimed_by=None, claimed_until=None, version=F("version") + 1)
    callback.refresh_from_db()


def holder(callback: Callback, *, now: datetime) -> User | None:
    """Who has the call in hand now."""
    held = callback.claimed_by_id is not None and callback.claimed_until > now
    return callback.claimed_by if held else None


def refuse_stranger(callback: Callback, *, by: User) -> None:
    """The owner, or somebody who answers for the whole store. Raises Refused(code="forbidden")."""
    if not Callback.objects.visible_to(by, "callbacks.call").filter(pk=callback.pk).exists():
        raise Refused(_("This call is not yours to make."), code="forbidden")


def refuse_taken(callback: Callback, *, now: datetime, by: User) -> None:
    """Raises Refused(code="stale") when the call has ended or a colleague has it in hand."""
    if not callback.is_open:
        message = _("This call has already ended: %(state)s.") % {"state": callback.get_state_display()}
        raise Refused(message, code="stale")
    other = holder(callback, now=now)
    if other is not None and other != by:
        since = moment_words(timezone.localtime(callback.claimed_until) - CLAIM, now=now)
        message = _("%(name)s has this call in hand since %(since)s.") % {"name": other, "since": since}
        raise Refused(message, code="stale")
