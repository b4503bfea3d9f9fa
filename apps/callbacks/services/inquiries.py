"""Questions and suggestions of customers (S57, S66, R44): each is owed a reply the same day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Department, Store, User
from apps.callbacks.models import Attempt, Callback, Inquiry, InquiryWords
from apps.callbacks.services.due_moments import store_day
from apps.core import worktime
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.worktime import Calendar
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Move, Plan
from apps.notices.services import tell
from apps.rulebook.calendars import plan_stamp, store_calendar
from apps.rulebook.policy import PolicyBook

DUTY_KIND, RULE = "question.answer", "question.same_day"
ACTION, MANAGE = "callbacks.inquiries", "callbacks.reassign"
LONGEST_REPLY, LONGEST_WHY = 4000, 500
CONCERNS = {
    Callback.Kind.DELIVERY: Department.Kind.SALES,
    Callback.Kind.REPAIR: Department.Kind.AFTERSALES,
}


@dataclass(frozen=True)
class Clock:
    """Calendar, rule and plan stamp of one store, read once."""

    calendar: Calendar
    book: PolicyBook
    stamp: int

    @classmethod
    def of(cls, store: Store) -> "Clock":
        return cls(store_calendar(store), PolicyBook(store, keys=(RULE,)), plan_stamp(store))

    def plan(self, asked: date) -> Plan:
        """Until 24:00 of the day it was asked, or so many days later as the rule of that day says (R44)."""
        found = self.book.in_force(RULE, on=asked)
        answer = worktime.question_due(self.calendar, asked, days=found.value, since=found.since)
        return Plan(answer, {RULE: [found.value, found.row_id]}, self.stamp)


def raise_inquiries(attempt: Attempt, *, question: str, suggestion: str, now: datetime) -> list[Inquiry]:
    """Open an item for what the customer asked and suggested, owed by the caller. Nothing said opens nothing.

    The day counts on which the house wrote it down: a call of another day entered afterwards blames nobody.
    """
    said = {Inquiry.Kind.QUESTION: question, Inquiry.Kind.SUGGESTION: suggestion}
    kinds = [kind for kind, text in said.items() if text.strip()]
    if not kinds or not attempt.reached:
        return []
    plan = Clock.of(attempt.callback.store).plan(store_day(attempt.callback.store, now))
    return [_open(attempt, kind, plan, now=now) for kind in kinds]


def _open(attempt: Attempt, kind: str, plan: Plan, *, now: datetime) -> Inquiry:
    callback, pk = attempt.callback, _next_id()
    duty = duties.open_duty(
        DUTY_KIND,
        key=f"inquiry:{kind}:{attempt.pk}",
        store=callback.store,
        plan=plan,
        title=callback.duty.title,
        url_name="callbacks:inquiry",
        object_id=pk,
        now=now,
        owner=attempt.agent,
        by=attempt.agent,
    )
    return Inquiry.objects.create(
        id=pk,
        store=callback.store,
        kind=kind,
        callback=callback,
        attempt=attempt,
        duty=duty,
        department_kind=CONCERNS.get(callback.kind, ""),
        raised_at=attempt.ended_at,
    )


def _next_id() -> int:
    """The id is needed before the row: the duty names the page it leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('callbacks_inquiry', 'id'))")
        return cursor.fetchone()[0]


def answer_inquiry(
    inquiry: Inquiry,
    *,
    reply: str,
    channel: str,
    now: datetime,
    by: User,
    adopted: bool | None = None,
    why: str = "",
    department_kind: str = "",
) -> str:
    """The customer has been told (a reply, not a solution, R44). Returns the duty's state: kept, or missed when late.

    A suggestion also says whether it is adopted, and why not. Raises Refused: forbidden for whoever neither owns it nor
    manages, invalid with the field, stale when it was answered meanwhile.
    """
    _refuse_stranger(inquiry, by=by)
    _refuse_unfit(inquiry, reply=reply, channel=channel, adopted=adopted, why=why)
    with transaction.atomic():
        rows = Inquiry.objects.filter(pk=inquiry.pk, answered_at__isnull=True)
        columns = {"answered_at": now, "answered_by": by, "channel": channel, "adopted": adopted}
        if department_kind in Department.Kind.values:
            columns["department_kind"] = department_kind
        if rows.update(**columns) != 1:
            raise Refused(_("This has been answered already."), code="stale")
        InquiryWords.objects.create(inquiry=inquiry, reply=reply.strip(), why=why.strip())
        state = duties.settle(inquiry.duty, at=now, by=by, code="answered")
    reread(inquiry)
    return state


def hand_over_inquiry(inquiry: Inquiry, *, to: User, reason: str, now: datetime, by: User) -> None:
    """Somebody else is to answer. After the cut-off the old owner still answers for the miss.

    Raises Refused without a reason and for somebody who is absent or has no post in the store.
    """
    _refuse_stranger(inquiry, by=by)
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    today = store_day(inquiry.store, now)
    held = to.posts.in_force(today).filter(store=inquiry.store).exists()
    if not held or not User.objects.present(today).filter(pk=to.pk).exists():
        message = _("%(name)s is not here today.") % {"name": to}
        raise Refused(message, field="to", code="invalid")
    if to.pk == inquiry.duty.owner_id:
        return
    with transaction.atomic():
        duties.reassign(inquiry.duty, to=to, now=now, by=by, reason=reason.strip()[:500])
        tell(
            [to],
            kind="callbacks.inquiry",
            key=f"inquiry:{inquiry.pk}:{now.isoformat()}",
            title=gettext_noop("A customer waits for your reply: %(number)s"),
            params={"number": inquiry.duty.title},
            url=reverse("callbacks:inquiry", args=[inquiry.pk]),
            at=now,
            store=inquiry.store,
        )


def dismiss_inquiry(inquiry: Inquiry, *, reason: str, now: datetime, by: User) -> None:
    """It was no question after all, or stands twice: the manager takes it away with its duty."""
    access.refuse_unless(by, "callbacks.cancel")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    missed_own = inquiry.duty.state == Duty.State.MISSED and inquiry.duty.responsible_id == by.pk
    if missed_own:
        raise Refused(_("Nobody takes away what they have missed themselves."), code="forbidden")
    duties.cancel(inquiry.duty, now=now, by=by, code="dismissed", reason=reason.strip()[:500])


def _refuse_stranger(inquiry: Inquiry, *, by: User) -> None:
    """The owner, or a manager of the store."""
    if inquiry.duty.owner_id == by.pk and access.may(by, ACTION):
        return
    access.refuse_unless(by, MANAGE)
    if not Inquiry.objects.visible_to(by).filter(pk=inquiry.pk).exists():
        raise Refused(_("This is not yours to answer."), code="forbidden")


def _refuse_unfit(inquiry: Inquiry, *, reply: str, channel: str, adopted: bool | None, why: str) -> None:
    if not reply.strip():
        message = _("Please write what the customer was told.")
        raise Refused(message, field="reply", code="invalid")
    for field, text, longest in (("reply", reply, LONGEST_REPLY), ("why", why, LONGEST_WHY)):
        if len(text) > longest:
            message = _("Please keep it under %(count)s characters.") % {"count": longest}
            raise Refused(message, field=field, code="invalid")
    if channel not in Inquiry.Channel.values:
        message = _("Please choose how the customer was told.")
        raise Refused(message, field="channel", code="invalid")
    if inquiry.kind == Inquiry.Kind.SUGGESTION and adopted is None:
        message = _("Please say whether the suggestion is adopted.")
        raise Refused(message, field="adopted", code="invalid")
    if adopted is False and not why.strip():
        raise Refused(_("Please say why it is not adopted."), field="why", code="invalid")


@dataclass(frozen=True)
class Opinions:
    """Suggestions about one kind of department ("" = none named): how many were heard, taken up and turned down."""

    department_kind: str
    heard: int
    taken_up: int
    turned_down: int

    @property
    def label(self) -> str:
        return str(dict(Department.Kind.choices).get(self.department_kind, "–"))


def count_opinions(store: Store, *, since: datetime, until: datetime) -> list[Opinions]:
    """Suggestions raised from `since` up to `until`, by the department they concern, most first (S66)."""
    rows = Inquiry.objects.filter(
        store=store, kind=Inquiry.Kind.SUGGESTION, raised_at__gte=since, raised_at__lt=until
    ).exclude(duty__state=Duty.State.CANCELLED)
    counted = rows.order_by().values("department_kind")
    found = counted.annotate(
        heard=Count("pk"),
        taken_up=Count("pk", filter=Q(adopted=True)),
        turned_down=Count("pk", filter=Q(adopted=False)),
    )
    return [Opinions(**row) for row in found.order_by("-heard", "department_kind")]


def replan_inquiries(*, now: datetime, write: bool, store: Store | None) -> list[Move]:
    """Calendar or rule changed: open replies follow."""
    waiting = Duty.objects.filter(kind=DUTY_KIND, state=Duty.State.OPEN, settled_at__isnull=True)
    stores = Store.objects.filter(pk__in=waiting.values("store")).order_by("pk") if store is None else [store]
    return [move for each in stores for move in _replan_store(each, now=now, write=write)]


def _replan_store(store: Store, *, now: datetime, write: bool) -> list[Move]:
    clock = Clock.of(store)
    plans_of = partial(_plans_of, store=store, clock=clock)
    return duties.replan_open(
        [DUTY_KIND], store=store, stamp=clock.stamp, plans_of=plans_of, now=now, write=write
    )


def _plans_of(rows: list[Duty], *, store: Store, clock: Clock) -> dict[int, Plan]:
    found: dict[int, Plan] = {}
    for duty in rows:
        try:
            found[duty.pk] = clock.plan(store_day(store, duty.opened_at))
        except worktime.Unanswerable:
            continue
    return found
