"""A problem of a report becomes a department's task with owner, day and duty (S19)."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from apps.accounts.models import Role, User
from apps.core.refusal import Refused
from apps.core.worktime import Period
from apps.duties.services import mark_missed
from apps.notices.models import Notice
from apps.penalties.models import Penalty
from apps.reports import services
from apps.reports.figures import Frame, Scope, count_figures
from apps.reports.figures.improvements import FIGURES as MONTHLY
from apps.reports.models import Issue, Task
from apps.reports.views.entries import entry_of
from tests.reports.standing_work import Reported, month_worked, open_page, weekly

__all__ = ["month_worked", "weekly"]
DAY = date(2026, 11, 6)


@pytest.fixture
def reported(db: None, weekly: Reported) -> Reported:
    return deepcopy(weekly)


@pytest.fixture
def house(reported: Reported) -> Any:
    return reported.house


@pytest.fixture
def draft(reported: Reported) -> Issue:
    return reported.issues["week"]


@pytest.fixture
def task(draft: Issue, house: Any, zhou: User, song: User, at: Any) -> Task:
    return services.raise_task(
        draft,
        department=house.aftersales,
        problem="等待太久",
        due_day=DAY,
        now=at("2026-11-02 15:00"),
        by=zhou,
    )


def test_the_department_is_told_owes_and_answers(task: Task, song: User, zhou: User, at: Any) -> None:
    assert (task.duty.owner, task.duty.due_day, task.duty.due_at) == (song, DAY, at("2026-11-07 00:00"))
    assert "2026-11-06" in task.duty.sentences[0]
    assert list(services.open_tasks(song)) == [task]
    assert Notice.objects.get(kind="reports.task").user == song
    assert services.answer_task(task, answer="增加一名接待", now=at("2026-11-06 23:59"), by=song) == "kept"
    assert (task.words.answer or Task.objects.get().words.answer) == "增加一名接待"
    assert list(services.open_tasks(song)) == []
    assert Notice.objects.filter(kind="reports.task", user=zhou).count() == 1
    with pytest.raises(Refused) as refusal:
        services.answer_task(task, answer="再说一次", now=at("2026-11-06 23:59"), by=song)
    assert refusal.value.code == "stale"


def test_a_late_answer_is_a_missed_duty_without_a_fine(task: Task, song: User, at: Any) -> None:
    mark_missed(now=at("2026-11-07 00:00"))
    assert services.answer_task(task, answer="好了", now=at("2026-11-08 10:00"), by=song) == "missed"
    assert not Penalty.objects.filter(duty=task.duty).exists()


def test_who_may_not(
    task: Task, draft: Issue, house: Any, lin: User, han: User, zhou: User, song: User, at: Any
) -> None:
    staff = house.person("staff", "别部门", Role.DEPARTMENT_STAFF, house.sales)
    now = at("2026-11-03 10:00")
    for other in (han, lin, zhou, staff):
        with pytest.raises(Refused) as refusal:
            services.answer_task(task, answer="我来", now=now, by=other)
        assert refusal.value.code == "forbidden"
    for by in (lin, song):
        with pytest.raises(Refused):
            services.raise_task(draft, department=house.sales, problem="x", due_day=DAY, now=now, by=by)
    for field, asked in (
        ("problem", {"problem": " "}), ("due_day", {"due_day": date(2026, 11, 2)}), ("owner", {"owner": staff}),
    ):  # fmt: skip
        words = {"department": house.aftersales, "problem": "x", "due_day": DAY} | asked
        with pytest.raises(Refused) as refusal:
            services.raise_task(draft, now=now, by=zhou, **words)
        assert refusal.value.field == field
    assert list(Task.objects.visible_to(han)) == []


def test_taken_back(task: Task, zhou: User, song: User, at: Any) -> None:
    services.withdraw_task(task, reason="重复", now=at("2026-11-03 10:00"), by=zhou)
    task.duty.refresh_from_db()
    assert (task.duty.state, list(services.open_tasks(song))) == ("cancelled", [])
    with pytest.raises(Refused):
        services.answer_task(task, answer="好了", now=at("2026-11-03 11:00"), by=song)


def test_a_task_is_given_from_the_list_of_tasks(
    draft: Issue, signed_in: Any, zhou: User, lin: User, song: User, house: Any
) -> None:
    later = date(2027, 6, 1)
    manager = signed_in(zhou)
    assert "/reports/tasks/new/" in open_page(manager, "tasks").text
    asked = {"issue": draft.pk, "department": house.aftersales.pk, "problem": "备件久等", "due_day": later}
    page = manager.post("/reports/tasks/new/", asked | {"due_day": "2020-01-01"})
    assert (page.status_code, "备件久等" in page.text) == (400, True)
    made = Task.objects.get(pk=manager.post("/reports/tasks/new/", asked).url.split("/")[-2])
    assert (made.issue, made.department, made.duty.due_day) == (draft, house.aftersales, later)
    assert made.duty.owner == song
    agent = signed_in(lin)
    assert agent.get("/reports/tasks/new/").status_code == 403
    assert "/reports/tasks/new/" not in open_page(agent, "tasks").text


def test_the_pages(task: Task, draft: Issue, signed_in: Any, zhou: User, song: User, house: Any) -> None:
    url = f"/reports/tasks/{task.pk}/"
    manager = signed_in(zhou)
    assert "等待太久" in manager.get("/").text
    assert manager.post(url, {"answer": "代答"}).status_code == 403
    given = {"department": house.sales.pk, "problem": "交车慢", "due_day": "2020-01-01"}
    page = manager.post(f"/reports/{draft.pk}/task/", given)
    assert (page.status_code, "交车慢" in page.text) == (400, True)
    head = signed_in(song)
    assert "等待太久" in head.get("/").text and "等待太久" in open_page(head, "tasks").text
    assert head.post(url, {"answer": ""}).status_code == 400
    assert head.post(url, {"answer": "已加人"}).status_code == 302
    assert "已加人" in open_page(head, "task", task.pk).text


def test_the_month_tells_what_departments_still_owe(task: Task, zhou: User, at: Any) -> None:
    """S17: open tasks stand in the monthly report; what came later does not change what was open then."""

    def told(month: date) -> list[Any]:
        numbers = count_figures(MONTHLY, frame=Frame(Period.containing("month", month), Scope(task.store)))
        return [numbers.get((figure.key, f"department={task.department_id}")) for figure in MONTHLY]

    november = task.raised_at.date()
    assert told(november) == [(1, None), (0, 1), (1, None), (1, None)]
    services.withdraw_task(task, reason="重复", now=at("2026-12-01 09:00"), by=zhou)
    assert told(november)[2] == (1, None)
    numbers = count_figures(
        MONTHLY, frame=Frame(Period.containing("month", november).next, Scope(task.store))
    )
    assert numbers["tasks.open_at_end", ""] == (0, None)
    rows = MONTHLY[2].rows(Period.containing("month", november), Scope(task.store))
    assert [entry_of(row, reader=zhou).url for row in rows] == [f"/reports/tasks/{task.pk}/"]
