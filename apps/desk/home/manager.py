"""The manager's day: what is due by agent, what nobody has, what waits for a decision."""

from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback, Correction, Inquiry
from apps.callbacks.services import load_forecast, missing_sheets
from apps.complaints.models import Complaint
from apps.core.remembering import remembering
from apps.customers.models import Flag
from apps.customers.services import store_day
from apps.desk.home.department import report_tasks
from apps.desk.home.figures import done_today, over, promised, today
from apps.desk.home.moment import Moment
from apps.duties.models import Duty
from apps.penalties.models import Penalty

SHOWN = 6


def manager_home(user: User, moment: Moment) -> dict[str, Any]:
    people = by_agent(Callback.objects.visible_to(user, "callbacks.list").waiting(), moment)
    counts = {name: sum(row[name] for row in people) for name in ("over", "today")}
    with remembering():  # both read the same calendar
        load = load_forecast(moment.store, now=moment.now)
        missing = missing_sheets(moment.store, now=moment.now)
    proposals = Penalty.objects.visible_to(user, "penalties.list").filter(state=Penalty.State.PROPOSED)
    return {
        "title": moment.words,
        "tiles": tiles(counts, people, proposals.count(), done_today(moment), user),
        "people": people,
        "complaints": complaints_by_state(user),
        "open_complaints": worst_complaints(user),
        "reports": reports_due(moment),
        "inquiries": worst_inquiries(user),
        "tasks": report_tasks(user),
        "missing": missing,
        "load": load,
        "reviews": reviews_due(user, moment),
        "corrections": Correction.objects.filter(store=moment.store, state=Correction.State.OPEN).count(),
    }


def by_agent(calls: Any, moment: Moment) -> list[dict[str, Any]]:
    """One row per owner of open calls, nobody's first."""
    rows = (
        calls.order_by()
        .values(owner=F("duty__owner"), name=F("duty__owner__name"))
        .annotate(
            over=Count("pk", filter=over(moment)),
            today=Count("pk", filter=today(moment)),
            promised=Count("pk", filter=promised(moment)),
            total=Count("pk"),
        )
    )
    return sorted(
        rows, key=lambda row: (row["owner"] is not None, -row["over"], -row["today"], row["name"] or "")
    )


def tiles(
    counts: dict[str, Any], people: list[dict[str, Any]], proposals: int, done: int, user: User
) -> list[dict[str, Any]]:
    url = reverse("callbacks:list")
    nobody = next((row["total"] for row in people if row["owner"] is None), 0)
    due = counts["over"] + counts["today"]
    return [
        {
            "name": _("Overdue"),
            "value": counts["over"],
            "url": f"{url}?due=over",
            "sign": "alert",
            "due": "over" if counts["over"] else "",
        },
        {
            "name": _("Due today"),
            "value": counts["today"],
            "url": f"{url}?due=today",
            "sign": "clock",
            "due": "today" if counts["today"] else "",
            "note": _("%(done)s of %(all)s done") % {"done": done, "all": done + due},
        },
        {"name": _("Without agent"), "value": nobody, "url": f"{url}?owner=none", "sign": "user"},
        {
            "name": _("Fines to decide"),
            "value": proposals,
            "url": reverse("penalties:list") + "?state=proposed",
            "sign": "scale",
        },
    ]


def complaints_by_state(user: User) -> list[dict[str, Any]]:
    """Open complaints the person may see, by state in the order of the board."""
    rows = Complaint.objects.visible_to(user).open().order_by().values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    return [
        {"label": label, "count": found[state]} for state, label in Complaint.State.choices if state in found
    ]


def worst_complaints(user: User, **only: Any) -> list[Complaint]:
    """Open complaints nearest to their closing moment, those not issued yet first."""
    rows = Complaint.objects.visible_to(user).open().filter(**only)
    rows = rows.select_related("category", "department", "handler", "close_duty", "report_duty")
    return list(rows.order_by(F("close_duty__due_at").asc(nulls_first=True), "pk")[:SHOWN])


def worst_inquiries(user: User) -> list[Inquiry]:
    """Replies customers wait for, nearest due moment first (S57)."""
    rows = Inquiry.objects.visible_to(user).open().select_related("duty__owner", "callback__customer")
    return list(rows.order_by("duty__due_at", "pk")[:SHOWN])


def reviews_due(user: User, moment: Moment) -> list[Flag]:
    """Flagged customers whose review has come, the longest waiting first."""
    rows = Flag.objects.visible_to(user).to_review(on=store_day(moment.store, now=moment.now))
    rows = rows.filter(customer__undone=False, customer__erased_at__isnull=True).select_related("customer")
    return list(rows.order_by("review_on", "pk")[:SHOWN])


def reports_due(moment: Moment) -> list[Duty]:
    rows = Duty.objects.unsettled().filter(store=moment.store).filter(kind__startswith="report.")
    return list(rows.select_related("owner").order_by("due_at")[:SHOWN])
