"""Documents, calls and duties: D2 (no callback lost), with the state of the promise behind each call."""

from django.utils.translation import gettext_noop

from apps.desk.oracle.rule import Rule

RULES = (
    Rule(
        "D2.order",
        gettext_noop("Document %(id)s has no call, although it came in more than a quarter of an hour ago."),
        """
        SELECT o.id FROM customers_order o
         WHERE o.state = 'active' AND NOT o.is_history AND o.created_at < %(now)s - interval '15 minutes'
           AND NOT EXISTS (SELECT 1 FROM callbacks_callback c
                            WHERE c.order_id = o.id AND c.key = concat('callback:', o.kind, ':', o.id))
        """,
    ),
    Rule(
        "D2.owner",
        gettext_noop(
            "Call %(id)s is open, belongs to nobody who is still active, and its store has no manager."
        ),
        """
        SELECT c.id FROM callbacks_callback c JOIN duties_duty d ON d.id = c.duty_id
          LEFT JOIN accounts_user u ON u.id = d.owner_id
         WHERE c.state IN ('pending', 'in_progress', 'appointed') AND u.is_active IS NOT TRUE
           AND NOT EXISTS (SELECT 1 FROM accounts_post p JOIN accounts_user m ON m.id = p.user_id
                            WHERE p.store_id = c.store_id AND p.role = 'care_manager' AND m.is_active
                              AND p.from_day <= %(now)s::date + 1
                              AND (p.until_day IS NULL OR p.until_day >= %(now)s::date - 1))
        """,
    ),
    Rule(
        "D2.settled",
        gettext_noop("Call %(id)s is %(state)s, but its duty %(duty)s is %(duty_state)s."),
        """
        SELECT c.id, c.state, d.id AS duty,
               concat(d.state, CASE WHEN d.settled_at IS NULL THEN ' (-)' ELSE ' (+)' END) AS duty_state
          FROM callbacks_callback c JOIN duties_duty d ON d.id = c.duty_id
         WHERE CASE WHEN c.state IN ('pending', 'in_progress', 'appointed')
                    THEN d.settled_at IS NOT NULL OR d.state IN ('kept', 'cancelled')
                    WHEN c.state = 'cancelled' THEN d.state IN ('open', 'kept')
                    ELSE d.settled_at IS NULL OR d.state IN ('open', 'cancelled') END
        """,
    ),
    Rule(
        "D2.attempt",
        gettext_noop("Call %(id)s is %(state)s without a dial that says so."),
        """
        SELECT c.id, c.state FROM callbacks_callback c
         WHERE c.state IN ('completed', 'refused')
           AND NOT EXISTS (SELECT 1 FROM callbacks_attempt a JOIN callbacks_outcome o ON o.id = a.outcome_id
                            WHERE a.callback_id = c.id
                              AND o.effect = CASE c.state WHEN 'completed' THEN 'complete' ELSE 'refuse' END)
        """,
    ),
    Rule(
        "D2.late",
        gettext_noop("Duty %(id)s was due on %(due)s and is still neither kept nor missed."),
        """
        SELECT id, to_char(due_at, 'YYYY-MM-DD HH24:MI') AS due FROM duties_duty
         WHERE state = 'open' AND settled_at IS NULL AND due_at < %(now)s - interval '15 minutes'
        """,
    ),
    Rule(
        "D2.kept",
        gettext_noop("Duty %(id)s counts as kept, but was settled after it was due."),
        """
        SELECT d.id FROM duties_duty d
         WHERE d.state = 'kept' AND d.settled_at >= d.due_at AND NOT (d.clock AND d.settled_at = d.due_at)
           AND NOT EXISTS (SELECT 1 FROM duties_dutyevent e WHERE e.duty_id = d.id AND e.code = 'correction')
        """,
    ),
    Rule(
        "D2.missed",
        gettext_noop("Duty %(id)s counts as missed, but was settled before it was due."),
        """
        SELECT d.id FROM duties_duty d
         WHERE d.state = 'missed'
           AND (d.missed_at <> d.due_at OR d.settled_at < d.due_at OR (d.clock AND d.settled_at = d.due_at))
        """,
    ),
    Rule(
        "D2.stores",
        gettext_noop("Call %(id)s, its document, customer, car and duty do not belong to one store."),
        """
        SELECT c.id FROM callbacks_callback c JOIN duties_duty d ON d.id = c.duty_id
          JOIN customers_customer u ON u.id = c.customer_id
          LEFT JOIN customers_order o ON o.id = c.order_id LEFT JOIN customers_vehicle v ON v.id = c.vehicle_id
         WHERE c.store_id <> d.store_id OR c.store_id <> u.store_id
            OR c.store_id <> o.store_id OR c.store_id <> v.store_id
        """,
    ),
    Rule(
        "D2.person",
        gettext_noop("Call %(id)s is for another customer than its document."),
        """
        SELECT c.id FROM callbacks_callback c JOIN customers_order o ON o.id = c.order_id
         WHERE c.customer_id <> o.customer_id AND c.kind IN ('delivery', 'repair')
        """,
    ),
)
