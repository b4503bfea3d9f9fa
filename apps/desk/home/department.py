"""A department's day: its complaints, the nearest clock first."""

from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.desk.home.agent import my_inquiries
from apps.desk.home.by_right import waiting_by_right
from apps.desk.home.moment import Moment
from apps.duties.models import Duty
from apps.reports.models import Task
from apps.reports.services import open_tasks

SHOWN = 60
SHOWN_TASKS = 8
State = Complaint.State
OURS = (State.ISSUED, State.SIGNED, State.HANDLING)


def department_home(user: User, moment: Moment) -> dict[str, Any]:
    rows = Complaint.objects.visible_to(user).open()
    ours = rows.filter(state__in=OURS)
    found = list(
        ours.select_related("category", "handler", "contact_duty", "return_duty", "close_duty").order_by(
            F("return_duty__due_at").asc(nulls_last=True), "pk"
        )[:SHOWN]
    )
    return {
        "title": moment.words,
        "tiles": tiles(count(rows, moment)),
        "also": waiting_by_right(user, moment),
        "rows": [{"complaint": one, "duty": next_duty(one)} for one in found],
        "inquiries": my_inquiries(user),
        "tasks": report_tasks(user),
        "waiting": list(rows.exclude(state__in=OURS).select_related("category")[:SHOWN]),
    }


def report_tasks(user: User) -> list[Task]:
    """What reports ask the person's department, or the person, to put right (S19)."""
    return list(open_tasks(user)[:SHOWN_TASKS])


def next_duty(complaint: Complaint) -> Duty | None:
    """The clock that runs now: first contact, then the answer, then the closing."""
    for duty in (complaint.contact_duty, complaint.return_duty, complaint.close_duty):
        if (
            duty is not None
            and duty.settled_at is None
            and duty.state in (Duty.State.OPEN, Duty.State.MISSED)
        ):
            return duty
    return None


def count(rows: Any, moment: Moment) -> dict[str, int]:
    late = Q(close_duty__settled_at__isnull=True, close_duty__due_at__lte=moment.now)
    return rows.order_by().aggregate(
        sign=Count("pk", filter=Q(state=State.ISSUED)),
        handling=Count("pk", filter=Q(state__in=(State.SIGNED, State.HANDLING))),
        verifying=Count("pk", filter=Q(state__in=(State.RETURNED, State.VERIFYING))),
        late=Count("pk", filter=late),
    )


def tiles(counts: dict[str, int]) -> list[dict[str, Any]]:
    board = reverse("complaints:board")
    return [
        {"name": _("To sign for"), "value": counts["sign"], "url": board, "sign": "edit"},
        {"name": _("To be answered"), "value": counts["handling"], "url": board, "sign": "complaint"},
        {"name": _("Being verified"), "value": counts["verifying"], "url": board, "sign": "phone"},
        {
            "name": _("Past their closing day"),
            "value": counts["late"],
            "url": board,
            "sign": "alert",
            "due": "over" if counts["late"] else "",
        },
    ]
