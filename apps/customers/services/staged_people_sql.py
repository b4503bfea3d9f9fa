"""Statements that find out whose rows they are: people, what changes about them, numbers not yet there.

Tables and parameters are those of stage_sql.
"""

# Most people and vehicles stand in one row; only the others are put together from several.
# The order of matching (domain.md 6): what people decided, document number, member number, VIN, phone and name,
# plate and name; each asks only about people whom nothing before it has found. NOT IN, because that is looked up in a
# hash whatever the planner expects of the rows before. OFFSET 0 keeps the questions in this order: by name first, each
# row met all its namesakes, and there are the more of them the longer the list and the larger the house.
PEOPLE = """
CREATE TEMP TABLE intake_person ON COMMIT DROP AS
WITH known AS MATERIALIZED (
    SELECT DISTINCT ON (person) person, customer_id FROM (
        SELECT k.person, COALESCE(c.merged_into_id, c.id) AS customer_id, 0 AS how
          FROM customers_importconflict k JOIN customers_customer c ON c.id = k.customer_id
         WHERE k.batch_id = %(batch)s AND k.decision = 'same'
        UNION ALL
        SELECT person, old_customer, 1 FROM intake_doc WHERE order_id IS NOT NULL
        UNION ALL
        SELECT r.person, m.customer_id, 2 FROM intake_row r
         CROSS JOIN LATERAL (
               SELECT customer_id FROM customers_member WHERE store_id = %(store)s AND number = r.member_no OFFSET 0) m
         WHERE r.member_no <> '') numbered
     ORDER BY person, how, customer_id
), by_vin AS MATERIALIZED (
    SELECT r.person, min(c.id) AS customer_id FROM intake_row r
     CROSS JOIN LATERAL (
           SELECT vr.customer_id FROM customers_vehicle v JOIN customers_vehiclerole vr ON vr.vehicle_id = v.id
            WHERE v.store_id = %(store)s AND v.vin = r.vin AND v.vin <> '' OFFSET 0) drives
     CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = drives.customer_id OFFSET 0) c
     WHERE r.vin <> '' AND r.person NOT IN (SELECT person FROM known) AND NOT c.undone AND c.erased_at IS NULL
       AND (c.name_key = r.name_key OR EXISTS (
           SELECT 1 FROM customers_phone p WHERE p.customer_id = c.id AND jsonb_exists(r.keys, p.number)))
     GROUP BY r.person
), by_phone AS MATERIALIZED (
    SELECT r.person, min(c.id) AS customer_id
      FROM intake_row r CROSS JOIN LATERAL jsonb_array_elements_text(r.keys) k(number)
     CROSS JOIN LATERAL (SELECT customer_id FROM customers_phone WHERE number = k.number OFFSET 0) p
     CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = p.customer_id OFFSET 0) c
     WHERE r.person NOT IN (SELECT person FROM known) AND r.person NOT IN (SELECT person FROM by_vin)
       AND c.name_key = r.name_key AND c.store_id = %(store)s AND NOT c.undone AND c.erased_at IS NULL
     GROUP BY r.person
), by_plate AS (
    SELECT r.person, min(c.id) AS customer_id FROM intake_row r
     CROSS JOIN LATERAL (
           SELECT vr.customer_id FROM customers_vehicle v JOIN customers_vehiclerole vr ON vr.vehicle_id = v.id
            WHERE v.store_id = %(store)s AND v.plate = r.plate AND v.plate <> '' OFFSET 0) drives
     CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = drives.customer_id OFFSET 0) c
     WHERE r.plate <> '' AND r.person NOT IN (SELECT person FROM known)
       AND r.person NOT IN (SELECT person FROM by_vin) AND r.person NOT IN (SELECT person FROM by_phone)
       AND c.name_key = r.name_key AND NOT c.undone AND c.erased_at IS NULL
     GROUP BY r.person
), matched AS (
    SELECT * FROM known UNION ALL SELECT * FROM by_vin UNION ALL SELECT * FROM by_phone UNION ALL SELECT * FROM by_plate
), several AS MATERIALIZED (
    SELECT person FROM intake_row GROUP BY person HAVING count(*) > 1
), told AS (
    SELECT person, row_no, name, name_key, kind, gender, birthday, id_no, address, source, remark
      FROM intake_row r WHERE NOT EXISTS (SELECT 1 FROM several s WHERE s.person = r.person)
    UNION ALL
    SELECT person, min(row_no) AS row_no,
           (array_agg(name ORDER BY row_no))[1] AS name,
           (array_agg(name_key ORDER BY row_no))[1] AS name_key,
           (array_agg(kind ORDER BY row_no))[1] AS kind,
           COALESCE((array_agg(gender ORDER BY row_no) FILTER (WHERE gender <> ''))[1], '') AS gender,
           (array_agg(birthday ORDER BY row_no) FILTER (WHERE birthday IS NOT NULL))[1] AS birthday,
           COALESCE((array_agg(id_no ORDER BY row_no) FILTER (WHERE id_no <> ''))[1], '') AS id_no,
           COALESCE((array_agg(address ORDER BY row_no) FILTER (WHERE address <> ''))[1], '') AS address,
           COALESCE((array_agg(source ORDER BY row_no) FILTER (WHERE source <> ''))[1], '') AS source,
           COALESCE((array_agg(remark ORDER BY row_no) FILTER (WHERE remark <> ''))[1], '') AS remark
      FROM intake_row WHERE person IN (SELECT person FROM several) GROUP BY person
)
SELECT told.*, matched.customer_id, matched.customer_id IS NULL AS is_new
  FROM told LEFT JOIN matched ON matched.person = told.person
 ORDER BY told.person
"""

# A name a person has verified stays; other details are filled in where they were empty.
PEOPLE_CHANGES = """
CREATE TEMP TABLE intake_person_change ON COMMIT DROP AS
SELECT p.customer_id, p.row_no, n.*, jsonb_strip_nulls(jsonb_build_object(
           'customer_name', CASE WHEN n.name <> c.name THEN jsonb_build_array(c.name, n.name) END,
           'gender', CASE WHEN n.gender <> c.gender THEN jsonb_build_array(c.gender, n.gender) END,
           'birthday', CASE WHEN n.birthday IS DISTINCT FROM c.birthday
                           THEN jsonb_build_array(c.birthday, n.birthday) END,
           'id_no', CASE WHEN n.id_no <> c.id_no THEN jsonb_build_array(c.id_no, n.id_no) END,
           'address', CASE WHEN n.address <> c.address THEN jsonb_build_array(c.address, n.address) END,
           'source', CASE WHEN n.source <> c.source THEN jsonb_build_array(c.source, n.source) END,
           'remark', CASE WHEN n.remark <> c.remark THEN jsonb_build_array(c.remark, n.remark) END)) AS changes
  FROM (SELECT DISTINCT ON (customer_id) * FROM intake_person WHERE customer_id IS NOT NULL
         ORDER BY customer_id, row_no) p
 CROSS JOIN LATERAL (SELECT * FROM customers_customer WHERE id = p.customer_id OFFSET 0) c
 CROSS JOIN LATERAL (SELECT c.name_verified_at IS NULL AND p.name_key <> c.name_key AS renamed) r
 CROSS JOIN LATERAL (
       SELECT CASE WHEN renamed THEN p.name ELSE c.name END AS name,
              CASE WHEN renamed THEN p.name_key ELSE c.name_key END AS name_key,
              COALESCE(NULLIF(c.gender, ''), p.gender) AS gender, COALESCE(c.birthday, p.birthday) AS birthday,
              COALESCE(NULLIF(c.id_no, ''), p.id_no) AS id_no,
              COALESCE(NULLIF(c.address, ''), p.address) AS address,
              COALESCE(NULLIF(c.source, ''), p.source) AS source,
              COALESCE(NULLIF(c.remark, ''), p.remark) AS remark) n
 WHERE (n.name, n.gender, n.birthday, n.id_no, n.address, n.source, n.remark)
       IS DISTINCT FROM (c.name, c.gender, c.birthday, c.id_no, c.address, c.source, c.remark)
"""

# `leads`: the first number the file names for this customer is a new one.
PHONES = """
CREATE TEMP TABLE intake_phone ON COMMIT DROP AS
SELECT * FROM (
    SELECT said.*, old.id IS NULL AS is_new,
           row_number() OVER (PARTITION BY owner ORDER BY row_no, place) = 1 AS leads
      FROM (SELECT DISTINCT ON (owner, x.number) p.person, p.is_new AS new_person, p.customer_id, r.row_no,
                   x.number, x.place, owner
              FROM intake_row r JOIN intake_person p ON p.person = r.person
             CROSS JOIN LATERAL (SELECT COALESCE(p.customer_id, -p.person) AS owner) o
             CROSS JOIN LATERAL jsonb_array_elements_text(r.phones) WITH ORDINALITY x(number, place)
             ORDER BY owner, x.number, r.row_no, x.place) said
      LEFT JOIN LATERAL (
           SELECT id FROM customers_phone
            WHERE customer_id = said.customer_id AND number = said.number AND number <> ''
           OFFSET 0) old ON true) numbered
 WHERE is_new
"""
