"""Statements about rows that contradict a customer: which wait, what people decided, which a decision sets free.

They work on the tables of stage_sql; parameters: batch, only (row numbers), people (numbers of first rows), conflicts
(codes that people decide about).
"""

# Inside a statement that knows the row as r and the customer as c.
UNDECIDED = """NOT EXISTS (
                     SELECT 1 FROM customers_importconflict k WHERE k.batch_id = %(batch)s AND k.person = r.person
                        AND k.customer_id = c.id AND k.decision = 'same')"""

# A known VIN brought by somebody whose name and phone are both new: nobody but a person can tell. All rows of that
# person wait, so that the decision holds for all of them. A document typed by hand needs no such question.
HELD = """
INSERT INTO intake_refused (row_no, code, col, value, old_day, person, customer_id)
SELECT r.row_no, 'vin_other_customer', 'vin', held.vin, NULL, held.person, held.customer_id
  FROM (SELECT DISTINCT ON (p.person) p.person, c.id AS customer_id, drives.vin
          FROM intake_person p JOIN intake_row brought ON brought.person = p.person
          JOIN intake_vehicle g ON g.vehicle = brought.vehicle AND NOT g.is_new
         CROSS JOIN LATERAL (
               SELECT v.vin, vr.id, vr.role, vr.customer_id
                 FROM customers_vehicle v JOIN customers_vehiclerole vr ON vr.vehicle_id = v.id
                WHERE v.id = g.vehicle_id AND v.vin <> '' AND v.vin = brought.vin OFFSET 0) drives
         CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = drives.customer_id OFFSET 0) c
         WHERE p.is_new AND %(batch)s::bigint IS NOT NULL AND NOT c.undone AND c.erased_at IS NULL
           AND c.merged_into_id IS NULL AND NOT EXISTS (
               SELECT 1 FROM customers_importconflict k
                WHERE k.batch_id = %(batch)s AND k.person = p.person AND k.decision = 'other')
         ORDER BY p.person, drives.role = 'owner' DESC, drives.id DESC) held
  JOIN intake_row r ON r.person = held.person
"""
DROP_HELD_PEOPLE = """
DELETE FROM intake_person p USING intake_refused f
 WHERE f.person = p.person AND NOT EXISTS (SELECT 1 FROM intake_row r WHERE r.person = p.person)
"""
DROP_HELD_VEHICLES = """
DELETE FROM intake_vehicle g USING intake_refused f
 WHERE f.row_no = g.row_no AND NOT EXISTS (SELECT 1 FROM intake_row r WHERE r.vehicle = g.vehicle)
"""

CONFLICTS = """
INSERT INTO customers_importconflict (batch_id, person, customer_id, code, decision)
SELECT DISTINCT ON (person, customer_id) %(batch)s, person, customer_id, code, ''
  FROM intake_refused WHERE code = ANY(%(conflicts)s) ORDER BY person, customer_id, row_no
ON CONFLICT (batch_id, person, customer_id) DO NOTHING
"""

# --- Rows a decision sets free: judged anew, with the lines of their documents.
RELEASE_ROWS = """
UPDATE customers_importrow r SET verdict = 'new', findings = COALESCE((
       SELECT jsonb_agg(f) FROM jsonb_array_elements(r.findings) f WHERE f->>'code' <> ALL(%(conflicts)s)), '[]')
 WHERE r.batch_id = %(batch)s AND r.verdict = 'refused' AND r.clean IS NOT NULL
   AND (r.clean->>'person')::int = ANY(%(people)s)
   AND EXISTS (SELECT 1 FROM jsonb_array_elements(r.findings) f WHERE f->>'code' = ANY(%(conflicts)s))
RETURNING r.row_no
"""
RELEASE_PARTS = """
UPDATE customers_importrow SET verdict = 'new'
 WHERE batch_id = %(batch)s AND part_of = ANY(%(only)s) AND clean IS NULL AND verdict = 'refused'
   AND NOT findings @> '[{"severity": "error"}]'
"""
