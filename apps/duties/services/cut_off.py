"""Who answers for a miss (domain.md 4.0): the owner at the cut-off, whoever has the work by the time it is noticed."""

# Of a hand-over `e`: the duty `d` had passed its cut-off by then.
AFTER = "e.what = 'reassign' AND e.at >= d.due_at AND NOT (d.clock AND e.at = d.due_at)"
# `{answers}` and `{hand_over}` in a statement over duties `d`; `later` is the first hand-over after the cut-off.
ANSWERS = "CASE WHEN later.id IS NULL THEN d.owner_id ELSE later.old_owner_id END"
HAND_OVER = """
LEFT JOIN LATERAL (
    SELECT e.id, e.old_owner_id FROM duties_dutyevent e
     WHERE e.duty_id = d.id AND {after}
     ORDER BY e.at, e.id LIMIT 1
) later ON true
""".replace("{after}", AFTER)


def with_owner_at_cut_off(statement: str) -> str:
    """The statement with both places filled in."""
    return statement.replace("{answers}", ANSWERS).replace("{hand_over}", HAND_OVER)
