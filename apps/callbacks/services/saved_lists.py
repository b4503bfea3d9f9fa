"""Lists of calls a person has put by under a name."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import SavedList
from apps.core.refusal import Refused

MOST_SAVED = 20
LONGEST_QUERY = 500
PASSING = ("after", "part", "page")


def save_list(name: str, *, query: str, now: datetime, by: User) -> SavedList:
    """Put the list of that URL query by under `name`; a name used before is given the new query.

    Raises Refused for a missing name, an overlong query, and beyond MOST_SAVED lists.
    """
    name = name.strip()[:40]
    kept = urlencode([pair for pair in parse_qsl(query.lstrip("?")) if pair[0] not in PASSING])
    if not name:
        raise Refused(_("Give the list a name."), field="name", code="invalid")
    if len(kept) > LONGEST_QUERY:
        raise Refused(_("These filters are too long to be saved."), code="invalid")
    others = SavedList.objects.filter(user=by).exclude(name=name)
    if others.count() >= MOST_SAVED:
        raise Refused(
            _("You have %(most)s saved lists. Remove one first.") % {"most": MOST_SAVED}, code="state"
        )
    saved, _new = SavedList.objects.update_or_create(
        user=by, name=name, defaults={"query": kept, "saved_at": now}
    )
    return saved


def drop_list(pk: int, *, by: User) -> None:
    """Forget one of the person's own lists; somebody else's stays."""
    SavedList.objects.filter(pk=pk, user=by).delete()
