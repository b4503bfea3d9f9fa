"""Fills a scratch database with people nobody's list names, and tells which row versions it holds."""

from bench.frame import Measured, timed

TABLES = (
    "customers_customer",
    "customers_phone",
    "customers_vehicle",
    "customers_vehiclerole",
    "customers_order",
    "customers_member",
)
EVENTS = ("customers_customerevent", "customers_phoneevent", "customers_vehicleevent", "customers_orderevent")
FIRST_ID = 100_000_000
PEOPLE = """
INSERT INTO customers_customer (id, store_id, kind, name, name_pinyin, name_key, gender, birthday, id_no, address,
       source, remark, do_not_call, do_not_call_reason, focus, focus_reason, undone, created_at, version)
SELECT %(first)s + n, s.id, 'person', '旁'||chr(19968 + n %% 3000)||chr(19968 + n / 3000 %% 3000),
       'pang' || n %% 400 || ' p' || n %% 26, '旁'||chr(19968 + n %% 3000)||chr(19968 + n / 3000 %% 3000), '', NULL, '',
       '郑州市二七区大学路' || n %% 999 || '号', 'DMS', '', false, '', false, '', false, now(), 1
  FROM generate_series(1, %(people)s) n, accounts_store s
"""
PHONES = """
INSERT INTO customers_phone (id, customer_id, number, position, validity, source)
SELECT %(first)s + n, %(first)s + n, '199' || lpad(n::text, 8, '0'), 1, 'unknown', 'DMS'
  FROM generate_series(1, %(people)s) n
"""
VEHICLES = """
INSERT INTO customers_vehicle (id, store_id, vin, plate, model, colour, engine_no)
SELECT %(first)s + n, s.id, 'LFV2A21K' || lpad((n * 7919::bigint %% 1000000000)::text, 9, '0'),
       '京' || chr(65 + n %% 20) || lpad((n %% 100000)::text, 5, '0'), '宝来', '白色', ''
  FROM generate_series(1, %(people)s) n, accounts_store s
"""
ROLES = """
INSERT INTO customers_vehiclerole (id, customer_id, vehicle_id, role)
SELECT %(first)s + n, %(first)s + n, %(first)s + n, 'owner' FROM generate_series(1, %(people)s) n
"""
ORDERS = """
INSERT INTO customers_order (id, store_id, kind, number, document_day, customer_id, vehicle_id, served_by_name,
       repair_type, source, state, is_history, created_at, version)
SELECT %(first)s + n, s.id, 'repair', 'WX25' || lpad(n::text, 8, '0'), date '2025-06-01' + n %% 300, %(first)s + n,
       %(first)s + n, '顾问甲', '保养', 'DMS', 'active', true, timestamptz '2025-06-01' + n %% 300 * interval '1 day', 1
  FROM generate_series(1, %(people)s) n, accounts_store s
"""


def settle(*, people: int) -> Measured:
    """So many further people with phone, vehicle and an old document each; then statistics and visibility maps."""
    return timed(lambda: _settle(people))


def _settle(people: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        if people:
            cursor.execute("SET session_replication_role = replica")
            for statement in (PEOPLE, PHONES, VEHICLES, ROLES, ORDERS):
                cursor.execute(statement, {"people": people, "first": FIRST_ID})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def row_versions() -> set[tuple[str, int, str]]:
    """Each row of customers' tables with its version: what stays the same has not been written."""
    from django.db import connection

    parts = [f"SELECT '{name}', id, xmin::text || ctid::text FROM {name}" for name in TABLES]
    parts += [f"SELECT '{name}', pgh_id, xmin::text || ctid::text FROM {name}" for name in EVENTS]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return set(cursor.fetchall())
