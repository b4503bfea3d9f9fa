"""Penalties and settled months: D1 (nothing twice), D6 (who decides, what it comes to), D8 (exact money)."""

from django.utils.translation import gettext_noop

from apps.desk.oracle.rule import Rule

RULES = (
    Rule(
        "D1.duty",
        gettext_noop("Penalties %(ids)s are for one and the same missed duty %(duty)s."),
        """
        SELECT duty_id AS duty, string_agg(id::text, ', ' ORDER BY id) AS ids FROM penalties_penalty
         WHERE duty_id IS NOT NULL AND state NOT IN ('rejected', 'waived')
         GROUP BY duty_id, kind HAVING count(*) > 1
        """,
    ),
    Rule(
        "D1.key",
        gettext_noop("Penalties %(ids)s have one and the same reason (%(reason)s)."),
        """
        SELECT key AS reason, string_agg(id::text, ', ' ORDER BY id) AS ids FROM penalties_penalty
         GROUP BY key HAVING count(*) > 1
        """,
    ),
    Rule(
        "D1.attempt",
        gettext_noop("Calls %(ids)s were saved by one and the same form (%(reason)s)."),
        """
        SELECT request_key::text AS reason, string_agg(id::text, ', ' ORDER BY id) AS ids FROM callbacks_attempt
         GROUP BY request_key HAVING count(*) > 1
        """,
    ),
    Rule(
        "D1.duty_key",
        gettext_noop("Duties %(ids)s have one and the same reason (%(reason)s)."),
        """
        SELECT key AS reason, string_agg(id::text, ', ' ORDER BY id) AS ids FROM duties_duty
         GROUP BY key HAVING count(*) > 1
        """,
    ),
    Rule(
        "D6.own",
        gettext_noop("Penalty %(id)s was decided by the person it concerns or by its author."),
        """
        SELECT id FROM penalties_penalty
         WHERE subject_id IN (confirmed_by_id, decided_by_id, accepted_by_id)
            OR (author_id IN (confirmed_by_id, accepted_by_id) AND kind <> 'reversal')
            OR (author_id = decided_by_id AND kind <> 'reversal' AND state <> 'rejected')
        """,
    ),
    Rule(
        "D6.unconfirmed",
        gettext_noop("Penalty %(id)s is %(state)s although nobody confirmed it."),
        """
        SELECT id, state FROM penalties_penalty
         WHERE state IN ('confirmed', 'appealed', 'upheld', 'settled', 'reversed')
           AND (confirmed_by_id IS NULL OR confirmed_at IS NULL) AND kind <> 'reversal'
        """,
    ),
    Rule(
        "D6.appeal",
        gettext_noop("The appeal against penalty %(id)s was decided by the person who had confirmed it."),
        """
        SELECT id FROM penalties_penalty
         WHERE decided_by_id = confirmed_by_id AND (state IN ('upheld', 'reversed') OR appealed_at IS NOT NULL)
        """,
    ),
    Rule(
        "D6.reversal",
        gettext_noop("Penalty %(id)s was reversed without exactly one counter-row of the same amount."),
        """
        SELECT p.id FROM penalties_penalty p LEFT JOIN penalties_penalty r ON r.reverses_id = p.id
         WHERE p.state = 'reversed' OR r.id IS NOT NULL
         GROUP BY p.id
        HAVING p.state <> 'reversed' OR count(r.id) <> 1
            OR sum(r.amount) <> -p.amount OR sum(r.percent) <> -p.percent
        """,
    ),
    Rule(
        "D6.reason",
        gettext_noop("Penalty %(id)s was moved by a person (%(what)s) without a reason."),
        """
        SELECT m.penalty_id AS id, m.what FROM penalties_penaltymove m
          LEFT JOIN penalties_penaltymovewords w ON w.move_id = m.id
         WHERE m.what IN ('reject', 'decline', 'waive', 'decide_appeal', 'reverse', 'appeal') AND m.by_id IS NOT NULL
           AND m.code = '' AND COALESCE(trim(w.text), '') = ''
        """,
    ),
    Rule(
        "D6.month",
        gettext_noop("Penalty %(id)s is %(state)s in the month %(month)s, which is closed."),
        """
        SELECT p.id, p.state, to_char(p.month, 'YYYY-MM') AS month FROM penalties_penalty p
          JOIN penalties_payrollmonth m ON m.store_id = p.store_id AND m.month = p.month
         WHERE m.state = 'closed' AND p.state IN ('confirmed', 'appealed', 'upheld')
        """,
    ),
    Rule(
        "D6.settled",
        gettext_noop("Penalty %(id)s counts as settled, but not in a closed month of its store."),
        """
        SELECT p.id FROM penalties_penalty p LEFT JOIN penalties_payrollmonth m ON m.id = p.settled_in_id
         WHERE (p.state IN ('settled', 'reversed') OR p.settled_in_id IS NOT NULL)
           AND (m.id IS NULL OR m.state <> 'closed' OR m.month <> p.month OR m.store_id <> p.store_id)
        """,
    ),
    Rule(
        "D6.line",
        gettext_noop(
            "The month %(month)s says %(said)s for person %(person)s; its penalties come to %(counted)s."
        ),
        """
        SELECT to_char(m.month, 'YYYY-MM') AS month, COALESCE(l.user_id, s.subject_id) AS person,
               concat_ws('/', l.amount, l.rewards, l.percent, l.points, l.miss_count, l.item_count) AS said,
               concat_ws('/', s.amount, s.rewards, s.percent, s.points, s.misses, s.items) AS counted
          FROM penalties_payrollline l
          FULL JOIN (
               SELECT settled_in_id, subject_id, count(*) AS items,
                      sum(CASE mode WHEN 'money' THEN amount ELSE 0 END) AS amount,
                      sum(CASE WHEN mode <> 'money' THEN 0 WHEN kind = 'reversal' THEN greatest(amount, 0)
                               ELSE least(amount, 0) END) AS rewards,
                      sum(CASE mode WHEN 'money' THEN percent ELSE 0 END) AS percent,
                      sum(CASE mode WHEN 'points' THEN amount ELSE 0 END) AS points,
                      count(*) FILTER (WHERE kind = 'callback_miss') AS misses
                 FROM penalties_penalty WHERE settled_in_id IS NOT NULL GROUP BY 1, 2
          ) s ON s.settled_in_id = l.payroll_month_id AND s.subject_id = l.user_id
          JOIN penalties_payrollmonth m ON m.id = COALESCE(l.payroll_month_id, s.settled_in_id)
         WHERE (l.amount, l.rewards, l.percent, l.points, l.miss_count, l.item_count) IS DISTINCT FROM
               (s.amount, s.rewards, s.percent::smallint, s.points, s.misses::smallint, s.items::smallint)
        """,
    ),
    Rule(
        "D6.two",
        gettext_noop("The month %(month)s was not made ready and closed by two people."),
        """
        SELECT to_char(month, 'YYYY-MM') AS month FROM penalties_payrollmonth
         WHERE state = 'closed' AND (ready_by_id IS NULL OR closed_by_id IS NULL OR ready_by_id = closed_by_id)
        """,
    ),
    Rule(
        "D8.float",
        gettext_noop(
            "Column %(column)s of table %(table)s is a floating-point number; money and counts are exact."
        ),
        """
        SELECT table_name AS table, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('real', 'double precision')
        """,
    ),
)
