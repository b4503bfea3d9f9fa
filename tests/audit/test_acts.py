"""Every change says who asked, when, for what, and by which request, job or command (D4)."""

from datetime import datetime
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import Act
from apps.customers.models import Customer, ExportLog, Phone
from apps.jobs import services as jobs
from apps.jobs.running import perform
from carecenter.apps import name_the_command
from tests.house_of_three import House


def writers_of(table: str) -> list[str | None]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT written_by FROM "{table}" ORDER BY id')
        return [name for (name,) in cursor.fetchall()]


def test_a_page_leaves_who_when_and_what(signed_in: Any, house: House, lin: User, noon: datetime) -> None:
    customer = Customer.objects.create(store=house.store, name="王小明", created_at=noon)
    phone = Phone.objects.create(customer=customer, number="15912347721", position=1)
    client: Client = signed_in(lin)
    url = reverse("customers:phone_reveal", args=[phone.pk])
    assert client.post(url, {"code": "reach"}, HTTP_X_REQUEST_ID="chosen-outside").status_code == 302
    act = Act.objects.get()
    assert (act.by, act.page, act.object) == (lin, "customers:phone_reveal", str(phone.pk))
    assert writers_of("customers_reveal") == [f"request {act.request}"]
    assert act.request != "chosen-outside"
    assert client.post(reverse("accounts:theme"), {"theme": "dark"}).status_code == 302
    event = User.pgh_event_model.objects.order_by("-pgh_id")[0]
    assert event.pgh_context["request"] == Act.objects.order_by("-pk")[0].request
    assert (event.pgh_context["user"], event.theme) == (lin.pk, "dark")


def test_a_refused_or_reading_request_leaves_nothing(signed_in: Any, lin: User) -> None:
    client = signed_in(lin)
    client.get("/")
    assert client.post(reverse("accounts:people")).status_code == 403
    assert not Act.objects.exists()


def test_jobs_and_commands_are_named(db: None, house: House, lin: User, noon: datetime) -> None:
    job = jobs.ask("test.note", key="once", now=timezone.now())

    def work(_run: Any) -> None:
        ExportLog.objects.create(store=house.store, what="job", rows=1, by=lin, at=noon)

    perform(work, job.pk, atomic=True)
    with pghistory.context(command="import_list"):
        work(None)
    assert writers_of("customers_exportlog") == [f"job test.note {job.pk}", "command import_list"]


@pytest.mark.parametrize(
    ("called", "written"),
    [
        (["manage.py", "erase_customer"], "command erase_customer"),
        (["/srv/manage.py", "load_reference"], "command load_reference"),
        (["manage.py", "load_demo"], None),
        (["manage.py", "runserver"], None),
        (["celery", "erase_customer"], None),
    ],
)
def test_the_house_names_its_commands(
    house: House, lin: User, noon: datetime, called: list[str], written: str | None
) -> None:
    with pghistory.context():  # the name ends with it, as it does with the process
        name_the_command(called)
        ExportLog.objects.create(store=house.store, what="x", rows=1, by=lin, at=noon)
    assert writers_of("customers_exportlog") == [written]


def test_the_administrator_finds_who_asked_and_what_changed(signed_in: Any, root: User, lin: User) -> None:
    client: Client = signed_in(lin)
    client.post(reverse("accounts:theme"), {"theme": "dark"})
    request = Act.objects.get().request
    client = signed_in(root)
    requests, changes = reverse("desk:audit_requests"), reverse("desk:audit")
    found = client.get(requests, {"person": lin.pk, "where": "theme"})
    assert [act.request for act in found.context["page"]] == [request]
    assert not client.get(requests, {"day": "2020-01-01"}).context["page"].object_list
    [row] = client.get(changes, {"request": request[:8]}).context["rows"]
    assert (row["who"], row["request"]) == (lin, request[:8])
    found = client.get(
        changes, {"row": lin.pk, "table": "accounts.User", "day": f"{timezone.localtime():%Y-%m-%d}"}
    )
    assert request[:8] in [row["request"] for row in found.context["rows"]]
