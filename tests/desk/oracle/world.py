"""A house in which every rule of the oracle has something to look at."""

from datetime import UTC, datetime

from apps.complaints.models import Complaint
from apps.customers import services as customers
from apps.customers.models import ImportBatch
from apps.desk.demo.background import know_the_work
from apps.penalties.models import Penalty
from apps.reports.models import Issue
from tests.customers.lists import upload
from tests.house_of_three import House
from tests.life import Life

BEGINNING = datetime(2025, 3, 10, 8, 0, tzinfo=UTC)  # Monday, 16:00 in Shanghai


def lived(house: House) -> Life:
    """Five weeks: a call made, one missed and fined, a complaint closed, a week reported, a month settled, a list."""
    know_the_work()
    life = Life(house, now=BEGINNING)
    life.sweep()
    for kind in ("delivery", "repair", "delivery"):
        life.document(kind=kind)
    life.sweep()
    life.dial(0)
    life.dial(0, outcome="no_answer")
    life.complain(0)
    for _step in range(6):
        life.pass_time(minutes=20)
        life.next_step(0)
    for _day in range(7):
        life.pass_time(days=1)
        life.sweep()
    for _step in range(3):
        life.next_signature(0)
    for _penalty in range(Penalty.objects.filter(state="proposed").count()):
        life.decide(0)
    life.pass_time(days=28)
    life.sweep()
    while Penalty.objects.filter(state="proposed").exists():
        life.decide(0, verb="reject")
    life.close_month(0)
    life.decide(0, verb="reverse")
    _take_in(life)
    assert Complaint.objects.filter(state="closed").exists()
    assert Issue.objects.filter(state="submitted").exists()
    assert not life.refused
    assert {"settled", "reversed"} <= set(Penalty.objects.values_list("state", flat=True))
    return life


def _take_in(life: Life) -> None:
    rows = [("王小明", "13800001201", "豫A12345", "", "JS-1", life.today().isoformat(), "周涛", "1200", "99")]
    zhou = life.who("zhou")
    batch = customers.receive_file(upload(rows), store=life.house.store, source="DMS", now=life.now, by=zhou)
    customers.parse(batch)
    customers.set_mapping(batch, batch.mapping, kind=batch.kind, now=life.now)
    customers.ask_check(batch, now=life.now, by=zhou)
    life.sweep()
    batch.refresh_from_db()
    customers.ask_take_in(batch, now=life.now, by=zhou)
    life.sweep()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTED
