"""Statements that lay staged rows beside the database and say what each would change. They write temporary tables only.

Parameters: batch, store, rows (JSON), cutoff (day before which a new document is history), only (numbers of the rows
to stage, or None for all). Tables: intake_file (all rows of a file that is being checked), intake_row (one per good
row), intake_doc (one per document), intake_refused, intake_person, intake_phone (numbers not yet there),
intake_vehicle, the intake_*_change tables (existing rows that differ) and intake_verdict (what becomes of each row).
What people decided about conflicts of the batch (customers_importconflict) counts.

What is asked of the house stands in LATERAL (... OFFSET 0): one question to an index for each row, so that what a list
costs follows the list. As plain joins the planner, told nothing of rows that came a moment ago, reads whole tables.
"""

from apps.customers.services.conflict_sql import (
    DROP_HELD_PEOPLE,
    DROP_HELD_VEHICLES,
    HELD,
    UNDECIDED,
)
from apps.customers.services.staged_people_sql import PEOPLE, PEOPLE_CHANGES, PHONES

COLUMNS = """
    row_no int, person int, name text, name_key text, kind text, gender text, birthday date, id_no text,
    address text, source text, remark text, vehicle text, vin text, plate text, model text, colour text,
    engine_no text, delivery_no text, delivered_on date, settlement_no text, settled_on date, consultant text,
    advisor text, repair_type text, mileage int, amount numeric(12,2), member_no text, member_level text,
    joined_on date, phones jsonb, keys jsonb
"""

DROP = """
DROP TABLE IF EXISTS intake_row, intake_doc, intake_refused, intake_person, intake_person_change, intake_phone,
       intake_vehicle, intake_vehicle_change, intake_order_change, intake_member, intake_verdict, intake_spelling
"""

# Staged JSON leaves out what is empty.
EMPTY = {"text": "''", "jsonb": "'[]'"}
FILLED = ", ".join(
    f"COALESCE(c.{name}, {EMPTY[kind]}) AS {name}" if kind in EMPTY else f"c.{name}"
    for name, kind in (column.split() for column in COLUMNS.replace("(12,2)", "").split(","))
)

FROM_FILE = """
CREATE TEMP TABLE intake_row ON COMMIT DROP AS
SELECT {FILLED} FROM intake_file r CROSS JOIN LATERAL jsonb_to_record(r.clean) AS c({COLUMNS})
 WHERE r.clean IS NOT NULL AND NOT r.refused
""".replace("{FILLED}", FILLED).replace("{COLUMNS}", COLUMNS)
FROM_BATCH = """
CREATE TEMP TABLE intake_row ON COMMIT DROP AS
SELECT {FILLED} FROM customers_importrow r CROSS JOIN LATERAL jsonb_to_record(r.clean) AS c({COLUMNS})
 WHERE r.batch_id = %(batch)s AND r.clean IS NOT NULL AND r.verdict <> 'refused'
""".replace("{FILLED}", FILLED).replace("{COLUMNS}", COLUMNS)
FROM_DECIDED = FROM_BATCH + " AND r.row_no = ANY(%(only)s)"
FROM_JSON = """
CREATE TEMP TABLE intake_row ON COMMIT DROP AS
SELECT {FILLED} FROM jsonb_to_recordset(%(rows)s::jsonb) AS c({COLUMNS})
""".replace("{FILLED}", FILLED).replace("{COLUMNS}", COLUMNS)

DOCUMENTS = """
CREATE TEMP TABLE intake_doc ON COMMIT DROP AS
SELECT DISTINCT ON (d.kind, d.number) d.*, o.id AS order_id, o.customer_id AS old_customer,
       o.document_day AS old_day, o.state AS old_state, d.day < %(cutoff)s AS is_history
  FROM (SELECT row_no, person, vehicle, 'delivery' AS kind, delivery_no AS number, delivered_on AS day,
               consultant AS served_by, '' AS repair_type, NULL::int AS mileage,
               CASE WHEN settlement_no = '' THEN amount END AS amount
          FROM intake_row WHERE delivery_no <> ''
        UNION ALL
        SELECT row_no, person, vehicle, 'repair', settlement_no, settled_on,
               COALESCE(NULLIF(advisor, ''), consultant), repair_type, mileage, amount
          FROM intake_row WHERE settlement_no <> '') d
  LEFT JOIN LATERAL (
       SELECT * FROM customers_order o
        WHERE o.store_id = %(store)s AND o.kind = d.kind AND o.number = d.number AND o.state <> 'undone'
       OFFSET 0) o ON true
 ORDER BY d.kind, d.number, d.row_no
"""

REFUSED = """
CREATE TEMP TABLE intake_refused ON COMMIT DROP AS
SELECT DISTINCT ON (row_no) row_no, code, col, value, old_day, person, customer_id FROM (
    SELECT d.row_no, CASE d.kind WHEN 'delivery' THEN 'delivery_no' ELSE 'settlement_no' END AS col,
           d.number AS value, d.old_day, d.person, c.id AS customer_id,
           CASE WHEN d.old_state = 'void' THEN 'document_void'
                WHEN c.erased_at IS NOT NULL THEN 'customer_erased'
                WHEN d.old_day <> d.day THEN 'document_other_day'
                WHEN c.name_key <> r.name_key AND NOT EXISTS (
                     SELECT 1 FROM customers_phone p WHERE p.customer_id = c.id AND jsonb_exists(r.keys, p.number))
                 AND {UNDECIDED}
                THEN 'document_other_customer' END AS code
      FROM intake_doc d JOIN intake_row r ON r.row_no = d.row_no
     CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = d.old_customer OFFSET 0) c
     WHERE d.old_customer IS NOT NULL
    UNION ALL
    SELECT r.row_no, 'member_no', r.member_no, NULL, r.person, c.id,
           CASE WHEN c.erased_at IS NOT NULL THEN 'customer_erased'
                WHEN c.name_key <> r.name_key AND NOT EXISTS (
                     SELECT 1 FROM customers_phone p WHERE p.customer_id = c.id AND jsonb_exists(r.keys, p.number))
                 AND {UNDECIDED}
                THEN 'member_other_customer' END
      FROM intake_row r
     CROSS JOIN LATERAL (
           SELECT customer_id FROM customers_member WHERE store_id = %(store)s AND number = r.member_no OFFSET 0) m
     CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = m.customer_id OFFSET 0) c
     WHERE r.member_no <> '') found
 WHERE code IS NOT NULL ORDER BY row_no
""".replace("{UNDECIDED}", UNDECIDED)
DROP_REFUSED_DOCUMENTS = "DELETE FROM intake_doc d USING intake_refused f WHERE f.row_no = d.row_no"
DROP_REFUSED_ROWS = "DELETE FROM intake_row r USING intake_refused f WHERE f.row_no = r.row_no"

ANALYZE_PEOPLE = "ANALYZE intake_person (person, row_no, customer_id, is_new)"
ANALYZE_ROWS = "ANALYZE intake_row (row_no, person, vehicle, vin, plate, name_key)"
ANALYZE_DOCUMENTS = "ANALYZE intake_doc (row_no, person, vehicle, order_id)"

VEHICLES = """
CREATE TEMP TABLE intake_vehicle ON COMMIT DROP AS
WITH several AS MATERIALIZED (
    SELECT vehicle FROM intake_row WHERE vehicle <> '' GROUP BY vehicle HAVING count(*) > 1
)
SELECT g.*, COALESCE(by_vin.id, by_plate.id) AS vehicle_id, COALESCE(by_vin.id, by_plate.id) IS NULL AS is_new
  FROM (SELECT vehicle, row_no, vin, plate, model, colour, engine_no FROM intake_row r
         WHERE vehicle <> '' AND NOT EXISTS (SELECT 1 FROM several s WHERE s.vehicle = r.vehicle)
        UNION ALL
        SELECT vehicle, min(row_no) AS row_no,
               COALESCE((array_agg(vin ORDER BY row_no DESC) FILTER (WHERE vin <> ''))[1], '') AS vin,
               COALESCE((array_agg(plate ORDER BY row_no DESC) FILTER (WHERE plate <> ''))[1], '') AS plate,
               COALESCE((array_agg(model ORDER BY row_no DESC) FILTER (WHERE model <> ''))[1], '') AS model,
               COALESCE((array_agg(colour ORDER BY row_no DESC) FILTER (WHERE colour <> ''))[1], '') AS colour,
               COALESCE((array_agg(engine_no ORDER BY row_no DESC) FILTER (WHERE engine_no <> ''))[1],
                        '') AS engine_no
          FROM intake_row WHERE vehicle IN (SELECT vehicle FROM several) GROUP BY vehicle) g
  LEFT JOIN LATERAL (
       SELECT v.id FROM customers_vehicle v
        WHERE g.vin <> '' AND v.store_id = %(store)s AND v.vin = g.vin AND v.vin <> '' OFFSET 0) by_vin ON true
  LEFT JOIN LATERAL (
       SELECT v.id FROM customers_vehicle v
        WHERE by_vin.id IS NULL AND v.store_id = %(store)s AND v.plate = g.plate AND g.plate <> ''
          AND (g.vin = '' OR v.vin = '')
        ORDER BY v.id DESC LIMIT 1) by_plate ON true
"""
VEHICLE_CHANGES = """
CREATE TEMP TABLE intake_vehicle_change ON COMMIT DROP AS
SELECT g.vehicle_id, g.row_no, n.*, jsonb_strip_nulls(jsonb_build_object(
           'vin', CASE WHEN n.vin <> v.vin THEN jsonb_build_array(v.vin, n.vin) END,
           'plate_no', CASE WHEN n.plate <> v.plate THEN jsonb_build_array(v.plate, n.plate) END,
           'model', CASE WHEN n.model <> v.model THEN jsonb_build_array(v.model, n.model) END,
           'colour', CASE WHEN n.colour <> v.colour THEN jsonb_build_array(v.colour, n.colour) END,
           'engine_no', CASE WHEN n.engine_no <> v.engine_no
                            THEN jsonb_build_array(v.engine_no, n.engine_no) END)) AS changes
  FROM (SELECT DISTINCT ON (vehicle_id) * FROM intake_vehicle WHERE vehicle_id IS NOT NULL
         ORDER BY vehicle_id, row_no) g
 CROSS JOIN LATERAL (SELECT * FROM customers_vehicle WHERE id = g.vehicle_id OFFSET 0) v
 CROSS JOIN LATERAL (
       SELECT COALESCE(NULLIF(v.vin, ''), g.vin) AS vin, COALESCE(NULLIF(g.plate, ''), v.plate) AS plate,
              COALESCE(NULLIF(v.model, ''), g.model) AS model, COALESCE(NULLIF(v.colour, ''), g.colour) AS colour,
              COALESCE(NULLIF(v.engine_no, ''), g.engine_no) AS engine_no) n
 WHERE (n.vin, n.plate, n.model, n.colour, n.engine_no)
       IS DISTINCT FROM (v.vin, v.plate, v.model, v.colour, v.engine_no)
"""

ORDER_CHANGES = """
CREATE TEMP TABLE intake_order_change ON COMMIT DROP AS
SELECT d.order_id, d.row_no, d.vehicle, n.*, jsonb_strip_nulls(jsonb_build_object(
           'served_by', CASE WHEN n.served_by <> o.served_by_name
                            THEN jsonb_build_array(o.served_by_name, n.served_by) END,
           'repair_type', CASE WHEN n.repair_type <> o.repair_type
                              THEN jsonb_build_array(o.repair_type, n.repair_type) END,
           'mileage', CASE WHEN n.mileage IS DISTINCT FROM o.mileage THEN jsonb_build_array(o.mileage, n.mileage) END,
           'amount', CASE WHEN n.amount IS DISTINCT FROM o.amount
                         THEN jsonb_build_array(o.amount, n.amount) END)) AS changes
  FROM intake_doc d
 CROSS JOIN LATERAL (SELECT * FROM customers_order WHERE id = d.order_id OFFSET 0) o
 CROSS JOIN LATERAL (
       SELECT COALESCE(NULLIF(d.served_by, ''), o.served_by_name) AS served_by,
              COALESCE(NULLIF(d.repair_type, ''), o.repair_type) AS repair_type,
              COALESCE(d.mileage, o.mileage) AS mileage, COALESCE(d.amount, o.amount) AS amount) n
 WHERE d.order_id IS NOT NULL AND (n.served_by, n.repair_type, n.mileage, n.amount)
       IS DISTINCT FROM (o.served_by_name, o.repair_type, o.mileage, o.amount)
"""

MEMBERS = """
CREATE TEMP TABLE intake_member ON COMMIT DROP AS
SELECT DISTINCT ON (r.member_no) r.member_no, r.person, r.row_no, r.joined_on, m.id AS member_id,
       COALESCE(NULLIF(r.member_level, ''), m.level, '') AS level,
       COALESCE(m.joined_on, r.joined_on) AS new_joined_on,
       jsonb_strip_nulls(jsonb_build_object(
           'member_level', CASE WHEN r.member_level <> '' AND r.member_level <> m.level
                                THEN jsonb_build_array(m.level, r.member_level) END,
           'joined_on', CASE WHEN m.id IS NOT NULL AND m.joined_on IS NULL AND r.joined_on IS NOT NULL
                             THEN jsonb_build_array(NULL, r.joined_on) END)) AS changes
  FROM intake_row r
  LEFT JOIN LATERAL (
       SELECT * FROM customers_member WHERE store_id = %(store)s AND number = r.member_no OFFSET 0) m ON true
 WHERE r.member_no <> '' ORDER BY r.member_no, r.row_no
"""

RESOLVE = (
    ANALYZE_ROWS,
    DOCUMENTS,
    REFUSED,
    DROP_REFUSED_DOCUMENTS,
    DROP_REFUSED_ROWS,
    ANALYZE_DOCUMENTS,
    PEOPLE,
    ANALYZE_PEOPLE,
    VEHICLES,
    HELD,
    DROP_REFUSED_DOCUMENTS,
    DROP_REFUSED_ROWS,
    DROP_HELD_PEOPLE,
    DROP_HELD_VEHICLES,
    PEOPLE_CHANGES,
    PHONES,
    VEHICLE_CHANGES,
    ORDER_CHANGES,
    MEMBERS,
)
