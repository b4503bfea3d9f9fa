"""The day sheet 日报 (S61): an agent's day counted from the facts, handed in with a remark and frozen then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Role, Store, User
from apps.callbacks.models import Answer, Attempt, AttemptWords, Callback, DaySheet, DaySheetWords, Inquiry
from apps.callbacks.services.due_moments import store_day
from apps.core.refusal import Refused
from apps.core.worktime import Calendar, end_of_day
from apps.duties.models import Duty
from apps.rulebook.calendars import store_calendar
from apps.rulebook.policy import PolicyBook

ACTION = "callbacks.day_sheets"
SWITCH = "report.day_sheets"
DAYS_BACK = 7
LONGEST_REMARK = 2000
DAY = timedelta(days=1)
LIVE = (Duty.State.OPEN, Duty.State.MISSED)


@dataclass(frozen=True)
class DayFacts:
    """What an agent's day comes to: dials by outcome code, time on the phone, what was heard, what is still open."""

    attempts: int
    reached: int
    seconds: int
    outcomes: dict[str, int]
    promises_open: int
    problems: int
    suggestions: int
    questions: int
    bad_answers: int
    open_calls: int
    overdue_calls: int


@dataclass(frozen=True)
class Span:
    """One day of a store as instants: from its beginning to that of the next."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, calendar: Calendar, day: date) -> "Span":
        return cls(end_of_day(calendar, day - DAY), end_of_day(calendar, day))


def day_facts(store: Store, agent: User, day: date, *, now: datetime) -> DayFacts:
    """Count the day; open and overdue calls and promises are those of `now`. The store's day. S61."""
    span = Span.of(store_calendar(store), day)
    made = {
        "callback__store": store,
        "agent": agent,
        "started_at__gte": span.since,
        "started_at__lt": span.until,
    }
    return DayFacts(**_dials(made), **_heard(made), **_open(store, agent, now=now))


def _dials(made: dict[str, Any]) -> dict[str, Any]:
    rows = Attempt.objects.filter(**made).order_by().values("outcome__code", "outcome__reached")
    found = list(rows.annotate(count=Count("pk"), length=Sum(F("ended_at") - F("started_at"))))
    return {
        "attempts": sum(row["count"] for row in found),
        "reached": sum(row["count"] for row in found if row["outcome__reached"]),
        "seconds": round(sum((row["length"].total_seconds() for row in found), 0.0)),
        "outcomes": {row["outcome__code"]: row["count"] for row in found},
    }


def _heard(made: dict[str, Any]) -> dict[str, int]:
    within = {f"attempt__{name}": value for name, value in made.items()}
    raised = Inquiry.objects.filter(**within).order_by().values_list("kind").annotate(count=Count("pk"))
    kinds = dict(raised)
    return {
        "problems": AttemptWords.objects.filter(**within).exclude(problem="").count(),
        "suggestions": kinds.get(Inquiry.Kind.SUGGESTION, 0),
        "questions": kinds.get(Inquiry.Kind.QUESTION, 0),
        "bad_answers": Answer.objects.filter(**within, is_bad=True).count(),
    }


def _open(store: Store, agent: User, *, now: datetime) -> dict[str, int]:
    late = Q(duty__state__in=LIVE, duty__due_at__lte=now)
    rows = Callback.objects.open().filter(store=store, duty__owner=agent).order_by()
    return rows.aggregate(
        promises_open=Count("pk", filter=Q(state=Callback.State.APPOINTED)),
        open_calls=Count("pk"),
        overdue_calls=Count("pk", filter=late),
    )


def problems_heard(store: Store, agent: User, day: date, *, most: int = 50) -> list[AttemptWords]:
    """The customers' words behind the count of problems."""
    span = Span.of(store_calendar(store), day)
    rows = AttemptWords.objects.filter(
        attempt__callback__store=store,
        attempt__agent=agent,
        attempt__started_at__gte=span.since,
        attempt__started_at__lt=span.until,
    ).exclude(problem="")
    return list(rows.select_related("attempt__callback__duty").order_by("attempt__started_at")[:most])


def hand_in_day_sheet(day: date, *, store: Store, remark: str, now: datetime, by: User) -> DaySheet:
    """Hand in one's own day; its figures stay as they are from then on.

    Raises Refused: a day to come or more than a week ago, a day without calls or with day sheets switched off, a day
    handed in already (stale).
    """
    access.refuse_unless(by, ACTION)
    today = store_day(store, now)
    if not today - DAYS_BACK * DAY <= day <= today:
        message = _("A day is handed in until a week later.")
        raise Refused(message, field="day", code="invalid")
    if len(remark) > LONGEST_REMARK:
        message = _("Please keep it under %(count)s characters.") % {"count": LONGEST_REMARK}
        raise Refused(message, field="remark", code="invalid")
    if not day_sheets_asked(store, on=day):
        raise Refused(_("Day sheets are switched off."), code="state")
    facts = day_facts(store, by, day, now=now)
    if not facts.attempts:
        raise Refused(_("No call was made on this day."), code="state")
    try:
        with transaction.atomic():
            sheet = DaySheet.objects.create(store=store, agent=by, day=day, handed_in_at=now, **vars(facts))
            if remark.strip():
                DaySheetWords.objects.create(sheet=sheet, remark=remark.strip())
    except IntegrityError:
        raise Refused(_("This day has been handed in."), code="stale") from None
    return sheet


@dataclass(frozen=True)
class MissingSheet:
    """A day on which an agent called and that nobody has handed in."""

    agent: User
    day: date
    attempts: int


def missing_sheets(store: Store, *, now: datetime) -> list[MissingSheet]:
    """Days of the last week, today left out, without a sheet of the agent who called: the next morning's list. None
    for days on which day sheets were switched off.

    Four statements whatever the number of calls.
    """
    today = store_day(store, now)
    calendar = store_calendar(store)
    agents = User.objects.holding(Role.AGENT, store=store, on=today).in_bulk()
    handed_in = DaySheet.objects.filter(store=store, agent=OuterRef("agent"), day=OuterRef("day"))
    rows = Attempt.objects.filter(
        callback__store=store,
        agent__in=agents,
        entered_later=False,
        started_at__gte=end_of_day(calendar, today - (DAYS_BACK + 1) * DAY),
        started_at__lt=end_of_day(calendar, today - DAY),
    )
    days = rows.annotate(day=TruncDate("started_at", tzinfo=ZoneInfo(store.tz))).filter(~Exists(handed_in))
    counted = days.order_by().values("agent", "day").annotate(count=Count("pk")).order_by("-day", "agent")
    book = PolicyBook(store, keys=(SWITCH,))
    return [
        MissingSheet(agents[row["agent"]], row["day"], row["count"])
        for row in counted
        if book.value(SWITCH, on=row["day"])
    ]


def day_sheets_asked(store: Store, *, on: date) -> bool:
    """Does the store ask its agents for day sheets? The manager switches it among the kinds of report."""
    return PolicyBook(store, keys=(SWITCH,)).value(SWITCH, on=on)
