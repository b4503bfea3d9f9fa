"""Every append-only table refuses the eight ways around it, as the application role over a connection of its own."""

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from apps.core import append_only

EXPECTED = {
    "audit_act", "audit_seal",
    "callbacks_answer", "callbacks_attempt", "callbacks_callbackmove", "callbacks_daysheet", "callbacks_script",
    "callbacks_sentmessage",
    "complaints_complaintmove",
    "complaints_levelchange", "customers_exportlog", "customers_ordermove", "customers_reveal", "duties_dutyevent",
    "penalties_payrollline", "penalties_payrollwage", "penalties_penaltymove",
    "reports_crmcheck", "reports_frozenfigure", "reports_issuemove",
}  # fmt: skip
WAYS = {
    "update": 'UPDATE "{table}" SET id = id',
    "delete": 'DELETE FROM "{table}"',
    "truncate": 'TRUNCATE "{table}" CASCADE',
    "merge": 'MERGE INTO "{table}" t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE',
    "upsert": 'INSERT INTO "{table}" SELECT * FROM "{table}" ON CONFLICT (id) DO UPDATE SET id = excluded.id',
    "writable cte": 'WITH gone AS (DELETE FROM "{table}" RETURNING 1) SELECT count(*) FROM gone',
    "disable the trigger": 'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
    "replica mode": "SET session_replication_role = replica",
}


@pytest.fixture
def application(committed):
    """A login of the application role itself, not the owner in its clothes."""
    target = connection.settings_dict
    plain = psycopg2.connect(dbname=target["NAME"], user=settings.APPLICATION_ROLE, host=target["HOST"])
    plain.autocommit = True
    yield plain.cursor()
    plain.close()


def test_the_tables_of_facts_are_protected(committed):
    assert set(append_only.tables()) >= EXPECTED


def test_the_application_owns_nothing(application):
    application.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = user)"
    )
    assert application.fetchone() == (0,)


@pytest.mark.parametrize("way", WAYS)
def test_refused_to_the_application_role(application, way):
    for table in append_only.tables():
        with pytest.raises(psycopg2.Error):
            application.execute(WAYS[way].format(table=table))


def test_refused_even_with_every_right_granted(house, lin, noon):
    """The triggers hold where the grants would not: rights are given, a row is there, the change is still refused."""
    model = apps.get_model("customers", "ExportLog")
    row = model.objects.create(store=house.store, what="test", rows=1, by=lin, at=noon)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"GRANT ALL ON customers_exportlog TO {settings.APPLICATION_ROLE}")
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (
            "UPDATE customers_exportlog SET rows = 2",
            "DELETE FROM customers_exportlog",
            "TRUNCATE customers_exportlog",
        ):
            cursor.execute("SAVEPOINT attempt")
            with pytest.raises(Exception, match="append-only"):
                cursor.execute(statement)
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
    assert model.objects.get(pk=row.pk).rows == 1


def test_a_plain_table_can_be_changed(house):
    """Negative control: the same role may change what is not a fact."""
    house.store.name = "改名"
    house.store.save()
    assert type(house.store).objects.get().name == "改名"
