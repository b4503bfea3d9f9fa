"""What the figures should count, asked by hand in SQL (store, start and end are given)."""

CALLS = """
  FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id
 WHERE d.store_id = %(store)s AND d.kind IN ('callback.delivery', 'callback.repair')
   AND d.due_day BETWEEN %(start)s AND %(end)s AND d.state <> 'cancelled' AND c.state <> 'cancelled'
   AND NOT (d.state = 'excused' AND d.cause <> 'unreachable')
"""
DIALS = """
  FROM callbacks_attempt a JOIN callbacks_callback c ON c.id = a.callback_id
 WHERE c.store_id = %(store)s AND (a.started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(start)s AND %(end)s
"""
ANSWERS = """
  FROM callbacks_answer w JOIN callbacks_question q ON q.id = w.question_id
  JOIN callbacks_attempt a ON a.id = w.attempt_id JOIN callbacks_callback c ON c.id = a.callback_id
 WHERE c.store_id = %(store)s AND (a.started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(start)s AND %(end)s
   AND q.counts_for_satisfaction AND c.kind IN ('delivery', 'repair') AND w.score IS NOT NULL
"""
DAY = "(%s AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %%(start)s AND %%(end)s"
COMPLAINTS = "FROM complaints_complaint x WHERE x.store_id = %(store)s AND x.state <> 'invalid' AND " + (
    DAY % "x.recorded_at"
)
CLOSED = (
    "FROM complaints_closedcycle y JOIN complaints_complaint x ON x.id = y.complaint_id "
    "WHERE x.store_id = %(store)s AND " + (DAY % "y.closed_at")
)
CLOSING = (
    "FROM duties_duty d WHERE d.store_id = %(store)s AND d.kind = 'complaint.close' AND d.state <> 'cancelled' "
    "AND d.due_day BETWEEN %(start)s AND %(end)s"
)
OPEN_THEN = """
  FROM complaints_complaint x
  JOIN LATERAL (SELECT new FROM complaints_complaintmove m WHERE m.complaint_id = x.id
                   AND (m.at AT TIME ZONE 'Asia/Shanghai')::date <= %(end)s
                 ORDER BY m.at DESC, m.id DESC LIMIT 1) m ON true
 WHERE x.store_id = %(store)s AND m.new NOT IN ('closed', 'invalid')
"""
DOCUMENTS = """
  FROM customers_order o WHERE o.store_id = %(store)s AND o.state = 'active'
   AND o.document_day BETWEEN %(start)s AND %(end)s
"""
CONTACTS = (
    "FROM duties_duty d WHERE d.store_id = %(store)s AND d.kind = 'complaint.first_contact' "
    "AND d.state NOT IN ('cancelled', 'excused') AND d.due_day BETWEEN %(start)s AND %(end)s"
)
CONTACTED = """
  FROM complaints_complaintmove m JOIN complaints_complaint x ON x.id = m.complaint_id
  JOIN complaints_complaintmove b ON b.complaint_id = x.id AND b.cycle = m.cycle AND b.what IN ('issue', 'reopen')
 WHERE x.store_id = %(store)s AND m.what = 'contact' AND """ + (DAY % "m.at")
TURNS = (
    "FROM complaints_complaintmove m JOIN complaints_complaint x ON x.id = m.complaint_id "
    "WHERE x.store_id = %(store)s AND " + (DAY % "m.at")
)
ASKED = (
    "FROM callbacks_inquiry i JOIN duties_duty d ON d.id = i.duty_id WHERE i.store_id = %(store)s "
    "AND d.state <> 'cancelled' AND " + (DAY % "i.raised_at")
)
TWICE = "FROM customers_duplicate x WHERE x.store_id = %(store)s AND " + (DAY % "x.found_at")
VISITORS = """
  FROM (SELECT max(document_day) AS last FROM customers_order WHERE store_id = %(store)s AND state = 'active'
           AND document_day BETWEEN %(end)s::date - interval '1 year' AND %(end)s GROUP BY customer_id) v
"""
LISTS = "FROM customers_importbatch b WHERE b.store_id = %(store)s AND b.state = 'committed' AND " + (
    DAY % "b.committed_at"
)
ORACLE = {
    # figure -> (counted, base or None)
    "calls.due": ("count(*)" + CALLS, None),
    "calls.on_time": ("count(*) FILTER (WHERE d.state = 'kept')" + CALLS, None),
    "calls.late": ("count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NOT NULL)" + CALLS, None),
    "calls.overdue": ("count(*) FILTER (WHERE d.state = 'missed' AND d.settled_at IS NULL)" + CALLS, None),
    "calls.unreachable": ("count(*) FILTER (WHERE d.state = 'excused')" + CALLS, None),
    "calls.completion": ("count(*) FILTER (WHERE d.state IN ('kept', 'excused'))" + CALLS, "count(*)" + CALLS),
    "calls.on_time_reach": (
        "count(*) FILTER (WHERE d.state = 'kept' AND c.state IN ('completed', 'refused'))" + CALLS,
        "count(*)" + CALLS,
    ),
    "calls.reach": (
        "count(*)" + CALLS + "AND c.id IN (SELECT callback_id FROM callbacks_attempt WHERE reached)",
        "count(*)" + CALLS + "AND c.id IN (SELECT callback_id FROM callbacks_attempt)",
    ),
    "attempts.made": ("count(*)" + DIALS, None),
    "attempts.reached": ("count(*) FILTER (WHERE a.reached)" + DIALS, None),
    "satisfaction": ("count(*) FILTER (WHERE w.score IN (4, 5))" + ANSWERS, "count(*)" + ANSWERS),
    "complaints.registered": ("count(*) " + COMPLAINTS, None),
    "complaints.rate": ("count(*) " + COMPLAINTS, "count(*)" + DOCUMENTS),
    "complaints.closed": ("count(*) " + CLOSED, None),
    "complaints.satisfied": (
        "count(*) FILTER (WHERE y.closing IN ('satisfied', 'basically')) " + CLOSED,
        "count(*) " + CLOSED,
    ),
    "complaints.over_term": ("count(*) FILTER (WHERE d.state = 'missed') " + CLOSING, None),
    "complaints.open_at_end": ("count(*)" + OPEN_THEN, None),
    "complaints.compensation": (
        "coalesce(sum(p.amount), 0) FROM complaints_compensation p JOIN complaints_complaint x "
        "ON x.id = p.complaint_id WHERE x.store_id = %(store)s AND p.state = 'approved' AND "
        + (DAY % "p.decided_at"),
        None,
    ),
    "documents.dated": ("count(*)" + DOCUMENTS, None),
    "complaints.contact_in_time": (
        "count(*) FILTER (WHERE d.state = 'kept') " + CONTACTS,
        "count(*) " + CONTACTS,
    ),
    "complaints.contact_minutes": (
        "coalesce(sum(extract(epoch from m.at - b.at) / 60), 0)::int " + CONTACTED,
        "count(*) " + CONTACTED,
    ),
    "complaints.late_department": ("count(*) FILTER (WHERE y.late_by = 'department') " + CLOSED, None),
    "complaints.age_older": (
        "count(*) FILTER (WHERE (x.recorded_at AT TIME ZONE 'Asia/Shanghai') <= %(end)s::date - 6)" + OPEN_THEN,
        None,
    ),
    "inventory.carried": ("count(*)" + OPEN_THEN.replace("<= %(end)s", "< %(start)s"), None),
    "inventory.new": ("count(*) FILTER (WHERE m.old IN ('', 'closed', 'invalid')) " + TURNS, None),
    "inventory.struck": ("count(*) FILTER (WHERE m.new IN ('closed', 'invalid')) " + TURNS, None),
    "inquiries.same_day": (
        "count(*) FILTER (WHERE d.state = 'kept') " + ASKED, "count(*) FILTER (WHERE d.state <> 'excused') " + ASKED,
    ),
    "imports.refused": ("coalesce(sum(b.refused_count), 0) " + LISTS, "coalesce(sum(b.read_count), 0) " + LISTS),
    "data.sign_ins": (
        "count(*) FROM axes_accesslog l JOIN accounts_user u USING (username) WHERE u.id IN (SELECT user_id "
        "FROM accounts_post WHERE store_id = %(store)s) AND " + (DAY % "l.attempt_time"),
        None,
    ),
    "data.duplicates_settled": (
        "count(*) FILTER (WHERE x.dismissed_at IS NOT NULL) " + TWICE, "count(*) " + TWICE,
    ),
    "data.left_missing": (
        "count(*)" + DIALS + "AND a.reached AND EXISTS (SELECT 1 FROM customers_customer u JOIN customers_vehicle v "
        "ON v.id = c.vehicle_id WHERE u.id = c.customer_id AND (u.address = '' OR u.birthday IS NULL OR v.vin = ''))",
        "count(*)" + DIALS + "AND a.reached",
    ),
    "customers.new": (
        "count(*)" + DOCUMENTS + "AND o.kind = 'delivery' AND NOT EXISTS (SELECT 1 FROM customers_order p WHERE "
        "p.customer_id = o.customer_id AND p.state = 'active' AND (p.document_day, p.id) < (o.document_day, o.id))",
        "count(*)" + DOCUMENTS + "AND o.kind = 'delivery'",
    ),
    "customers.churn": (
        "count(*) FILTER (WHERE last < %(end)s::date - interval '6 months') " + VISITORS, "count(*) " + VISITORS,
    ),
    "data.no_phone": (
        "count(*)" + DOCUMENTS + "AND NOT EXISTS (SELECT 1 FROM customers_phone p "
        "WHERE p.customer_id = o.customer_id AND p.validity <> 'invalid')",
        "count(*)" + DOCUMENTS,
    ),
}  # fmt: skip
