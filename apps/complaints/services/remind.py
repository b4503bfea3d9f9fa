"""Reminders about complaints (4.2 timers): each told once, a handful of statements whatever the count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from apps.accounts.models import Post, Role, Store
from apps.complaints.models import Complaint
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services.people import HEADS
from apps.complaints.services.tell import complaint_url, notice_key
from apps.duties.models import Duty
from apps.notices import services as notices
from apps.notices.models import Notice

State = Complaint.State
CARE, DIRECTOR, GM, DEPARTMENT, HANDLER = "care", "director", "gm", "department", "handler"
UNSIGNED_MINUTES = {
    Complaint.Urgency.NORMAL: "complaint.unsigned_minutes",
    Complaint.Urgency.URGENT: "complaint.unsigned_minutes_urgent",
}
ROLES = {Role.CARE_MANAGER: CARE, Role.CUSTOMER_DIRECTOR: DIRECTOR, Role.GENERAL_MANAGER: GM}


@dataclass(frozen=True)
class Reminder:
    kind: str
    title: str
    circle: tuple[str, ...]


UNSIGNED = Reminder(
    "unsigned", gettext_noop("Complaint %(number)s has not been signed for yet."), (DEPARTMENT, CARE)
)
STILL_UNSIGNED = Reminder(
    "still_unsigned",
    gettext_noop("Complaint %(number)s is still not signed for; the department was reminded."),
    (DIRECTOR,),
)
CONTACT = Reminder(
    "contact_due",
    gettext_noop("Complaint %(number)s: the first contact with the customer is due."),
    (DEPARTMENT, HANDLER, CARE),
)
RETURN = Reminder(
    "return_due", gettext_noop("Complaint %(number)s: the department's answer is due."), (DEPARTMENT, HANDLER)
)
CLOSE_SOON = Reminder(
    "close_soon",
    gettext_noop("Complaint %(number)s has to be closed soon."),
    (DEPARTMENT, HANDLER, CARE),
)
OVERDUE = Reminder(
    "overdue",
    gettext_noop("Complaint %(number)s is past its closing term."),
    (DEPARTMENT, HANDLER, CARE, DIRECTOR, GM),
)


def remind(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: tell those concerned about every reminder that has come up; each once in a cycle, nothing at night: what
    came up then is told when the store's business hours begin. Returns notices."""
    rows: list[Notice] = []
    for one in Store.objects.filter(pk__in=_open_rows().values("store")) if store is None else [store]:
        rows += _rows_of(one, now=now)
    notices.tell_all(rows)
    return len(rows)


def _open_rows() -> QuerySet[Complaint]:
    return Complaint.objects.open().exclude(state=State.REGISTERED)


def _rows_of(store: Store, *, now: datetime) -> list[Notice]:
    today = notices.open_day(store, now=now)
    if today is None:
        return []
    clocks, circle = Clocks(store), Circle(store, now=now)
    unsigned = {
        urgency: timedelta(minutes=clocks.book.value(key, on=today))
        for urgency, key in UNSIGNED_MINUTES.items()
    }
    warning = timedelta(hours=clocks.book.value("complaint.warn_hours", on=today))
    found = _open_rows().filter(store=store).select_related("contact_duty", "return_duty", "close_duty")
    return [
        _notice(complaint, reminder, user_id, now=now)
        for complaint in found
        for reminder in due_reminders(
            complaint, now=now, unsigned=unsigned[complaint.urgency], warning=warning
        )
        for user_id in circle.of(complaint, reminder)
    ]


def due_reminders(
    complaint: Complaint, *, now: datetime, unsigned: timedelta, warning: timedelta
) -> Iterator[Reminder]:
    """Which reminders have come up for one complaint."""
    if complaint.state == State.ISSUED:
        if now >= complaint.issued_at + unsigned:
            yield UNSIGNED
        if now >= complaint.issued_at + 2 * unsigned:
            yield STILL_UNSIGNED
    if _is_due(complaint.contact_duty, now=now):
        yield CONTACT
    if _is_due(complaint.return_duty, now=now):
        yield RETURN
    if _is_due(complaint.close_duty, now=now):
        yield OVERDUE
    elif _is_due(complaint.close_duty, now=now + warning):
        yield CLOSE_SOON


def _is_due(duty: Duty | None, *, now: datetime) -> bool:
    if duty is None or duty.settled_at is not None or duty.state not in (Duty.State.OPEN, Duty.State.MISSED):
        return False
    return now >= duty.due_at


def _notice(complaint: Complaint, reminder: Reminder, user_id: int, *, now: datetime) -> Notice:
    return Notice(
        user_id=user_id,
        store_id=complaint.store_id,
        key=notice_key(complaint, reminder.kind),
        kind=f"complaint.{reminder.kind}",
        title=reminder.title,
        params={"number": complaint.number},
        url=complaint_url(complaint),
        at=now,
    )


class Circle:
    """Who hears of it, by post in force: read once for a store."""

    def __init__(self, store: Store, *, now: datetime) -> None:
        today = Clocks(store).day(now)
        posts = Post.objects.in_force(today).filter(store=store, user__is_active=True)
        self.posts = list(posts.values_list("role", "department_id", "user_id"))

    def of(self, complaint: Complaint, reminder: Reminder) -> set[int]:
        found: set[int] = set()
        for role, department_id, user_id in self.posts:
            if ROLES.get(role) in reminder.circle:
                found.add(user_id)
            if DEPARTMENT in reminder.circle and role in HEADS and department_id == complaint.department_id:
                found.add(user_id)
        if HANDLER in reminder.circle and complaint.handler_id is not None:
            found.add(complaint.handler_id)
        return found
