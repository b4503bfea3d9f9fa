"""The inventory 盘点表 by day and month, and the list of what was open at the end of a day (S69)."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires, store_of
from apps.complaints.models import Complaint
from apps.complaints.rules.inventory import open_at, take_inventory
from apps.core.worktime import end_of_day, local_day
from apps.core.worktime.periods import Period
from apps.rulebook.calendars import store_calendar

PAGE = 50


@requires("complaints.inventory")
def inventory(request: HttpRequest) -> HttpResponse:
    """`?month=YYYY-MM` the days of a month; `?day=YYYY-MM-DD` what was open at the end of that day."""
    calendar = store_calendar(store_of(request.user))
    today = local_day(calendar, request.now)
    visible = Complaint.objects.visible_to(request.user, "complaints.inventory")
    day = given_day(request.GET.get("day", ""), until=today)
    month = Period.containing(
        "month", day or given_day(request.GET.get("month", "") + "-01", until=today) or today
    )
    taken = take_inventory(visible, first=month.start, last=min(month.end, today), calendar=calendar)
    context = {
        "nav": "complaints",
        "now": request.now,
        "month": month,
        "taken": taken,
        "next_month": month.next.start if month.next.start <= today else None,
        "previous_month": month.previous.start,
        "day": day,
    }
    if day is not None:
        rows = open_at(visible, end_of_day(calendar, day)).select_related(
            "customer", "department", "words", "category"
        )
        context["page"] = Paginator(rows.order_by("recorded_at", "pk"), PAGE).get_page(
            request.GET.get("page")
        )
        context["line"] = next(line for line in taken.lines if line.day == day)
    return render(request, "complaints/inventory.html", context)


def given_day(text: str, *, until: date) -> date | None:
    """A day of this century up to today, or none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if until - timedelta(days=36500) < day <= until else None
