"""Calls of people who are away change hands, and come back: one statement each, whatever their number.

Parameters: store, today (its date), now. The event says why a call moved: absence, absence_over, dealt. A call that
nobody can take while its agent is away belongs to nobody meanwhile; it still comes back to that agent.
"""

PARTS = {
    # May be given calls of this store today: an active caller who is not away.
    "{here}": """
  SELECT DISTINCT u.id FROM accounts_user u JOIN accounts_post p ON p.user_id = u.id
   WHERE u.is_active AND p.store_id = %(store)s AND p.role IN ('agent', 'care_manager', 'customer_director')
     AND p.from_day <= %(today)s AND (p.until_day IS NULL OR p.until_day >= %(today)s)
     AND NOT EXISTS (SELECT 1 FROM accounts_absence b WHERE b.user_id = u.id
                        AND b.first_day <= %(today)s AND b.last_day >= %(today)s)""",
    "{open}": """c.store_id = %(store)s AND c.state IN ('pending', 'in_progress', 'appointed')
     AND d.settled_at IS NULL AND d.state <> 'cancelled'""",
    # Nobody's, or of somebody away until after it is due; not what a colleague has in hand.
    "{waiting}": """{open} AND (c.claimed_until IS NULL OR c.claimed_until <= %(now)s)
     AND (d.owner_id IS NULL OR EXISTS (
          SELECT 1 FROM accounts_absence a WHERE a.user_id = d.owner_id AND a.first_day <= %(today)s
             AND a.last_day >= %(today)s AND d.due_day <= a.last_day))""",
    # Who may not make which open call: people, and today's members of departments.
    "{barred}": """
  SELECT b.callback_id, b.user_id FROM callbacks_barred b JOIN callbacks_callback c ON c.id = b.callback_id
   WHERE b.user_id IS NOT NULL AND c.state IN ('pending', 'in_progress', 'appointed')
   UNION SELECT b.callback_id, p.user_id FROM callbacks_barred b JOIN callbacks_callback c ON c.id = b.callback_id
    JOIN accounts_post p ON p.department_id = b.department_id
   WHERE c.state IN ('pending', 'in_progress', 'appointed') AND p.from_day <= %(today)s
     AND (p.until_day IS NULL OR p.until_day >= %(today)s)""",
    # Whom a call nobody has was taken from by an absence.
    "{taken_from}": """
  SELECT e.old_owner_id AS home_id FROM (
      SELECT code, old_owner_id FROM duties_dutyevent
       WHERE duty_id = d.id AND what = 'reassign' ORDER BY id DESC LIMIT 1) e
   WHERE e.code = 'absence' AND d.owner_id IS NULL""",
    # An absence took it from somebody, and it is still to be done in time.
    "{touched}": """
  SELECT DISTINCT e.duty_id FROM duties_dutyevent e JOIN duties_duty d ON d.id = e.duty_id
   WHERE e.what = 'reassign' AND e.code = 'absence' AND e.at > %(now)s - interval '100 days'
     AND d.store_id = %(store)s AND d.state = 'open' AND d.settled_at IS NULL AND d.due_at > %(now)s""",
    "{moved}": """moved AS (
  UPDATE duties_duty d SET owner_id = old.new_id FROM old WHERE d.id = old.id RETURNING d.id
)""",
    "{note}": """
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_owner_id, new_owner_id)
SELECT old.id, 'reassign', old.state, old.state, %(now)s, old.code, old.owner_id, old.new_id
  FROM old JOIN moved USING (id) ORDER BY old.id""",
}


def whole(statement: str) -> str:
    """The statement with its common parts filled in."""
    for _round in range(2):
        for name, part in PARTS.items():
            statement = statement.replace(name, part)
    return statement


# To the substitute, unless that person is away too, has served the customer or is barred from the call.
HAND_OVER = whole("""
WITH here AS ({here}), barred AS ({barred}),
away AS (
  SELECT DISTINCT ON (a.user_id) a.user_id, a.substitute_id
    FROM accounts_absence a JOIN here ON here.id = a.substitute_id
   WHERE a.first_day <= %(today)s AND a.last_day >= %(today)s
   ORDER BY a.user_id, a.id
), theirs AS (
  SELECT d.id, w.substitute_id FROM duties_duty d JOIN away w ON w.user_id = d.owner_id
   WHERE d.store_id = %(store)s AND d.settled_at IS NULL
   UNION ALL
  SELECT d.id, w.substitute_id FROM duties_duty d CROSS JOIN LATERAL ({taken_from}) t
    JOIN away w ON w.user_id = t.home_id
   WHERE d.store_id = %(store)s AND d.settled_at IS NULL AND d.owner_id IS NULL
), old AS (
  SELECT d.id, d.state, d.owner_id, w.substitute_id AS new_id, 'absence' AS code
    FROM theirs w JOIN duties_duty d USING (id) JOIN callbacks_callback c ON c.duty_id = d.id
    LEFT JOIN customers_order o ON o.id = c.order_id
   WHERE {open} AND w.substitute_id IS DISTINCT FROM o.served_by_id
     AND (c.id, w.substitute_id) NOT IN (SELECT callback_id, user_id FROM barred)
   ORDER BY d.id FOR UPDATE OF d
), {moved}
{note}
""")

# A customer who waits for a reply hears from the substitute, else from the manager; a reply is not given back.
REPLIES = whole("""
WITH here AS ({here}),
boss AS (
  SELECT min(here.id) AS id FROM here JOIN accounts_post p ON p.user_id = here.id
   WHERE p.store_id = %(store)s AND p.role = 'care_manager' AND p.from_day <= %(today)s
     AND (p.until_day IS NULL OR p.until_day >= %(today)s)
), away AS (
  SELECT DISTINCT ON (a.user_id) a.user_id, COALESCE(here.id, (SELECT id FROM boss)) AS new_id
    FROM accounts_absence a LEFT JOIN here ON here.id = a.substitute_id
   WHERE a.first_day <= %(today)s AND a.last_day >= %(today)s
   ORDER BY a.user_id, a.id
), old AS (
  SELECT d.id, d.state, d.owner_id, w.new_id, 'absence' AS code
    FROM duties_duty d JOIN away w ON w.user_id = d.owner_id
   WHERE d.store_id = %(store)s AND d.kind = 'question.answer' AND d.settled_at IS NULL
     AND d.state <> 'cancelled' AND w.new_id IS NOT NULL
   ORDER BY d.id FOR UPDATE OF d
), {moved}
{note}
""")

# What there may be to do: to give back, to hand over, to deal. Mostly nothing, and this is all that is asked.
LOOK = whole("""
SELECT EXISTS ({touched}),
       EXISTS (SELECT 1 FROM accounts_absence a WHERE a.first_day <= %(today)s AND a.last_day >= %(today)s),
       EXISTS (SELECT 1 FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id WHERE {waiting})
""")

WAITING = whole("""
SELECT count(*) FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id WHERE {waiting}
""")

# Each customer's calls go to one agent: who has calls of theirs already, else the next seat of the least loaded
# (`pool`: present agents with open calls and water level), never who served the customer or is barred from the call.
# Whom nobody stands in for loses the call to nobody. Answers by agent: how many moved, how many of them to nobody.
DEAL = whole("""
WITH barred AS ({barred}), pool AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(pool)s::jsonb) AS a (agent_id bigint, load bigint, level bigint)
), seat AS (
  SELECT agent_id, row_number() OVER (ORDER BY height, agent_id) AS n, count(*) OVER () AS seats
    FROM pool, generate_series(load + 1, level) AS height
), waiting AS (
  SELECT d.id, d.state, d.owner_id, t.home_id, c.customer_id, c.id AS callback_id, o.served_by_id
    FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id
    LEFT JOIN customers_order o ON o.id = c.order_id LEFT JOIN LATERAL ({taken_from}) t ON true
   WHERE {waiting}
   ORDER BY d.id FOR UPDATE OF d
), ranked AS (
  SELECT w.*, dense_rank() OVER (ORDER BY customer_id) AS n,
         ARRAY(SELECT b.user_id FROM barred b WHERE b.callback_id = w.callback_id
                UNION ALL SELECT w.served_by_id WHERE w.served_by_id IS NOT NULL) AS unfit
    FROM waiting w
), held AS (
  SELECT DISTINCT ON (c.customer_id) c.customer_id, d.owner_id
    FROM callbacks_callback c JOIN duties_duty d ON d.id = c.duty_id JOIN pool a ON a.agent_id = d.owner_id
   WHERE c.customer_id IN (SELECT customer_id FROM waiting) AND {open}
   ORDER BY c.customer_id, d.due_at, c.id
), old AS (
  SELECT dealt.*, CASE WHEN new_id = home_id THEN 'absence_over'
                       WHEN owner_id IS NULL AND home_id IS NULL THEN 'dealt' ELSE 'absence' END AS code FROM (
    SELECT r.id, r.state, r.owner_id, r.home_id,
           CASE WHEN h.owner_id IS NOT NULL AND h.owner_id <> ALL (r.unfit) THEN h.owner_id
                WHEN s.agent_id IS NOT NULL AND s.agent_id <> ALL (r.unfit) THEN s.agent_id
                ELSE (SELECT a.agent_id FROM pool a WHERE a.agent_id <> ALL (r.unfit)
                       ORDER BY a.load, a.agent_id LIMIT 1) END AS new_id
      FROM ranked r LEFT JOIN held h USING (customer_id)
      LEFT JOIN seat s ON s.n = (r.n - 1) %% s.seats + 1) dealt
   WHERE new_id IS DISTINCT FROM owner_id
), {moved}, told AS ({note}
  RETURNING old_owner_id, new_owner_id
)
SELECT u.id, u.name, count(*), count(*) FILTER (WHERE new_owner_id IS NULL)
  FROM told LEFT JOIN accounts_user u ON u.id = old_owner_id GROUP BY u.id ORDER BY u.id
""")

# Back to the first owner of an unbroken row of absences: open, still to be done in time, not begun by who stood in.
GIVE_BACK = whole("""
WITH here AS ({here}), barred AS ({barred}),
touched AS ({touched}), story AS (
  SELECT t.duty_id, e.id, e.at, e.old_owner_id,
         max(e.id) FILTER (WHERE e.code NOT IN ('absence', 'absence_over')) OVER (PARTITION BY t.duty_id) AS turned
    FROM touched t JOIN duties_dutyevent e ON e.duty_id = t.duty_id AND e.what = 'reassign'
), home AS (
  SELECT DISTINCT ON (duty_id) duty_id, old_owner_id AS home_id, max(at) OVER (PARTITION BY duty_id) AS since
    FROM story WHERE id > COALESCE(turned, 0) ORDER BY duty_id, id
), old AS (
  SELECT d.id, d.state, d.owner_id, h.home_id AS new_id, 'absence_over' AS code
    FROM home h JOIN here ON here.id = h.home_id JOIN duties_duty d ON d.id = h.duty_id
    JOIN callbacks_callback c ON c.duty_id = d.id
   WHERE {open} AND d.owner_id IS DISTINCT FROM h.home_id
     AND (c.id, h.home_id) NOT IN (SELECT callback_id, user_id FROM barred)
     AND (c.claimed_until IS NULL OR c.claimed_until <= %(now)s)
     AND NOT EXISTS (SELECT 1 FROM callbacks_attempt t WHERE t.callback_id = c.id AND t.saved_at >= h.since)
   ORDER BY d.id FOR UPDATE OF d
), {moved}
{note}
""")
