"""Seals over the facts: what is changed behind the triggers is noticed, and the first row of it named (D5)."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.accounts.models import User
from apps.audit import services
from apps.audit.models import Seal
from apps.customers.models import Customer, ExportLog
from tests.house_of_three import House, build_house

SEED = 20261103
WAYS = (
    "UPDATE customers_exportlog SET rows = rows + 1 WHERE id = {key}",
    "DELETE FROM customers_exportlog WHERE id = {key}",
    "UPDATE customers_exportlog SET id = -1 WHERE id = {key}",
    "UPDATE customers_exportlog t SET what = o.what || '换' FROM customers_exportlog o "
    "WHERE t.id IN ({key}, {other}) AND o.id IN ({key}, {other}) AND o.id <> t.id",
)
MOMENT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed(standing: None) -> House:
    """Twelve exports and a change of a person, under seals of three minutes."""
    house = build_house()
    lin = house.named("lin")
    for minute in range(3):
        for n in range(4):
            ExportLog.objects.create(store=house.store, what=f"第{n}份", rows=n, by=lin, at=MOMENT)
        User.objects.filter(pk=lin.pk).update(name=f"林{minute}")
        services.seal_facts(now=MOMENT + timedelta(minutes=minute))
    return house


@pytest.fixture
def unguarded(sealed: House, as_owner: None) -> Iterator[None]:
    """The owner of the tables with the triggers off: what nobody should ever do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("customers_exportlog", "audit_seal", "accounts_userevent"):
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield


def run(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def fault() -> str:
    return services.verify().fault


def test_untouched_facts_stand(db: None, sealed: House) -> None:
    verdict = services.verify()
    assert (verdict.fault, verdict.seals) == ("", Seal.objects.count())
    assert verdict.rows >= 15
    assert services.seal_facts(now=MOMENT)["seals"] == 0


def test_each_of_twenty_changes_is_named(unguarded: None) -> None:
    """Change, delete, re-number, swap two; the seed is fixed. Taken back, all stands again."""
    chance, keys = random.Random(SEED), list(ExportLog.objects.order_by("pk").values_list("pk", flat=True))
    for _turn in range(20):
        key, other = sorted(chance.sample(keys, 2))
        statement = chance.choice(WAYS)
        with transaction.atomic():
            run(statement.format(key=key, other=other))
            assert f"customers_exportlog）：第 {key} 行" in fault(), statement
            transaction.set_rollback(True)
    assert fault() == ""
    run("UPDATE accounts_userevent SET name = '别人' WHERE name = '林1'")
    assert "accounts_userevent" in fault()


def test_seals_themselves_and_rows_behind_them_are_watched(unguarded: None) -> None:
    head = services.verify().head
    first, last = Seal.objects.order_by("pk").first(), Seal.objects.order_by("pk").last()
    for statement, given in {
        "UPDATE audit_seal SET at = at - interval '1 day' WHERE id = %s": [last.pk],
        "DELETE FROM audit_seal WHERE id = %s": [first.pk],
        "INSERT INTO customers_exportlog (id, store_id, what, rows, filters, by_id, at) "
        "SELECT -5, store_id, what, rows, filters, by_id, at FROM customers_exportlog LIMIT %s": [1],
    }.items():
        with transaction.atomic():
            run(statement, *given)
            assert fault()
            transaction.set_rollback(True)
    run("DELETE FROM audit_seal WHERE id = %s", last.pk)
    assert fault() == ""  # the last seal is only missed by who has noted it
    with pytest.raises(CommandError):
        call_command("verify_audit", head=head)


def test_the_command_says_what_it_saw(db: None, sealed: House) -> None:
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert services.verify().head in said.getvalue()


def test_an_erased_person_breaks_no_seal(db: None, sealed: House, noon: datetime) -> None:
    """Erasing blanks the words of change events; what is sealed of them stays."""
    customer = Customer.objects.create(store=sealed.store, name="金丝雀", created_at=noon)
    services.seal_facts(now=noon)
    Customer.objects.filter(pk=customer.pk).update(name="", erased_at=noon)
    services.seal_facts(now=noon)
    run("SELECT customers_blank_events(%s::bigint[], '{}'::bigint[])", [customer.pk])
    assert not Customer.pgh_event_model.objects.filter(name="金丝雀").exists()
    assert fault() == ""
