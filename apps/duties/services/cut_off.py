"""Who answers for a miss (domain.md 4.0): the owner at the cut-off, whoever has the work by the time it is noticed."""

# To be joined to a row `d` of duties: `later` is the first hand-over after the cut-off, if there was one.
FIRST_HAND_OVER_AFTER = """
LEFT JOIN LATERAL (
    SELECT e.id, e.old_owner_id FROM duties_dutyevent e
     WHERE e.duty_id = d.id AND e.what = 'reassign' AND e.at >= d.due_at AND NOT (d.clock AND e.at = d.due_at)
     ORDER BY e.at, e.id LIMIT 1
) later ON true
"""
OWNER_AT_CUT_OFF = "CASE WHEN later.id IS NULL THEN d.owner_id ELSE later.old_owner_id END"
