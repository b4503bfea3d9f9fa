"""The trail of every move (D4), the locks on it (D5) and the rows of background work."""

from django.utils.translation import gettext_noop

from apps.desk.oracle.rule import Rule

# Rows whose last history row does not end in the state they are in, or that have no history.
UNTOLD = """
    SELECT '{table}' AS table, r.id, r.state, COALESCE(m.{new}, '-') AS told FROM {table} r
      LEFT JOIN LATERAL (SELECT {new} FROM {moves} m WHERE m.{link} = r.id ORDER BY m.id DESC LIMIT 1) m ON true
     WHERE m.{new} IS DISTINCT FROM r.state
"""


def _untold(table: str, *, moves: str, link: str, new: str = "new") -> str:
    return UNTOLD.format(table=table, moves=moves, link=link, new=new)


HISTORIES = {
    "duties": _untold("duties_duty", moves="duties_dutyevent", link="duty_id", new="new_state"),
    "calls": _untold("callbacks_callback", moves="callbacks_callbackmove", link="callback_id"),
    "complaints": _untold("complaints_complaint", moves="complaints_complaintmove", link="complaint_id"),
    "penalties": _untold("penalties_penalty", moves="penalties_penaltymove", link="penalty_id"),
    "reports": _untold("reports_issue", moves="reports_issuemove", link="issue_id"),
}
TOLD = gettext_noop("Row %(id)s of %(table)s is %(state)s, but its history ends with %(told)s.")
PROTECTED = """
    SELECT c.relname AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relname = ANY(%(append_only)s)
       AND (SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE t.tgrelid = c.oid AND p.proname = 'refuse_change' AND t.tgenabled = 'A') < 2
"""
RULES = (
    *(Rule(f"D4.{name}", TOLD, sql) for name, sql in HISTORIES.items()),
    Rule("D5.triggers", gettext_noop("Table %(table)s is append-only, but its locks are off."), PROTECTED),
    Rule(
        "D5.rights",
        gettext_noop("The application role may change table %(table)s, which is append-only."),
        """
        SELECT c.relname AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relname = ANY(%(append_only)s)
           AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %(application)s AND NOT rolsuper)
           AND (has_table_privilege(%(application)s, c.oid, 'UPDATE')
                OR has_table_privilege(%(application)s, c.oid, 'DELETE')
                OR has_table_privilege(%(application)s, c.oid, 'TRUNCATE'))
           AND pg_get_userbyid(c.relowner) <> %(application)s
        """,
    ),
    Rule(
        "J.slot",
        gettext_noop("Jobs %(ids)s did one and the same piece of work (%(kind)s)."),
        """
        SELECT kind, string_agg(id::text, ', ' ORDER BY id) AS ids FROM jobs_job
         GROUP BY kind, key HAVING count(*) > 1
        """,
    ),
    Rule(
        "J.held",
        gettext_noop("Job %(id)s (%(kind)s) has been nobody's for more than half an hour."),
        """
        SELECT id, kind FROM jobs_job
         WHERE (state = 'running' AND lease_until < clock_timestamp() - interval '30 minutes')
            OR (state = 'asked' AND not_before < LEAST(clock_timestamp(), %(now)s) - interval '30 minutes')
        """,
    ),
    Rule(
        "J.ended",
        gettext_noop(
            "Job %(id)s (%(kind)s) is %(state)s without the moment it ended, or still holds a lease."
        ),
        """
        SELECT id, kind, state FROM jobs_job
         WHERE state IN ('done', 'parked') AND (ended_at IS NULL OR lease_until IS NOT NULL)
        """,
    ),
)
