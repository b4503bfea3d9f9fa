"""Build the demo house: every row by a verb, in order of time, one transaction a day."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.accounts.rule_stamp import rules_now
from apps.core.joined_savepoints import joined_savepoints
from apps.core.planned_once import planned_once
from apps.core.refusal import Refused
from apps.core.remembering import remembering
from apps.desk.demo.agenda import Agenda
from apps.desk.demo.background import know_the_work
from apps.desk.demo.cast import Cast, give_password, hire
from apps.desk.demo.days import Days
from apps.desk.demo.leaving import is_unfinished
from apps.desk.demo.reading_ahead import reading_ahead
from apps.desk.demo.scene import DAYS_PLAYED, Scene

ZONE = ZoneInfo("Asia/Shanghai")


def silent(_day: date) -> None:
    """Progress for nobody."""


def load(*, now: datetime, days: int = DAYS_PLAYED, told: Callable[[date], None] = silent) -> Cast:
    """Play the `days` before `now` (three months) in an empty house; `told` hears of each day that is done.

    Raises Refused when there is a store already. Interrupted, it leaves a house nobody can sign in to:
    `leaving.leave` clears it.
    """
    refuse_inhabited()
    know_the_work()
    today = now.astimezone(ZONE).date()
    with (
        translation.override(settings.LANGUAGE_CODE),
        frugal_collector(),
        planned_once(),
        reading_ahead() as ahead,
    ):
        with day_of_work():
            cast = hire(today=today, now=_noon(today - timedelta(days=days)))
        scene = Scene(cast, today, Agenda(), ahead, days)
        Days(scene).begin()
        play(scene, until=now, told=told)
        with day_of_work():
            give_password(cast)
    return cast


def refuse_inhabited() -> None:
    """Raises Refused unless the house is empty."""
    if not Store.objects.exists():
        return
    if is_unfinished():
        raise Refused(_("A demo house was begun and not finished. Run leave_demo first."), code="closed")
    raise Refused(
        _("This house already has a store; the demo house only fits into an empty one."), code="closed"
    )


def play(scene: Scene, *, until: datetime, told: Callable[[date], None]) -> None:
    """Everything that happens up to `until`, day by day."""
    while (moment := scene.agenda.next_moment()) is not None and moment <= until:
        day = scene.day_of(moment)
        with day_of_work(), remembering(rules_now()):
            scene.agenda.play(until=min(until, _last_of(scene, day)))
        if day.day == 1:
            gc.collect()
            gc.freeze()
        told(day)


def _last_of(scene: Scene, day: date) -> datetime:
    return scene.at(day, "23:59")


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


@contextmanager
def day_of_work() -> Iterator[None]:
    """One transaction whose jobs are done when it ends: nobody needs to be rung for."""
    with transaction.atomic(), joined_savepoints():
        before = len(connection.run_on_commit)
        yield
        del connection.run_on_commit[before:]


@contextmanager
def frugal_collector() -> Iterator[None]:
    """The many short-lived rows of a run are collected once a month; what was there before is not looked at again."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()
