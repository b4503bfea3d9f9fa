"""Which kinds of report the house makes and what it aims at: rule values with an effective date (S27, S40)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.access import may
from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.reports.figures.catalogue import FIGURES
from apps.reports.services.notes import day_of
from apps.reports.services.opening import open_report_duties
from apps.rulebook.models import PolicyValue
from apps.rulebook.policy import PolicyBook
from apps.rulebook.services import set_policy

# The code of the day sheet (S61): a kind the manager switches like the others; its paper is one for each agent and day
# and belongs to the calls.
DAY_SHEET = "day"
# Beside the figures' own: what the brand's scores should be, in points (S39).
BRAND_TARGETS = ("target.css", "target.csi")
TARGETS: tuple[str, ...] = (
    *dict.fromkeys(figure.target for figure in FIGURES if figure.target),
    *BRAND_TARGETS,
)


@transaction.atomic
def choose_kinds(codes: Iterable[str], *, store: Store, reason: str, now: datetime, by: User) -> int:
    """From today the store makes these kinds of report; the running period of a new one is opened at once. `DAY_SHEET`
    among them says whether agents hand in their days.

    Reports opened before stay owed. Returns how many were opened. Raises Refused for an unknown kind, without a reason
    and where nothing changes.
    """
    _refuse_others(by)
    chosen, today = list(codes), day_of(store, now)
    wanted = {
        "report.kinds": [code for code in chosen if code != DAY_SHEET],
        "report.day_sheets": DAY_SHEET in chosen,
    }
    book = PolicyBook(store, keys=tuple(wanted))
    changed = [key for key in wanted if _sorted(wanted[key]) != _sorted(book.value(key, on=today))]
    for key in changed or ["report.kinds"]:
        set_policy(key, wanted[key], store=store, effective_from=today, reason=reason, by=by, now=now)
    return open_report_duties(now=now, store=store)


def set_target(
    key: str, value: int | None, *, store: Store, effective_from: date, reason: str, now: datetime, by: User
) -> PolicyValue:
    """What the store wants of a figure from a day on, in per cent or points; None is without a target. A report shows
    the target in force on the last day of its period. Raises Refused as `set_policy` does, and for another rule's key.
    """
    _refuse_others(by)
    if key not in TARGETS:
        raise Refused(_("This figure has no target."), field="key", code="invalid")
    given: dict[str, Any] = {"store": store, "effective_from": effective_from, "reason": reason}
    return set_policy(key, value, **given, by=by, now=now)


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _refuse_others(by: User) -> None:
    if not may(by, "reports.settings"):
        raise Refused(_("Your role may not do this."), code="forbidden")
