"""One call, one caller: a claim of ten minutes that an open page renews and saving gives back (S03)."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Callback, HeldSave
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.fitness import refuse_caller
from apps.callbacks.services.history import note_move
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.wording import moment_words

CLAIM = timedelta(minutes=10)
# Each opening of a call writes it: by hand, because the ORM's words cost more than the row.
RENEW = """
UPDATE callbacks_callback
   SET claimed_by_id = %(by)s, claimed_until = %(until)s, version = version + 1,
       claimed_at = CASE WHEN claimed_by_id = %(by)s AND claimed_until > %(now)s THEN claimed_at ELSE %(now)s END
 WHERE id = %(pk)s AND state = ANY(%(open)s)
   AND (claimed_by_id IS NULL OR claimed_until <= %(now)s OR claimed_by_id = %(by)s)
"""


def claim(callback: Callback, *, now: datetime, by: User) -> None:
    """Take the call for ten minutes, or for ten more.

    Raises Refused(code="stale") naming who has it since when, (forbidden) for whoever may not make this call.
    """
    refuse_stranger(callback, by=by)
    refuse_caller(callback, caller=by, on=store_day(callback.store, now))
    renew(callback, now=now, by=by)


def renew(callback: Callback, *, now: datetime, by: User) -> None:
    """`claim` for somebody whose right has just been read."""
    kept = holder(callback, now=now) == by
    given = {"pk": callback.pk, "by": by.pk, "now": now, "until": now + CLAIM, "open": list(Callback.OPEN)}
    with connection.cursor() as cursor:
        cursor.execute(RENEW, given)
        renewed = cursor.rowcount
    if renewed != 1:
        refuse_taken(Callback.objects.select_related("claimed_by").get(pk=callback.pk), now=now, by=by)
    callback.claimed_by, callback.claimed_until = by, now + CLAIM
    callback.claimed_at = callback.claimed_at if kept else now
    callback.version += 1


def take_over(callback: Callback, *, now: datetime, by: User) -> None:
    """A manager takes the call out of a colleague's hand; the history says so. Raises Refused(code="stale") for a
    call that has ended or whose save is being recorded."""
    access.refuse_unless(by, "callbacks.reassign")
    refuse_stranger(callback, by=by)
    refuse_caller(callback, caller=by, on=store_day(callback.store, now))
    refuse_held([callback.pk])
    before = callback.claimed_by
    rows = Callback.objects.open().filter(pk=callback.pk)
    if rows.update(claimed_by=by, claimed_at=now, claimed_until=now + CLAIM, version=F("version") + 1) != 1:
        refuse_taken(callback, now=now, by=by)
    reread(callback)
    if before is not None and before != by:
        note_move(callback, old=callback.state, new=callback.state, now=now, by=by, code="taken_over")


def release(callback: Callback, *, now: datetime, by: User) -> None:
    """Put the call back in the queue; somebody else's claim stays."""
    rows = Callback.objects.filter(pk=callback.pk, claimed_by=by)
    rows.update(claimed_by=None, claimed_until=None, version=F("version") + 1)
    reread(callback)


def holder(callback: Callback, *, now: datetime) -> User | None:
    """Who has the call in hand now."""
    held = callback.claimed_by_id is not None and callback.claimed_until > now
    return callback.claimed_by if held else None


def refuse_stranger(callback: Callback, *, by: User) -> None:
    """The owner, or somebody who answers for the whole store. Raises Refused(code="forbidden")."""
    width = access.scope(by, "callbacks.call")
    mine = width == access.ALL or (width is not None and callback.store_id == access.store_of(by).pk)
    if not mine or (width == access.OWN and callback.duty.owner_id != by.pk):
        raise Refused(_("This call is not yours to make."), code="forbidden")


def refuse_given_away(callback: Callback, *, by: User) -> None:
    """Raises Refused(code="stale") naming whose call it is now, for one that was an agent's while they had it open."""
    owner = callback.duty.owner
    if access.scope(by, "callbacks.call") != access.OWN or owner == by:
        return
    if owner is None:
        raise Refused(_("This call has been taken from you meanwhile."), code="stale")
    raise Refused(_("This call has been given to %(name)s meanwhile.") % {"name": owner}, code="stale")


def refuse_taken(callback: Callback, *, now: datetime, by: User) -> None:
    """Raises Refused(code="stale") when the call has ended or a colleague has it in hand."""
    if not callback.is_open:
        message = _("This call has already ended: %(state)s.") % {"state": callback.get_state_display()}
        raise Refused(message, code="stale")
    other = holder(callback, now=now)
    if other is not None and other != by:
        since = moment_words(callback.claimed_at or callback.claimed_until - CLAIM, now=now)
        message = _("%(name)s has this call in hand since %(since)s.") % {"name": other, "since": since}
        raise Refused(message, code="stale")


def refuse_held(callback_ids: list[int]) -> None:
    """Raises Refused(code="stale") while a save of one of these calls waits to be recorded."""
    refuse_held_row(HeldSave.objects.filter(callback__in=callback_ids).select_related("by").first())


def refuse_held_row(held: HeldSave | None) -> None:
    """`refuse_held` for a row that has just been read."""
    if held is not None:
        message = _("%(name)s is just saving this call. Please try again in a minute.") % {"name": held.by}
        raise Refused(message, code="stale")
