"""`python -m bench.peer.tickets fill|ask NUMBER`: makes tickets, or measures the list of them as a browser loads it."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from bench.server_time import server_seconds

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
OPEN_OF_FIVE, PEOPLE, PAGE = 1, 200, 50


def fill(count: int) -> dict[str, float]:
    """So many tickets, one of five open, each with an owner."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Care", slug="care")
    people = [User(username=f"agent{number}", is_staff=True) for number in range(PEOPLE)]
    User.objects.bulk_create(people)
    User.objects.create_superuser("manager", password=None)
    Ticket.objects.bulk_create(
        Ticket(
            queue=queue,
            title=f"回访 {number}",
            created=NOW - timedelta(minutes=number),
            modified=NOW,
            due_date=NOW + timedelta(minutes=number),
            submitter_email=f"customer{number}@example.org",
            assigned_to=people[number % PEOPLE],
            status=Ticket.OPEN_STATUS if number % 5 < OPEN_OF_FIVE else Ticket.CLOSED_STATUS,
        )
        for number in range(count)
    )
    return {}


def ask(requests: int) -> dict[str, float]:
    """The median of many loads of its list, shell and fifty rows, and the statements of one."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(User.objects.get(username="manager"))
    for _ in range(5):
        _load(client)
    with CaptureQueriesContext(connection) as queries:
        _load(client)
    used, served = time.process_time(), server_seconds()
    seconds = median(_seconds(client) for _ in range(requests))
    spent = {"cpu": time.process_time() - used, "server": server_seconds() - served}
    return {"seconds": seconds, "queries": len(queries), **spent}


def _seconds(client: object) -> float:
    began = time.perf_counter()
    _load(client)
    return time.perf_counter() - began


def _load(client: object) -> None:
    from django.urls import reverse
    from helpdesk.query import query_to_base64

    shown = {
        "filtering": {"status__in": [1, 2]},
        "sorting": "created",
        "search_string": "",
        "sortreverse": False,
    }
    rows = reverse("helpdesk:datatables_ticket_list", args=[query_to_base64(shown)])
    order = {"order[0][column]": "0", "order[0][dir]": "asc", "search[value]": ""}
    shell = client.get(reverse("helpdesk:list"))
    answer = client.get(rows, {"draw": 1, "start": 0, "length": PAGE, **order})
    if shell.status_code != 200 or len(answer.json()["data"]) != PAGE:
        raise RuntimeError(f"{shell.status_code} {answer.status_code}")


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer.settings"
    django.setup()
    found = {"fill": fill, "ask": ask}[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
