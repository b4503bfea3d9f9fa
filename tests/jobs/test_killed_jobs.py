"""kill -9 in the jobs people and sweeps ask for: lists, drafts, mail, chat (F1). Sweeps: test_killed_anywhere.

Some of them write before their job has ended (a list of 200 000 rows is no one transaction with its progress): then
the work is found done, and nothing is done a second time.
"""

import ast
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from apps.customers import services as customers
from apps.customers.models import ImportBatch, Order
from apps.desk.demo.background import know_the_work
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.running import PLACES, perform
from apps.notices import services as notices
from apps.notices.models import ChatMessage, Notice
from apps.reports import services as reports
from apps.reports.models import DraftFigure, Issue
from carecenter.celery import SWEEPS
from tests.customers.lists import upload
from tests.house_of_three import House, build_house
from tests.jobs.test_killed_anywhere import BEGINNING, counts, die_at
from tests.notices.test_chat import receiver

__all__ = ["receiver"]
APPS = Path(__file__).parents[2] / "apps"
NOW = datetime(2026, 11, 3, 2, 0, tzinfo=BEGINNING.tzinfo)
Prepared = tuple[dict[str, int], Callable[[], int]]
ROWS = 3


@pytest.fixture
def standing_house(committed: None, settings: Any, monkeypatch: Any, tmp_path: Path) -> House:
    settings.FAILPOINTS, settings.FILES_ROOT = True, tmp_path
    monkeypatch.setattr(services, "ring", lambda kind, pk: None)
    know_the_work()
    return build_house()


def a_list(house: House, place: str, _receiver: Any) -> Prepared:
    rows = [
        (f"客户{n}", f"138{PLACES.index(place)}000{n:04d}", f"豫A{place[:1].upper()}{n:04d}", "", f"JS-{place}-{n}",
         "2026-11-02", "周涛", "1200", "99")
        for n in range(ROWS)
    ]  # fmt: skip
    batch = customers.receive_file(
        upload(rows), store=house.store, source="DMS", now=NOW, by=house.named("zhou")
    )
    customers.parse(batch)
    customers.set_mapping(batch, batch.mapping, kind=batch.kind, now=NOW)
    return {"batch": batch.pk}, lambda: batch.rows.count()


def a_checked_list(house: House, place: str, _receiver: Any) -> Prepared:
    payload, _rows = a_list(house, place, None)
    customers.check(ImportBatch.objects.get(pk=payload["batch"]), now=NOW)
    ImportBatch.objects.filter(pk=payload["batch"]).update(state="committing")  # as ask_take_in leaves it
    return payload, lambda: Order.objects.filter(batch=payload["batch"]).count()


def a_draft(house: House, place: str, _receiver: Any) -> Prepared:
    house.named("lin"), house.named("zhou")
    reports.open_report_duties(now=NOW, store=house.store)
    issue = Issue.objects.filter(state="scheduled").order_by("pk")[0]
    return {"issue": issue.pk}, lambda: DraftFigure.objects.filter(issue=issue).count()


def told(house: House, place: str) -> Any:
    lin = house.named("lin")
    lin.email = "lin@example.com"
    lin.save()
    notices.tell([lin], kind="complaint.issued", key=place, title="%(n)s", url="/", at=NOW, store=house.store)
    return lin


def a_digest(house: House, place: str, _receiver: Any) -> Prepared:
    lin = told(house, place)
    mailed = Notice.objects.filter(user=lin, key=place, mailed_at__isnull=False)
    return {"user": lin.pk, "store": house.store.pk}, mailed.count


def a_message(house: House, place: str, receiver: Any) -> Prepared:
    url = f"http://127.0.0.1:{receiver.server_port}/send?key={place}"
    room = notices.open_room(
        house.care, system="wecom", url=url, secret="", now=NOW, by=house.named("root")
    ) if not ChatMessage.objects.exists() else ChatMessage.objects.first().room  # fmt: skip
    message = ChatMessage.objects.create(room=room, key=place, title="x", url="/", at=NOW, asked_at=NOW)
    return {"message": message.pk}, ChatMessage.objects.filter(pk=message.pk, sent_at__isnull=False).count


WORK: dict[str, Callable[[House, str, Any], Prepared]] = {
    "customers.check_batch": a_list,
    "customers.take_in_batch": a_checked_list,
    "reports.build_draft": a_draft,
    "notices.mail_digest": a_digest,
    "notices.post_message": a_message,
}


def kill_and_finish(kind: str, place: str, house: House, receiver: Any) -> None:
    payload, done = WORK[kind](house, place, receiver)
    task, before = current_app.tasks[kind], counts()
    job = services.ask(kind, key=place, payload=payload, now=NOW)
    die_at(place, job, now=NOW, atomic=task.atomic_work)
    if place == "claimed" or (task.atomic_work and place != "ended"):
        assert counts() == before, (kind, place)
    Job.objects.filter(pk=job.pk, state="running").update(lease_until=BEGINNING)
    perform(task.work, job.pk, atomic=task.atomic_work, now=NOW)
    job.refresh_from_db()
    assert (job.state, bool(done())) == (Job.State.DONE, True), (kind, place, job.error)
    once = counts()
    again = services.ask(kind, key=f"again {place}", payload=payload, now=NOW)
    perform(task.work, again.pk, atomic=task.atomic_work, now=NOW)
    assert counts() == once, (kind, place)


@pytest.mark.commits
@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize(
    "places", [("worked",), pytest.param(PLACES, marks=pytest.mark.long)], ids=["worked", "everywhere"]
)
def test_killed(kind: str, places: tuple[str, ...], standing_house: House, receiver: Any) -> None:
    for place in places:
        if not (place == "written" and not current_app.tasks[kind].atomic_work):
            kill_and_finish(kind, place, standing_house, receiver)


def tasks_in_the_code() -> Iterator[tuple[str, str]]:
    """(name, decorator) of every Celery task any app defines, as it stands in the code."""
    for path in APPS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            for mark in getattr(node, "decorator_list", []):
                made_by = getattr(getattr(mark, "func", None), "id", "")
                if made_by in ("job", "sweep", "shared_task"):
                    words = [
                        *mark.args,
                        *(keyword.value for keyword in mark.keywords if keyword.arg == "name"),
                    ]
                    if words and isinstance(words[0], ast.Constant):
                        yield words[0].value, made_by


def test_every_task_in_the_code_is_killed_somewhere() -> None:
    """A task made any other way has no failpoints; one that is neither sweep nor here is never killed."""
    found = dict(tasks_in_the_code())
    assert {name for name, made_by in found.items() if made_by == "shared_task"} == {"jobs.tick"}
    assert set(found) - {"jobs.tick"} == set(SWEEPS) | set(WORK)
    assert len(PLACES) >= 4
