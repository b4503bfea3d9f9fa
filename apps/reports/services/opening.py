"""Each running period of a store owes the reports of the kinds switched on: duty and issue are opened by a sweep."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from apps.accounts.models import Department, Role, Store, User
from apps.callbacks.services import least_loaded_agent
from apps.core.worktime import Period, Unanswerable
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Plan, open_duty
from apps.reports.figures.kinds import DUTY_KINDS, KINDS, ReportKind
from apps.reports.models import Issue
from apps.reports.services.planning import Almanac
from apps.reports.services.story import note_move

# Departments that own complaints and so get reports of their own.
OWNING = (Department.Kind.SALES, Department.Kind.AFTERSALES)
Opened = dict[tuple[str, int | None], date]


def open_report_duties(*, now: datetime, store: Store | None = None) -> int:
    """Open duty and scheduled issue of every running period that lacks them; returns how many were opened.

    A period is opened on its first day, so its report is in sight while it runs; periods the house slept through
    are opened too and blame nobody when their due moment has passed. A kind counts for the periods on whose last day
    (of the running one: today) it is switched on. A new store or kind begins with the running period.
    """
    stores = [store] if store is not None else list(Store.objects.order_by("pk"))
    if not stores:
        return 0
    almanac = Almanac()
    opened = sum(_open_store(one, almanac=almanac, now=now) for one in stores)
    _give_to_somebody(stores, almanac=almanac, now=now)
    return opened


def _open_store(store: Store, *, almanac: Almanac, now: datetime) -> int:
    today, newest = almanac.today(store, now), _newest(store)
    opened = 0
    for kind in KINDS:
        for department in _departments(store, kind):
            start = newest.get((kind.code.value, department and department.pk))
            for period in _missing(kind, start, today=today):
                if kind in almanac.kinds(store, on=min(period.end, today)):
                    opened += _open(store, kind, department, period, almanac=almanac, now=now)
    return opened


def _departments(store: Store, kind: ReportKind) -> list[Department | None]:
    return list(store.departments.filter(kind__in=OWNING).order_by("pk")) if kind.by_department else [None]


def _newest(store: Store) -> Opened:
    rows = Issue.objects.filter(store=store).values("kind", "department").annotate(start=Max("start"))
    return {(row["kind"], row["department"]): row["start"] for row in rows}


def _missing(kind: ReportKind, newest: date | None, *, today: date) -> Iterator[Period]:
    period = (
        Period.containing(kind.span, today) if newest is None else Period.starting(kind.span, newest).next
    )
    while period.start <= today:
        yield period
        period = period.next


def _open(
    store: Store,
    kind: ReportKind,
    department: Department | None,
    period: Period,
    *,
    almanac: Almanac,
    now: datetime,
) -> int:
    """Duty and issue of one period, once. A period whose due moment cannot be worked out waits for its calendar."""
    try:
        plan = almanac.plan(store, kind, period)
    except Unanswerable:
        return 0
    if plan is None:
        return 0
    with transaction.atomic():
        issue_id = _next_id()
        duty = open_duty(
            kind.duty_kind,
            key=_key(store, kind, department, period),
            store=store,
            plan=plan,
            title=f"{period.key} {department.name}" if department else period.key,
            url_name="reports:detail",
            object_id=issue_id,
            now=now,
            owner=preparer(store, kind.code, on=almanac.today(store, now)),
        )
        columns = {"id": issue_id, "end": period.end, "duty": duty}
        issue, created = Issue.objects.get_or_create(
            store=store,
            kind=kind.code,
            start=period.start,
            department=department,
            number=1,
            defaults=columns,
        )
        if created:
            note_move(issue, "schedule", old="", new=issue.state, now=now, by=None)
            _excuse_outage(duty, plan, now=now)
    return int(created)


def _key(store: Store, kind: ReportKind, department: Department | None, period: Period) -> str:
    key = f"report:{kind.code.value}:{store.pk}:{period.start.isoformat()}"
    return f"{key}:{department.pk}" if department else key


def _excuse_outage(duty: Duty, plan: Plan, *, now: datetime) -> None:
    """The house was not running while the report was due: still to be done, nobody answers for it."""
    if not plan.answer.kept(now):
        duties.excuse(duty, cause=Duty.Cause.OUTAGE, now=now, by=None)


def _next_id() -> int:
    """The id is needed before the row: the duty names the report it leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('reports_issue', 'id'))")
        return cursor.fetchone()[0]


def preparer(store: Store, kind: str, *, on: date) -> User | None:
    """Who prepares (编制): whoever owed the last report of this kind and is still there, else the agent with the
    fewest open calls; None when nobody is there."""
    last = Issue.objects.filter(store=store, kind=kind, number=1).order_by("-start")
    owner_id = last.values_list("duty__owner", flat=True).first()
    agents = User.objects.holding(Role.AGENT, store=store, on=on)
    there = User.objects.present(on).filter(pk=owner_id, pk__in=agents.values("pk")).first()
    return there or least_loaded_agent(store, on=on)


def _give_to_somebody(stores: list[Store], *, almanac: Almanac, now: datetime) -> None:
    """Reports still owed without an owner go to an agent as soon as there is one."""
    rows = Duty.objects.unsettled().filter(store__in=stores, kind__in=DUTY_KINDS, owner__isnull=True)
    for duty in rows.select_related("store"):
        to = preparer(duty.store, duty.kind.partition(".")[2], on=almanac.today(duty.store, now))
        if to is not None:
            duties.reassign(duty, to=to, now=now, by=None, code="dealt")
