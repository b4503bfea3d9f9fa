"""Customers' part of merging two files and of taking them apart: every changed column becomes a line (S20)."""

from datetime import datetime

from django.db import connection

from apps.accounts.models import User
from apps.core.transitions import save_version
from apps.customers.models import Customer, Merge, MergeLine
from apps.customers.services.flags import copy_flags
from apps.customers.services.opt_outs import copy_opt_outs

FIELDS = ("name", "kind", "gender", "birthday", "id_no", "address", "source", "remark")
WITH_NAME = ("name_key", "name_pinyin", "name_verified_at")
# Tables that name the customer, with the condition under which a row stays with the file that goes: its like is there.
TABLES = {
    "customers_order": "",
    "customers_member": "",
    "customers_consent": "",
    "customers_note": "",
    "customers_datacopy": "",
    "customers_importrow": "",
    "customers_importconflict": "k.batch_id = t.batch_id AND k.person = t.person",
    "customers_vehiclerole": "k.vehicle_id = t.vehicle_id AND k.role = t.role",
    "customers_flag": "t.ended_at IS NULL AND k.ended_at IS NULL AND k.kind = t.kind",
    "customers_optout": "t.withdrawn_at IS NULL AND k.withdrawn_at IS NULL AND k.kind = t.kind "
    "AND k.vehicle_id IS NOT DISTINCT FROM t.vehicle_id",
}
MOVE = """
WITH moved AS (
    UPDATE {table} t SET customer_id = %(kept)s WHERE t.customer_id = %(gone)s {unless} RETURNING t.id
)
INSERT INTO customers_mergeline (merge_id, "table", row_id, "column", old, new)
SELECT %(merge)s, '{table}', id, 'customer_id', %(gone)s::text, %(kept)s::text FROM moved
"""
UNLESS = "AND NOT EXISTS (SELECT 1 FROM {table} k WHERE k.customer_id = %(kept)s AND {alike})"
# Numbers come after those that are there; the same number stays behind, and what is known of it comes over.
PHONES = """
WITH last AS (
    SELECT COALESCE(max(position), 0) AS position FROM customers_phone WHERE customer_id = %(kept)s
), old AS (
    SELECT t.id, t.position, last.position + t.position AS place FROM customers_phone t, last
     WHERE t.customer_id = %(gone)s AND t.number <> ''
       AND NOT EXISTS (SELECT 1 FROM customers_phone k WHERE k.customer_id = %(kept)s AND k.number = t.number)
), moved AS (
    UPDATE customers_phone t SET customer_id = %(kept)s, position = old.place FROM old WHERE t.id = old.id
)
INSERT INTO customers_mergeline (merge_id, "table", row_id, "column", old, new)
SELECT %(merge)s, 'customers_phone', old.id, x."column", x.old, x.new
  FROM old, LATERAL (VALUES ('customer_id', %(gone)s::text, %(kept)s::text),
                            ('position', old.position::text, old.place::text)) AS x ("column", old, new)
"""
VERIFIED = """
WITH old AS (
    SELECT k.id, k.validity FROM customers_phone k
      JOIN customers_phone t ON t.customer_id = %(gone)s AND t.number = k.number AND t.validity = 'verified'
     WHERE k.customer_id = %(kept)s AND k.validity <> 'verified'
), moved AS (
    UPDATE customers_phone k SET validity = 'verified' FROM old WHERE k.id = old.id
)
INSERT INTO customers_mergeline (merge_id, "table", row_id, "column", old, new)
SELECT %(merge)s, 'customers_phone', id, 'validity', validity, 'verified' FROM old
"""
SNAPSHOT = """
SELECT e.key, e.value FROM customers_customer c, jsonb_each_text(to_jsonb(c)) e WHERE c.id = %s
"""
BACK = """
UPDATE {table} t SET {column} = l.old::{type} FROM customers_mergeline l
 WHERE l.merge_id = %(merge)s AND l."table" = '{table}' AND l."column" = '{column}' AND t.id = l.row_id
   AND to_jsonb(t) ->> '{column}' IS NOT DISTINCT FROM l.new
"""
DERIVED = {"version", "do_not_call", "do_not_call_reason", "focus", "focus_reason"}
TYPES = {
    "customer_id": "bigint",
    "merged_into_id": "bigint",
    "undone": "boolean",
    "birthday": "date",
    "position": "smallint",
    "name_verified_at": "timestamptz",
}


def merge_customer_rows(merge: Merge, *, take: tuple[str, ...], now: datetime, by: User | None) -> None:
    """Move what hangs on `merge.gone` to `merge.kept` and take the details named in `take` from it."""
    kept, gone = merge.kept, merge.gone
    before = {row.pk: _snapshot(row.pk) for row in (kept, gone)}
    _run(PHONES, merge)
    _run(VERIFIED, merge)
    for table, alike in TABLES.items():
        move_rows(merge, table, alike=alike)
    names = [name for name in FIELDS if name in take]
    columns = [*names, *(WITH_NAME if "name" in names else ())]
    save_version(kept, version=kept.version, **{name: getattr(gone, name) for name in columns})
    save_version(gone, version=gone.version, undone=True, merged_into=kept)
    for pk, old in before.items():
        _note_changes(merge, pk, old)
    _copy_marks(kept, gone)


def move_rows(merge: Merge, table: str, *, alike: str = "") -> None:
    """Give every row of a table with a customer_id to the kept file, one line each; `alike` names what stays."""
    unless = UNLESS.format(table=table, alike=alike) if alike else ""
    _run(MOVE.format(table=table, unless=unless), merge)


def restore_rows(merge: Merge) -> None:
    """Put back every changed column that still is as the merge left it; what people changed since stays theirs."""
    places = merge.lines.values_list("table", "column").distinct().order_by("table", "column")
    for table, column in list(places):
        _run(BACK.format(table=table, column=column, type=TYPES.get(column, "text")), merge)
    Customer.objects.filter(pk=merge.kept_id).update(version=merge.kept.version + 1)
    Customer.objects.filter(pk=merge.gone_id).update(version=merge.gone.version + 1)
    _copy_marks(merge.kept, merge.gone)


def _snapshot(pk: int) -> dict[str, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, [pk])
        return dict(cursor.fetchall())


def _note_changes(merge: Merge, pk: int, old: dict[str, str | None]) -> None:
    new = _snapshot(pk)
    MergeLine.objects.bulk_create(
        MergeLine(
            merge=merge, table="customers_customer", row_id=pk, column=column, old=value, new=new[column]
        )
        for column, value in old.items()
        if column not in DERIVED and new[column] != value
    )


def _copy_marks(*rows: Customer) -> None:
    ids = [row.pk for row in rows]
    copy_opt_outs(ids)
    copy_flags(ids)


def _run(statement: str, merge: Merge) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.strip(), {"merge": merge.pk, "kept": merge.kept_id, "gone": merge.gone_id})
