"""Whom the house tells when somebody takes more than their work needs (H7)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from apps.accounts.access import ACTIONS, store_of
from apps.accounts.models import Store, User
from apps.notices.services import tell

log = structlog.get_logger(__name__)


def one_at_a_time(person: User) -> None:
    """What the person does at the same moment in two windows is counted one after the other. Needs a transaction."""
    User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()


def who_watch(store: Store, *, now: datetime) -> list[User]:
    """Those who may allow larger exports."""
    today = now.astimezone(ZoneInfo(store.tz)).date()
    people = (User.objects.holding(role, store=store, on=today) for role in ACTIONS["customers.allow_export"])
    return list({user.pk: user for found in people for user in found}.values())


def sound_alarm(
    person: User, *, what: str, title: str, params: dict[str, Any], url: str, now: datetime
) -> None:
    """Tell those who watch, at most once an hour for each person and kind; the log names the person by number."""
    store = store_of(person)
    log.warning("limit_reached", user_id=person.pk, what=what)
    tell(
        [user for user in who_watch(store, now=now) if user != person],
        kind=f"customers.{what}",
        key=f"limit:{what}:{person.pk}:{now:%Y-%m-%dT%H}",
        title=title,
        params={"name": str(person), **params},
        url=url,
        at=now,
        store=store,
    )
