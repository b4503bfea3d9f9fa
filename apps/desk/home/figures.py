"""Counts of open calls for tiles and tables: one aggregate each, over open work only."""

from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.callbacks.models import Callback
from apps.core.wording import moment_words
from apps.desk.home.moment import Moment
from apps.desk.home.queue import SOON
from apps.duties.models import Duty

LIVE = Q(duty__state__in=[Duty.State.OPEN, Duty.State.MISSED])


def over(moment: Moment) -> Q:
    return LIVE & Q(duty__due_at__lte=moment.now)


def today(moment: Moment) -> Q:
    return LIVE & Q(duty__due_at__gt=moment.now, duty__due_day__lte=moment.today)


def promised(moment: Moment) -> Q:
    return Q(state=Callback.State.APPOINTED, appointment_at__lte=moment.now + SOON)


def count_calls(rows: Any, moment: Moment) -> dict[str, Any]:
    """Overdue, due today, promised now, all, customers, the next promise and the oldest due day."""
    appointed = Q(state=Callback.State.APPOINTED, appointment_at__gt=moment.now + SOON)
    return rows.order_by().aggregate(
        over=Count("pk", filter=over(moment)),
        today=Count("pk", filter=today(moment)),
        promised=Count("pk", filter=promised(moment)),
        total=Count("pk"),
        customers=Count("customer", distinct=True),
        next_promise=Min("appointment_at", filter=appointed),
        oldest=Min("duty__due_day", filter=over(moment)),
    )


def done_today(moment: Moment, **owner: Any) -> int:
    """Calls whose work ended today."""
    rows = Callback.objects.filter(store=moment.store, duty__settled_at__gte=moment.began, **owner)
    return rows.exclude(state=Callback.State.CANCELLED).count()


def call_tiles(counts: dict[str, Any], done: int, moment: Moment) -> list[dict[str, Any]]:
    """The four tiles of the calls, each a link to its rows."""
    url = reverse("callbacks:list")
    due = counts["over"] + counts["today"]
    oldest = (moment.today - counts["oldest"]).days if counts["oldest"] else 0
    promise = counts["next_promise"]
    return [
        {
            "name": _("Overdue"),
            "value": counts["over"],
            "url": f"{url}?due=over",
            "sign": "alert",
            "due": "over" if counts["over"] else "",
            "note": _("the oldest %(days)s days") % {"days": oldest} if counts["over"] else "",
        },
        {
            "name": _("Due today"),
            "value": counts["today"],
            "url": f"{url}?due=today",
            "sign": "clock",
            "due": "today" if counts["today"] else "",
            "note": "",
        },
        {
            "name": _("Promised now"),
            "value": counts["promised"],
            "url": f"{url}?state=appointed&due=promised",
            "sign": "cal",
            "note": _("next: %(at)s") % {"at": moment_words(promise, now=moment.now)} if promise else "",
        },
        {
            "name": _("Done today"),
            "value": done,
            "of": done + due,
            "url": f"{url}?state=done_today",
            "sign": "check",
            "due": "done",
            "done": done,
            "total": done + due,
        },
    ]
