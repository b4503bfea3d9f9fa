"""Statements that take staged rows in: after stage_sql.RESOLVE, in the same transaction. Set-based, guarded, in order.

Parameters: store, source, batch (or None), now, by, cutoff as in stage_sql.
"""

from apps.customers.services.conflict_sql import CONFLICTS

# The sequence's name is looked up once, not for every row.
NEW_PEOPLE_IDS = """
UPDATE intake_person SET customer_id = nextval((SELECT pg_get_serial_sequence('customers_customer', 'id')::regclass))
 WHERE is_new
"""
# Only names that are written need their pinyin; of most lists those are few. A name verified by phone stays as it is.
NEW_NAMES = """
SELECT name FROM intake_person WHERE is_new
UNION SELECT name FROM intake_person_change WHERE jsonb_exists(changes, 'customer_name')
"""
SPELLINGS = """
CREATE TEMP TABLE intake_spelling ON COMMIT DROP AS
SELECT key AS name, value AS pinyin FROM json_each_text(%(spellings)s::json)
"""
NEW_PEOPLE = """
INSERT INTO customers_customer (id, store_id, kind, name, name_pinyin, name_key, gender, birthday, id_no, address,
       source, remark, do_not_call, do_not_call_reason, focus, focus_reason, undone, batch_id, created_at, version)
SELECT customer_id, %(store)s, kind, name, pinyin, name_key, gender, birthday, id_no, address,
       COALESCE(NULLIF(source, ''), %(source)s), remark, false, '', false, '', false, %(batch)s, %(now)s, 1
  FROM intake_person JOIN intake_spelling USING (name) WHERE is_new ORDER BY customer_id
"""
CHANGED_PEOPLE = """
UPDATE customers_customer c
   SET name = n.name, name_key = n.name_key, name_pinyin = COALESCE(s.pinyin, c.name_pinyin), gender = n.gender,
       birthday = n.birthday, id_no = n.id_no, address = n.address, source = n.source, remark = n.remark,
       version = c.version + 1
  FROM intake_person_change n
  LEFT JOIN intake_spelling s ON s.name = n.name AND jsonb_exists(n.changes, 'customer_name')
 WHERE c.id = n.customer_id AND c.erased_at IS NULL
   AND (n.name, n.gender, n.birthday, n.id_no, n.address, n.source, n.remark)
       IS DISTINCT FROM (c.name, c.gender, c.birthday, c.id_no, c.address, c.source, c.remark)
"""

# A new first number goes before numbers nobody has verified; otherwise it is one more.
ROOM_FOR_PHONES = """
UPDATE customers_phone old SET position = old.position + lead.count
  FROM (SELECT customer_id, count(*) AS count FROM intake_phone WHERE NOT new_person
         GROUP BY customer_id HAVING bool_or(leads)) lead
 WHERE old.customer_id = lead.customer_id
   AND NOT EXISTS (SELECT 1 FROM customers_phone v WHERE v.customer_id = lead.customer_id AND v.validity = 'verified')
"""
NEW_PHONES = """
INSERT INTO customers_phone (customer_id, number, position, validity, source)
SELECT p.customer_id, n.number,
       CASE WHEN n.new_person THEN 0
            WHEN bool_or(n.leads) OVER (PARTITION BY p.customer_id)
             AND NOT EXISTS (SELECT 1 FROM customers_phone v
                              WHERE v.customer_id = p.customer_id AND v.validity = 'verified')
            THEN 0
            ELSE COALESCE((SELECT max(o.position) FROM customers_phone o WHERE o.customer_id = p.customer_id), 0) END
       + row_number() OVER (PARTITION BY p.customer_id ORDER BY n.row_no, n.place),
       'unknown', %(source)s
  FROM intake_phone n JOIN intake_person p ON p.person = n.person
 ORDER BY p.customer_id, n.row_no, n.place
ON CONFLICT (customer_id, number) WHERE number <> '' DO NOTHING
"""

NEW_VEHICLE_IDS = """
UPDATE intake_vehicle SET vehicle_id = nextval((SELECT pg_get_serial_sequence('customers_vehicle', 'id')::regclass))
 WHERE is_new
"""
NEW_VEHICLES = """
INSERT INTO customers_vehicle (id, store_id, vin, plate, model, colour, engine_no)
SELECT vehicle_id, %(store)s, vin, plate, model, colour, engine_no FROM intake_vehicle WHERE is_new ORDER BY vehicle_id
"""
CHANGED_VEHICLES = """
UPDATE customers_vehicle v
   SET vin = n.vin, plate = n.plate, model = n.model, colour = n.colour, engine_no = n.engine_no
  FROM intake_vehicle_change n WHERE v.id = n.vehicle_id
   AND (n.vin, n.plate, n.model, n.colour, n.engine_no)
       IS DISTINCT FROM (v.vin, v.plate, v.model, v.colour, v.engine_no)
"""

# Whoever a vehicle was delivered to owns it; the first person of a vehicle without owner too; others bring it in.
NEW_ROLES = """
INSERT INTO customers_vehiclerole (customer_id, vehicle_id, role)
SELECT customer_id, vehicle_id,
       CASE WHEN delivered OR (place = 1 AND NOT EXISTS (
                 SELECT 1 FROM customers_vehiclerole o WHERE o.vehicle_id = pairs.vehicle_id AND o.role = 'owner'))
            THEN 'owner' ELSE 'sender' END
  FROM (SELECT p.customer_id, v.vehicle_id, bool_or(r.delivery_no <> '') AS delivered,
               row_number() OVER (PARTITION BY v.vehicle_id
                                  ORDER BY bool_or(r.delivery_no <> '') DESC, min(r.row_no)) AS place
          FROM intake_row r JOIN intake_person p ON p.person = r.person
          JOIN intake_vehicle v ON v.vehicle = r.vehicle
         GROUP BY p.customer_id, v.vehicle_id) pairs
 WHERE NOT EXISTS (SELECT 1 FROM customers_vehiclerole vr
                    WHERE vr.customer_id = pairs.customer_id AND vr.vehicle_id = pairs.vehicle_id OFFSET 0)
ON CONFLICT (customer_id, vehicle_id, role) DO NOTHING
"""

NEW_ORDERS = """
INSERT INTO customers_order (store_id, kind, number, document_day, customer_id, vehicle_id, served_by_name,
       served_by_id, repair_type, mileage, amount, source, batch_id, state, is_history, created_at, version)
SELECT %(store)s, d.kind, d.number, d.day, p.customer_id, v.vehicle_id, d.served_by, staff.id,
       d.repair_type, d.mileage, d.amount, %(source)s, %(batch)s, 'active', d.is_history, %(now)s, 1
  FROM intake_doc d JOIN intake_person p ON p.person = d.person
  LEFT JOIN intake_vehicle v ON v.vehicle = d.vehicle AND d.vehicle <> ''
  LEFT JOIN (SELECT u.name, min(u.id) AS id FROM accounts_user u
              WHERE EXISTS (SELECT 1 FROM accounts_post t WHERE t.user_id = u.id AND t.store_id = %(store)s)
              GROUP BY u.name HAVING count(*) = 1) staff ON staff.name = d.served_by
 WHERE d.order_id IS NULL ORDER BY d.row_no
ON CONFLICT (store_id, kind, number) WHERE NOT (state = 'undone') DO NOTHING
"""
CHANGED_ORDERS = """
UPDATE customers_order o SET served_by_name = n.served_by, repair_type = n.repair_type, mileage = n.mileage,
       amount = n.amount, version = o.version + 1
  FROM intake_order_change n WHERE o.id = n.order_id AND o.state = 'active'
   AND (n.served_by, n.repair_type, n.mileage, n.amount)
       IS DISTINCT FROM (o.served_by_name, o.repair_type, o.mileage, o.amount)
"""

NEW_MEMBERS = """
INSERT INTO customers_member (store_id, number, customer_id, level, joined_on, batch_id, entered_at, entered_by_id,
       document, version)
SELECT %(store)s, m.member_no, p.customer_id, m.level, m.joined_on, %(batch)s, %(now)s, %(by)s, '', 1
  FROM intake_member m JOIN intake_person p ON p.person = m.person WHERE m.member_id IS NULL ORDER BY m.row_no
ON CONFLICT (store_id, number) DO NOTHING
"""
CHANGED_MEMBERS = """
UPDATE customers_member m SET level = n.level, joined_on = n.new_joined_on, version = m.version + 1
  FROM intake_member n WHERE m.id = n.member_id
   AND (n.level, n.new_joined_on) IS DISTINCT FROM (m.level, m.joined_on)
"""

WRITE = (
    NEW_PEOPLE_IDS,
    NEW_PEOPLE,
    CHANGED_PEOPLE,
    ROOM_FOR_PHONES,
    NEW_PHONES,
    NEW_VEHICLE_IDS,
    NEW_VEHICLES,
    CHANGED_VEHICLES,
    NEW_ROLES,
    NEW_ORDERS,
    CHANGED_ORDERS,
    NEW_MEMBERS,
    CHANGED_MEMBERS,
)

# --- What the check says about each row of the batch. `car`: a known customer with a vehicle that was not theirs;
# `kept`: what the list says differently and the house does not take over, told beside the row (domain.md 6).
VERDICTS = """
CREATE TEMP TABLE intake_verdict ON COMMIT DROP AS
SELECT row_no, changes, kept,
       CASE WHEN is_new THEN 'new' WHEN changes <> '{}' THEN 'changed' ELSE 'same' END AS verdict,
       CASE WHEN NOT is_new AND (changes <> '{}' OR kept <> '[]') THEN customer_id END AS customer_id
  FROM (SELECT r.row_no, p.customer_id,
               COALESCE(d.is_new, false) OR (m.row_no IS NOT NULL AND m.member_id IS NULL)
               OR (p.is_new AND p.row_no = r.row_no) AS is_new,
               COALESCE(pc.changes, '{}') || COALESCE(vc.changes, '{}') || COALESCE(oc.changes, '{}')
               || COALESCE(m.changes, '{}') || COALESCE(ph.changes, '{}') || COALESCE(car.changes, '{}') AS changes,
               COALESCE(ours.kept, '[]') AS kept
          FROM intake_row r JOIN intake_person p ON p.person = r.person
          LEFT JOIN (SELECT row_no, bool_or(order_id IS NULL) AS is_new FROM intake_doc GROUP BY row_no) d
            ON d.row_no = r.row_no
          LEFT JOIN (SELECT DISTINCT ON (row_no) row_no, member_id, changes FROM intake_member
                      ORDER BY row_no, member_id NULLS FIRST) m ON m.row_no = r.row_no
          LEFT JOIN intake_person_change pc ON pc.row_no = r.row_no
          LEFT JOIN intake_vehicle_change vc ON vc.row_no = r.row_no
          LEFT JOIN (SELECT DISTINCT ON (row_no) row_no, changes FROM intake_order_change ORDER BY row_no, order_id) oc
            ON oc.row_no = r.row_no
          LEFT JOIN (SELECT row_no, jsonb_build_object('phone', jsonb_build_array(
                            '', string_agg(number, ' ' ORDER BY place))) AS changes
                       FROM intake_phone WHERE NOT new_person GROUP BY row_no) ph ON ph.row_no = r.row_no
          LEFT JOIN (SELECT DISTINCT ON (q.person, q.vehicle) q.row_no, jsonb_build_object('vehicle', jsonb_build_array(
                            '', COALESCE(NULLIF(v.plate, ''), v.vin))) AS changes
                       FROM intake_person k JOIN intake_row q ON q.person = k.person
                       JOIN intake_vehicle v ON v.vehicle = q.vehicle
                      WHERE NOT k.is_new AND (v.is_new OR NOT EXISTS (
                            SELECT 1 FROM customers_vehiclerole vr
                             WHERE vr.customer_id = k.customer_id AND vr.vehicle_id = v.vehicle_id OFFSET 0))
                      ORDER BY q.person, q.vehicle, q.row_no) car ON car.row_no = r.row_no
          LEFT JOIN (SELECT k.row_no, jsonb_agg(jsonb_build_object(
                            'code', 'value_kept', 'column', said.col, 'value', said.theirs, 'severity', 'warning',
                            'params', jsonb_build_object('here', said.here)) ORDER BY said.col) AS kept
                       FROM intake_person k
                      CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = k.customer_id OFFSET 0) c
                      CROSS JOIN LATERAL (VALUES
                            ('address', c.address, k.address), ('birthday', c.birthday::text, k.birthday::text),
                            ('customer_name', CASE WHEN c.name_verified_at IS NOT NULL AND c.name_key <> k.name_key
                                                   THEN c.name END, k.name),
                            ('id_no', '****' || right(NULLIF(c.id_no, ''), 4), '****' || right(NULLIF(k.id_no, ''), 4))
                            ) said(col, here, theirs)
                      WHERE NOT k.is_new AND said.here <> '' AND said.theirs <> '' AND said.here <> said.theirs
                      GROUP BY k.row_no) ours ON ours.row_no = r.row_no) judged
UNION ALL
SELECT row_no, '{}', '[]', 'refused', NULL FROM intake_refused
"""
ANALYZE_VERDICTS = "ANALYZE intake_verdict (row_no)"
REASONS = """jsonb_build_array(jsonb_build_object(
           'code', f.code, 'column', f.col, 'value', f.value, 'severity', 'error',
           'params', jsonb_build_object('day', f.old_day)))"""

# Rows of a file land once, with their verdict; a further line of a document has that of its first. They lie in the
# order of the file already: to sort whole rows would take more room than they are given.
KEPT_ROWS = """
INSERT INTO customers_importrow (batch_id, row_no, part_of, verdict, raw, clean, findings, changes, customer_id)
SELECT %(batch)s, r.row_no, r.part_of, CASE WHEN r.refused THEN 'refused' ELSE COALESCE(v.verdict, 'new') END,
       r.raw, r.clean, CASE WHEN f.row_no IS NOT NULL THEN r.findings || {REASONS}
            WHEN r.clean IS NULL OR v.kept IS NULL THEN r.findings ELSE r.findings || v.kept END,
       CASE WHEN r.clean IS NULL THEN '{}' ELSE COALESCE(v.changes, '{}') END,
       CASE WHEN r.clean IS NOT NULL THEN v.customer_id END
  FROM intake_file r
  LEFT JOIN intake_verdict v ON v.row_no = CASE WHEN r.clean IS NULL THEN COALESCE(r.part_of, 0) ELSE r.row_no END
  LEFT JOIN intake_refused f ON f.row_no = r.row_no
""".replace("{REASONS}", REASONS)
REFUSED_ROWS = """
UPDATE customers_importrow r SET findings = r.findings || {REASONS}
  FROM intake_refused f WHERE r.batch_id = %(batch)s AND r.row_no = f.row_no
""".replace("{REASONS}", REASONS)
JUDGED_ROWS = """
UPDATE customers_importrow r SET verdict = v.verdict, changes = v.changes, customer_id = v.customer_id
  FROM intake_verdict v WHERE r.batch_id = %(batch)s AND r.row_no = v.row_no
   AND (r.verdict, r.changes, r.customer_id) IS DISTINCT FROM (v.verdict, v.changes, v.customer_id)
"""
PART_ROWS = """
UPDATE customers_importrow part SET verdict = head.verdict
  FROM customers_importrow head
 WHERE part.batch_id = %(batch)s AND head.batch_id = part.batch_id AND head.row_no = part.part_of
   AND part.clean IS NULL AND part.verdict <> head.verdict AND (part.verdict <> 'refused' OR head.verdict = 'refused')
"""
COUNTS = """
UPDATE customers_importbatch b SET read_count = c.read, new_count = c.new, changed_count = c.changed,
       same_count = c.same, refused_count = c.refused,
       history_count = CASE WHEN %(only)s::int[] IS NULL THEN 0 ELSE b.history_count END
           + (SELECT count(*) FROM intake_doc WHERE order_id IS NULL AND is_history),
       found = b.found || jsonb_build_object('warnings', c.warnings, 'to_call',
           CASE WHEN %(only)s::int[] IS NULL THEN 0 ELSE COALESCE((b.found->>'to_call')::int, 0) END
           + (SELECT count(*) FROM intake_doc WHERE order_id IS NULL AND NOT is_history))
  FROM (SELECT count(*) AS read, count(*) FILTER (WHERE verdict = 'new') AS new,
               count(*) FILTER (WHERE verdict = 'changed') AS changed,
               count(*) FILTER (WHERE verdict = 'same') AS same,
               count(*) FILTER (WHERE verdict = 'refused') AS refused,
               count(*) FILTER (WHERE findings <> '[]' AND findings @> '[{"severity": "warning"}]') AS warnings
          FROM customers_importrow WHERE batch_id = %(batch)s) c
 WHERE b.id = %(batch)s
"""
KEEP = (VERDICTS, ANALYZE_VERDICTS, KEPT_ROWS, COUNTS, CONFLICTS)
JUDGE = (VERDICTS, ANALYZE_VERDICTS, REFUSED_ROWS, JUDGED_ROWS, PART_ROWS, COUNTS, CONFLICTS)
