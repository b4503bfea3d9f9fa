"""A problem of a report becomes a task for a department, with an owner, a day and a duty (S19, 4.4)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import Department, Post, Role, User
from apps.core.refusal import Refused
from apps.core.worktime import Trail, check_day
from apps.duties import services as duties
from apps.duties.services import Plan
from apps.notices.services import tell
from apps.reports.models import Issue, Task, TaskWords
from apps.reports.services.notes import day_of
from apps.reports.services.story import needed, note_move, refuse_other_store
from apps.rulebook.calendars import plan_stamp, store_calendar

DUTY_KIND = "improvement.answer"
RAISED = gettext_noop("A report asks your department to put something right: %(number)s")
ANSWERED = gettext_noop("A department has answered its task: %(number)s")
WITHDRAWN = gettext_noop("A task from a report was taken back: %(number)s")
RAISE, SEE = "reports.task", "reports.tasks"


@transaction.atomic
def raise_task(
    issue: Issue,
    *,
    department: Department,
    problem: str,
    due_day: date,
    now: datetime,
    by: User,
    owner: User | None = None,
) -> Task:
    """Give a problem of a report to a department: its head, or `owner` of that department, answers until `due_day`.

    The day is named by a person, so calendar and rules do not move it. Raises Refused: forbidden without the right,
    invalid at the field, state while the report has no numbers yet.
    """
    refuse_other_store(by, issue, RAISE)
    problem = needed(problem, field="problem", message=_("Say what has to be put right."))
    if issue.built_at is None:
        raise Refused(_("This report has no numbers yet."), code="state")
    _refuse_unfit(issue, department, due_day, now=now)
    owner = _owner(department, owner, on=day_of(issue.store, now))
    pk = _next_id()
    duty = duties.open_duty(
        DUTY_KIND,
        key=f"report_task:{pk}",
        store=issue.store,
        plan=_plan(issue, due_day),
        title=f"{issue.period.key} · {department.name}",
        url_name="reports:task",
        object_id=pk,
        now=now,
        owner=owner,
        department=department,
        by=by,
    )
    task = Task.objects.create(
        id=pk, store=issue.store, issue=issue, department=department, duty=duty, raised_at=now, raised_by=by
    )
    TaskWords.objects.create(task=task, problem=problem)
    note_move(issue, "task", old=issue.state, new=issue.state, now=now, by=by)
    _tell(task, [owner.pk], "raised", RAISED, now=now, by=by)
    return task


def people_of(departments: Iterable[Department], *, on: date) -> QuerySet[User]:
    """Who may answer for one of these departments: whoever has a post there that day."""
    posts = Post.objects.in_force(on).filter(department__in=list(departments))
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("pk")


@transaction.atomic
def answer_task(task: Task, *, answer: str, now: datetime, by: User) -> str:
    """The department says what it did. Returns the duty's state: kept, or missed when late.

    By the owner or the head of the department. Raises Refused: forbidden, invalid without an answer, stale when it has
    been answered or taken back.
    """
    if not may_answer(task, by=by, now=now):
        raise Refused(_("The department itself answers this task."), code="forbidden")
    answer = needed(answer, field="answer", message=_("Say what was done."))
    rows = Task.objects.open().filter(pk=task.pk)
    if rows.update(answered_at=now, answered_by=by) != 1:
        raise Refused(_("This has been answered already."), code="stale")
    TaskWords.objects.filter(task=task).update(answer=answer)
    state = duties.settle(task.duty, at=now, by=by, code="answered")
    _tell(task, [task.raised_by_id], "answered", ANSWERED, now=now, by=by)
    task.refresh_from_db()
    return state


@transaction.atomic
def withdraw_task(task: Task, *, reason: str, now: datetime, by: User) -> None:
    """It was no problem after all, or stands twice: the task ends with its duty. Raises Refused as `raise_task`."""
    refuse_other_store(by, task.issue, RAISE)
    reason = needed(reason, field="reason", message=_("Please give a reason."))
    duties.cancel(task.duty, now=now, by=by, code="withdrawn", reason=reason)
    _tell(task, [task.duty.owner_id], "withdrawn", WITHDRAWN, now=now, by=by)


def may_answer(task: Task, *, by: User, now: datetime) -> bool:
    """The owner, or a head of the department."""
    if by.pk == task.duty.owner_id:
        return True
    on = day_of(task.store, now)
    heads = User.objects.holding(Role.DEPARTMENT_HEAD, store=task.store, on=on, department=task.department)
    return heads.filter(pk=by.pk).exists()


def open_tasks(user: User) -> QuerySet[Task]:
    """What still waits for an answer, in the person's scope, the nearest day first."""
    rows = Task.objects.visible_to(user, SEE).open().select_related("duty__owner", "department", "words")
    return rows.order_by("duty__due_at", "pk")


def _refuse_unfit(issue: Issue, department: Department, due_day: date, *, now: datetime) -> None:
    if department.store_id != issue.store_id:
        raise Refused(_("This department does not belong to the store."), field="department", code="invalid")
    if check_day(due_day) < day_of(issue.store, now):
        raise Refused(_("The day has passed already."), field="due_day", code="invalid")


def _owner(department: Department, owner: User | None, *, on: date) -> User:
    """Whoever is named and belongs to the department, else its head. Raises Refused where there is nobody."""
    if owner is not None:
        if not people_of([department], on=on).filter(pk=owner.pk).exists():
            raise Refused(
                _("%(name)s does not belong to this department.") % {"name": owner},
                field="owner",
                code="invalid",
            )
        return owner
    heads = User.objects.holding(Role.DEPARTMENT_HEAD, store=department.store, on=on, department=department)
    head = heads.first()
    if head is None:
        raise Refused(_("This department has no head: name who answers."), field="owner", code="invalid")
    return head


def _plan(issue: Issue, due_day: date) -> Plan:
    calendar = store_calendar(issue.store)
    trail = Trail(calendar)
    trail.add("day_named", day=due_day)
    return Plan(trail.day_answer(due_day), {}, plan_stamp(issue.store))


def _next_id() -> int:
    """The id is needed before the row: the duty names the task it leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('reports_task', 'id'))")
        return cursor.fetchone()[0]


def _tell(task: Task, people: list[int | None], what: str, title: str, *, now: datetime, by: User) -> None:
    tell(
        [pk for pk in people if pk is not None and pk != by.pk],
        kind="reports.task",
        key=f"report_task:{task.pk}:{what}",
        title=title,
        params={"number": task.duty.title},
        url=reverse("reports:task", args=[task.pk]),
        at=now,
        store=task.store,
    )
