"""Nobody leafs through all customers by searching: so many searches a minute and a day, then a sentence and a log."""

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.access import store_of
from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.customers.models import SearchStop
from apps.customers.models.searches import Span

COUNT = """
INSERT INTO customers_searchtally AS t (user_id, span, began, searches)
VALUES (%(user)s, 'day', %(day)s, 1), (%(user)s, 'minute', %(minute)s, 1)
ON CONFLICT (user_id, span) DO UPDATE
   SET searches = CASE WHEN t.began = EXCLUDED.began THEN t.searches + 1 ELSE 1 END, began = EXCLUDED.began
RETURNING span, searches
"""
log = structlog.get_logger(__name__)


def note_search(user: User, *, now: datetime) -> None:
    """Count one search of the person: one statement.

    Raises Refused(code="too_many") beyond SEARCHES_A_MINUTE or SEARCHES_A_DAY (the store's day); the first refusal of
    a minute or day is written down with person and time.
    """
    store = store_of(user)
    midnight = now.astimezone(ZoneInfo(store.tz)).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = {"day": midnight, "minute": now.replace(second=0, microsecond=0)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"user": user.pk, **moments})
        searches = dict(cursor.fetchall())
    for span, most in ((Span.DAY, settings.SEARCHES_A_DAY), (Span.MINUTE, settings.SEARCHES_A_MINUTE)):
        if searches[span] > most:
            _stop(user, store, span=span, most=most, first=searches[span] == most + 1, now=now)


def _stop(user: User, store: Store, *, span: Span, most: int, first: bool, now: datetime) -> None:
    if first:
        SearchStop.objects.create(store=store, by=user, at=now, span=span, most=most)
        log.warning("search_stopped", user_id=user.pk, span=span.value, most=most)
    if span == Span.DAY:
        sentence = _("You have searched more than %(most)s times today. Ask an administrator.")
    else:
        sentence = _("You have searched more than %(most)s times within a minute. Wait a moment.")
    raise Refused(sentence % {"most": most}, code="too_many")
