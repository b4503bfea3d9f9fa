"""The agent's day: tiles, queue, own fines, members to enter."""

from typing import Any

from apps.accounts.models import User
from apps.callbacks.models import Inquiry
from apps.callbacks.services import missing_sheets
from apps.customers.models import MemberDay
from apps.desk.home.cells import rows_of
from apps.desk.home.figures import call_tiles, count_calls, done_today
from apps.desk.home.moment import Moment
from apps.desk.home.queue import filters_of, open_calls, queue_of
from apps.duties.models import Duty
from apps.penalties.models import Penalty

SHOWN = 5


def agent_home(user: User, moment: Moment) -> dict[str, Any]:
    counts = count_calls(open_calls(user), moment)
    done = done_today(moment, duty__owner=user)
    groups = queue_of(user, now=moment.now, only=moment.show)
    first = groups[0].lines[0] if groups else None
    return {
        "title": moment.words,
        "counts": counts,
        "tiles": call_tiles(counts, done, moment),
        "groups": groups,
        "rows": rows_of(groups, now=moment.now),
        "filters": filters_of(moment.show),
        "shown": sum(len(group.lines) for group in groups),
        "first": first,
        "penalties": my_penalties(user, moment),
        "member_days": member_days(moment),
        "reports": my_reports(user, moment),
        "inquiries": my_inquiries(user),
        "missing": [one for one in missing_sheets(moment.store, now=moment.now) if one.agent == user],
    }


def my_penalties(user: User, moment: Moment) -> list[Penalty]:
    """What this month's register says about the person; what was not upheld is left out."""
    rows = Penalty.objects.filter(subject=user, month=moment.today.replace(day=1))
    return list(rows.exclude(state=Penalty.State.REJECTED).order_by("-proposed_at")[:SHOWN])


def member_days(moment: Moment) -> list[MemberDay]:
    """Days whose members are still to be entered (R24)."""
    rows = MemberDay.objects.filter(store=moment.store, duty__settled_at__isnull=True)
    rows = rows.filter(duty__state__in=Duty.OWED)
    return list(rows.select_related("duty").order_by("duty__due_at")[:SHOWN])


def my_reports(user: User, moment: Moment) -> list[Duty]:
    """Reports the person owes."""
    rows = Duty.objects.unsettled().filter(owner=user, kind__startswith="report.")
    return list(rows.order_by("due_at")[:SHOWN])


def my_inquiries(user: User) -> list[Inquiry]:
    """Customers who wait for this person's reply (S57)."""
    rows = Inquiry.objects.open().filter(duty__owner=user).select_related("duty", "callback__customer")
    return list(rows.order_by("duty__due_at")[:SHOWN])
