"""What waits for a person by right – samples, lists, suggestions, fines, months – whatever their first role is."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import may
from apps.accounts.models import User
from apps.callbacks.models import Correction, SpotCheck
from apps.customers.models import ImportBatch
from apps.desk.home.admin import WAITING
from apps.desk.home.moment import Moment
from apps.penalties.models import PayrollMonth, Penalty

Counter = Callable[[User, Moment], int]


def _samples(user: User, moment: Moment) -> int:
    return SpotCheck.objects.visible_to(user).filter(state__in=SpotCheck.OPEN).count()


def _corrections(user: User, moment: Moment) -> int:
    return Correction.objects.filter(store=moment.store, state=Correction.State.OPEN).count()


def _imports(user: User, moment: Moment) -> int:
    return ImportBatch.objects.visible_to(user).filter(state__in=WAITING).count()


def _fines(user: User, moment: Moment) -> int:
    return Penalty.objects.visible_to(user).filter(state=Penalty.State.PROPOSED).count()


def _suggestions(user: User, moment: Moment) -> int:
    return Penalty.objects.answered_by(user).filter(state=Penalty.State.SUGGESTED).count()


def _months(user: User, moment: Moment) -> int:
    return PayrollMonth.objects.filter(store=moment.store, state=PayrollMonth.State.READY).count()


# action that opens it, name, icon, URL name, how many wait
ITEMS: tuple[tuple[str, Any, str, str, Counter], ...] = (
    ("callbacks.spot_check", _("Spot checks to judge"), "check", "callbacks:spot_checks", _samples),
    ("callbacks.corrections", _("Customer data to correct"), "edit", "callbacks:corrections", _corrections),
    ("customers.import", _("Imports waiting for you"), "import", "customers:import_list", _imports),
    ("penalties.accept", _("Suggestions to answer"), "scale", "penalties:suggestions", _suggestions),
    ("penalties.decide", _("Fines to decide"), "scale", "penalties:list", _fines),
    ("penalties.close_month", _("Months to close"), "cal", "penalties:month", _months),
)


def waiting_by_right(user: User, moment: Moment) -> list[dict[str, Any]]:
    """Tiles of what waits for this person by right, whatever their first role is."""
    tiles = [
        {"name": name, "value": counter(user, moment), "url": reverse(url), "sign": sign}
        for action, name, sign, url, counter in ITEMS
        if may(user, action)
    ]
    return tiles[:4]
