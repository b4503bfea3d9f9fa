"""The statements behind `propose_missed`: what is to be proposed, and its writing with the history row."""

FRESH = """
  FROM duties_duty d
  LEFT JOIN penalties_penalty p ON p.duty_id = d.id AND p.key = 'miss:' || d.id
 WHERE d.state = 'missed' AND d.responsible_id IS NOT NULL AND d.kind = ANY(%(kinds)s)
   AND (%(store)s::bigint IS NULL OR d.store_id = %(store)s)
   AND (p.id IS NULL OR (p.state = 'rejected' AND p.decided_by_id IS NULL)
        OR (p.state = 'proposed' AND (p.evidence->'changed' IS NOT NULL
                                      OR (p.evidence->>'due_at')::timestamptz <> d.due_at)))
"""
DISTINCT = f"SELECT DISTINCT d.store_id, d.kind, d.due_day {FRESH}"

PROPOSE = """
WITH price (store_id, duty_kind, due_day, kind, rule, amount, policy_values, month, closed_month,
            mode) AS (
    VALUES {prices}
), due AS (
    SELECT d.id, d.store_id, d.responsible_id, d.due_at, d.due_day, d.title, d.url_name, d.object_id,
           d.kind AS duty_kind, p.state AS old_state
    {fresh}
), written AS (
    INSERT INTO penalties_penalty (store_id, key, kind, rule, policy_values, subject_id, amount, percent, mode,
           month, fact_day, state, duty_id, evidence, title, url_name, object_id, proposed_at)
    SELECT due.store_id, 'miss:' || due.id, price.kind, price.rule, price.policy_values, due.responsible_id,
           price.amount, 0, price.mode, price.month, due.due_day, 'proposed', due.id,
           jsonb_strip_nulls(jsonb_build_object('duty', due.id, 'due_at', due.due_at, 'due_day', due.due_day,
                                                'closed_month', price.closed_month)),
           due.title, due.url_name, due.object_id, %(now)s
      FROM due JOIN price ON price.store_id = due.store_id AND price.duty_kind = due.duty_kind
                         AND price.due_day = due.due_day
     ORDER BY due.id
    ON CONFLICT (key) DO UPDATE SET state = 'proposed', subject_id = EXCLUDED.subject_id, amount = EXCLUDED.amount,
           policy_values = EXCLUDED.policy_values, month = EXCLUDED.month, fact_day = EXCLUDED.fact_day,
           evidence = EXCLUDED.evidence, proposed_at = EXCLUDED.proposed_at, confirmed_at = NULL,
           confirmed_by_id = NULL, appealed_at = NULL, appeal_until = NULL, acknowledged_at = NULL,
           mode = EXCLUDED.mode
     WHERE (penalties_penalty.state = 'rejected' AND penalties_penalty.decided_by_id IS NULL)
        OR (penalties_penalty.state = 'proposed'
            AND (penalties_penalty.evidence->'changed' IS NOT NULL
                 OR (penalties_penalty.evidence->>'due_at')::timestamptz
                    <> (EXCLUDED.evidence->>'due_at')::timestamptz))
    RETURNING id, duty_id
)
INSERT INTO penalties_penaltymove (penalty_id, what, old, new, at, code, written_by)
SELECT written.id, 'propose', COALESCE(due.old_state, ''), 'proposed', %(now)s,
       CASE WHEN due.old_state IS NULL THEN '' ELSE 'missed_again' END, (SELECT written_by())
  FROM written JOIN due ON due.id = written.duty_id
""".replace("{fresh}", FRESH)
