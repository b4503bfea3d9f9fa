"""The statements that turn orders into duties and calls, a handful whatever their number."""

# Orders of one store that lack a call; the key is the reason why the call exists.
INPUTS = """
SELECT o.store_id, o.kind, o.document_day, count(*)
  FROM customers_order o
 WHERE o.state = 'active' AND NOT o.is_history AND o.created_at >= %(since)s
   AND (%(store)s::bigint IS NULL OR o.store_id = %(store)s)
   AND NOT EXISTS (SELECT 1 FROM callbacks_callback c WHERE c.key = 'callback:' || o.kind || ':' || o.id)
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

# The same orders, one row each. In a table of their own they are counted before OPEN is planned: of orders that came in
# a moment ago the statistics know nothing, and of few the planner compares each with each.
WAITING = """
DROP TABLE IF EXISTS waiting_order;
CREATE TEMP TABLE waiting_order ON COMMIT DROP AS
SELECT o.id, o.store_id, o.kind, o.number, o.customer_id, o.vehicle_id, o.served_by_id,
       o.store_id || ' ' || o.kind || ' ' || to_char(o.document_day, 'YYYY-MM-DD') AS input,
       u.erased_at IS NOT NULL OR EXISTS (
         SELECT 1 FROM customers_optout x
          WHERE x.customer_id = o.customer_id AND x.withdrawn_at IS NULL AND x.kind IN ('', o.kind)
            AND (x.vehicle_id IS NULL OR x.vehicle_id = o.vehicle_id)) AS silent
  FROM customers_order o JOIN customers_customer u ON u.id = o.customer_id
 WHERE o.state = 'active' AND NOT o.is_history AND o.created_at >= %(since)s
   AND (%(store)s::bigint IS NULL OR o.store_id = %(store)s)
   AND NOT EXISTS (SELECT 1 FROM callbacks_callback c WHERE c.key = 'callback:' || o.kind || ':' || o.id);
ANALYZE waiting_order
"""

# Who makes which call, for all of them at once: `plan` holds one row per distinct input, `pool` one per present agent
# with open calls and water level; both are handed over as JSON, so the statement is the same whatever their number.
# One key joins orders and plans: of three, the planner expects so few rows that it compares each with each.
# A customer's calls go to one agent: the one who has them already, else the customer's seat.
DEAL = """
DROP TABLE IF EXISTS dealt_order;
CREATE TEMP TABLE dealt_order ON COMMIT DROP AS
WITH pool AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(pool)s::jsonb) AS a (store_id bigint, agent_id bigint, load bigint, level bigint)
),
seat AS (
  SELECT store_id, agent_id, row_number() OVER (PARTITION BY store_id ORDER BY height, agent_id) AS n
    FROM pool, generate_series(load + 1, level) AS height
),
seats AS (SELECT store_id, count(*) AS n FROM seat GROUP BY store_id),
held AS (
  SELECT DISTINCT ON (c.customer_id) c.customer_id, d.owner_id
    FROM callbacks_callback c JOIN duties_duty d ON d.id = c.duty_id
    JOIN pool a ON a.store_id = c.store_id AND a.agent_id = d.owner_id
   WHERE c.state IN ('pending', 'in_progress', 'appointed')
     AND c.customer_id IN (SELECT customer_id FROM waiting_order)
   ORDER BY c.customer_id, d.due_at, c.id
),
fresh AS (
  SELECT o.*, dense_rank() OVER (PARTITION BY o.store_id ORDER BY o.customer_id) AS n FROM waiting_order o
)
SELECT row_number() OVER (ORDER BY f.id) AS place, f.id AS order_id, f.store_id, f.kind, f.number, f.customer_id,
       f.vehicle_id, f.input, f.silent,
       CASE WHEN f.silent THEN NULL
            WHEN h.owner_id <> COALESCE(f.served_by_id, 0) THEN h.owner_id
            WHEN s.agent_id <> COALESCE(f.served_by_id, 0) THEN s.agent_id
            ELSE (SELECT a.agent_id FROM pool a
                   WHERE a.store_id = f.store_id AND a.agent_id <> COALESCE(f.served_by_id, 0)
                   ORDER BY a.load, a.agent_id LIMIT 1) END AS owner_id
  FROM fresh f
  LEFT JOIN held h ON h.customer_id = f.customer_id
  LEFT JOIN seats k ON k.store_id = f.store_id
  LEFT JOIN seat s ON s.store_id = f.store_id AND s.n = (f.n - 1) %% k.n + 1
 ORDER BY f.id;
CREATE UNIQUE INDEX ON dealt_order (place);
ANALYZE dealt_order;
SELECT count(*) FROM dealt_order
"""

# Opens the calls at the places after `first` up to `last`: so many at a time that their rows are still at hand when
# the foreign keys are checked at the end of the statement. Who writes is asked once, not by the default of every row.
OPEN = """
WITH plan AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(plans)s::jsonb) AS p (
    input text, duty_kind text, due_at timestamptz, due_day date, clock boolean,
    provisional boolean, trace jsonb, policy_values jsonb, stamp bigint)
),
dealt AS MATERIALIZED (
  SELECT o.*, 'callback:' || o.kind || ':' || o.order_id AS key,
         nextval((SELECT pg_get_serial_sequence('callbacks_callback', 'id')::regclass)) AS callback_id,
         CASE WHEN o.silent THEN 'cancelled' WHEN p.due_at <= %(now)s THEN 'excused' ELSE 'open' END AS state,
         CASE WHEN NOT o.silent AND p.due_at <= %(now)s THEN 'late_import' ELSE '' END AS cause
    FROM dealt_order o JOIN plan p ON p.input = o.input
   WHERE o.place > %(first)s AND o.place <= %(last)s
),
duty AS (
  INSERT INTO duties_duty (store_id, kind, key, owner_id, opened_at, due_at, due_day, clock, original_due_at,
                           state, cause, policy_values, trace, provisional, plan_stamp, title, url_name, object_id)
  SELECT t.store_id, p.duty_kind, t.key, t.owner_id, %(now)s, p.due_at, p.due_day, p.clock, p.due_at, t.state, t.cause,
         p.policy_values, p.trace, p.provisional, p.stamp, t.number, 'desk:call', t.callback_id
    FROM (SELECT * FROM dealt ORDER BY order_id) t JOIN plan p ON p.input = t.input
      ON CONFLICT (key) DO NOTHING
  RETURNING id, store_id, object_id, due_at, owner_id, state, cause,
            CASE state WHEN 'cancelled' THEN 'do_not_call' ELSE cause END AS code
),
opened AS (
  INSERT INTO callbacks_callback (id, store_id, kind, key, customer_id, vehicle_id, order_id, duty_id, state,
                                  appointment_count, created_at, version)
  SELECT t.callback_id, t.store_id, t.kind, t.key, t.customer_id, t.vehicle_id, t.order_id, d.id,
         CASE WHEN t.silent THEN 'cancelled' ELSE 'pending' END, 0, %(now)s, 1
    FROM duty d JOIN dealt t ON t.callback_id = d.object_id
),
moved AS (
  INSERT INTO callbacks_callbackmove (callback_id, old, new, at, code, written_by)
  SELECT object_id, '', CASE state WHEN 'cancelled' THEN 'cancelled' ELSE 'pending' END, %(now)s, code,
         (SELECT written_by())
    FROM duty
),
told AS (
  INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, new_due_at, new_owner_id, written_by)
  SELECT d.id, e.what, e.old, e.new, %(now)s, e.code, CASE WHEN e.nth = 1 THEN d.due_at END,
         CASE WHEN e.nth = 1 THEN d.owner_id END, (SELECT written_by())
    FROM duty d,
         LATERAL (VALUES (1, 'open', '', 'open', ''),
                         (2, CASE d.state WHEN 'cancelled' THEN 'cancel' ELSE 'excuse' END, 'open', d.state, d.code)
                 ) AS e (nth, what, old, new, code)
   WHERE e.nth = 1 OR d.state <> 'open'
)
SELECT store_id, count(*), count(*) FILTER (WHERE owner_id IS NULL AND state <> 'cancelled')
  FROM duty GROUP BY store_id
"""
