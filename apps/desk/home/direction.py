"""The director's and the general manager's day: majors, reports, fines and the month."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.complaints.models import Complaint
from apps.desk.home.department import report_tasks
from apps.desk.home.figures import count_calls
from apps.desk.home.manager import complaints_by_state, reports_due, worst_complaints
from apps.desk.home.moment import Moment
from apps.duties.models import Duty
from apps.penalties.models import PayrollMonth, Penalty
from apps.reports.models import Issue

SHOWN = 6


def direction_home(user: User, moment: Moment) -> dict[str, Any]:
    counts = count_calls(Callback.objects.open().visible_to(user, "callbacks.list"), moment)
    open_rows = Complaint.objects.visible_to(user).open()
    late = open_rows.filter(close_duty__state=Duty.State.MISSED).count()
    fines = Penalty.objects.visible_to(user, "penalties.list")
    majors = worst_complaints(user, level=Complaint.Level.MAJOR)
    return {
        "title": moment.words,
        "tiles": tiles(counts, majors=len(majors), late=late, fines=fines),
        "majors": majors,
        "complaints": complaints_by_state(user),
        "open_complaints": worst_complaints(user),
        "issues": newest_issues(user),
        "reports": reports_due(moment),
        "tasks": report_tasks(user),
        "months": list(PayrollMonth.objects.filter(store=moment.store).order_by("-month")[:3]),
    }


def tiles(counts: dict[str, Any], *, majors: int, late: int, fines: Any) -> list[dict[str, Any]]:
    board = reverse("complaints:board")
    proposed = fines.filter(state=Penalty.State.PROPOSED).count()
    return [
        {"name": _("Major complaints"), "value": majors, "url": f"{board}?level=major", "sign": "star"},
        {
            "name": _("Complaints past their closing day"),
            "value": late,
            "url": board,
            "sign": "alert",
            "due": "over" if late else "",
        },
        {
            "name": _("Calls overdue"),
            "value": counts["over"],
            "url": reverse("callbacks:list") + "?due=over",
            "sign": "phone",
            "due": "over" if counts["over"] else "",
        },
        {
            "name": _("Fines to decide"),
            "value": proposed,
            "url": reverse("penalties:list") + "?state=proposed",
            "sign": "scale",
        },
    ]


def newest_issues(user: User) -> list[Issue]:
    """The last reports, newest period first."""
    rows = Issue.objects.visible_to(user).newest().select_related("duty", "submitted_by")
    return list(rows.order_by("-end", "kind")[:SHOWN])
