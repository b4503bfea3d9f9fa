"""The grounds that excuse a miss by themselves, each looked for and named (domain.md 4.0)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Absence
from apps.duties.models import Duty
from apps.penalties.models import Outage, Penalty

Cause = Duty.Cause


@dataclass(frozen=True)
class Ground:
    """One ground: what was found, and whether it excuses; then nothing is proposed."""

    label: str
    found: str
    excuses: bool


def grounds_of(penalty: Penalty) -> list[Ground]:
    """Every automatic ground of the penalty's duty as it stands; empty without a duty. Two queries.

    Times by the store's clock.
    """
    duty = penalty.duty
    if duty is None:
        return []
    zone = ZoneInfo(penalty.store.tz)
    found = {
        Cause.ABSENT: _absences(penalty, duty, zone),
        Cause.OUTAGE: _outages(penalty, duty, zone),
        Cause.LATE_IMPORT: _late_import(duty, zone),
        Cause.UNASSIGNED: "" if duty.responsible_id else _("nobody had the work at the cut-off"),
    }
    if duty.kind.startswith("callback."):
        found[Cause.UNREACHABLE] = ""
    return [
        Ground(str(cause.label), words or _("none found"), duty.cause == cause)
        for cause, words in found.items()
    ]


def _absences(penalty: Penalty, duty: Duty, zone: ZoneInfo) -> str:
    first = duty.opened_at.astimezone(zone).date()
    rows = Absence.objects.filter(
        user=penalty.subject_id, first_day__lte=duty.due_day, last_day__gte=first
    ).select_related("substitute")
    return _("; ").join(_one_absence(row) for row in rows.order_by("first_day"))


def _one_absence(row: Absence) -> str:
    days = {"first": f"{row.first_day:%m-%d}", "last": f"{row.last_day:%m-%d}", "who": row.substitute}
    if row.substitute is None:
        return _("away %(first)s to %(last)s, no substitute") % days
    return _("away %(first)s to %(last)s, substitute %(who)s") % days


def _outages(penalty: Penalty, duty: Duty, zone: ZoneInfo) -> str:
    """Those between opening and due moment; one that holds the due moment excuses, the others are to be judged."""
    rows = list(
        Outage.objects.standing()
        .filter(store=penalty.store_id, starts_at__lte=duty.due_at, ends_at__gte=duty.opened_at)
        .order_by("starts_at")[:10]
    )
    return _("; ").join(
        _("down from %(start)s to %(end)s: %(reason)s")
        % {
            "start": _clock(row.starts_at, zone),
            "end": _clock(row.ends_at, zone),
            "reason": row.reason,
        }
        for row in rows
    )


def _late_import(duty: Duty, zone: ZoneInfo) -> str:
    """How long before the due moment the program knew of the work."""
    known = _clock(duty.opened_at, zone)
    if duty.opened_at >= duty.due_at:
        return _("known since %(at)s only, after the due moment") % {"at": known}
    days = (duty.due_at - duty.opened_at).days
    return ngettext(
        "known since %(at)s, %(days)s day before the due moment",
        "known since %(at)s, %(days)s days before the due moment",
        days,
    ) % {"at": known, "days": days}


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"
