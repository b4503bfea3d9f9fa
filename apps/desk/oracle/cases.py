"""Complaints and reports: a case ends with its duties, a signed report stands whole (D3), lists add up (D7)."""

from django.utils.translation import gettext_noop

from apps.desk.oracle.rule import Rule

RULES = (
    Rule(
        "D2.complaint",
        gettext_noop("Complaint %(number)s is %(state)s, but its duty to close it says otherwise."),
        """
        SELECT c.number, c.state FROM complaints_complaint c JOIN duties_duty d ON d.id = c.close_duty_id
         WHERE CASE WHEN c.state = 'closed' THEN d.settled_at IS NULL
                    WHEN c.state = 'invalid' THEN d.settled_at IS NULL AND d.state <> 'cancelled'
                    ELSE d.settled_at IS NOT NULL OR d.state = 'cancelled' END
        """,
    ),
    Rule(
        "D2.issued",
        gettext_noop("Complaint %(number)s is %(state)s without a duty to close it."),
        """
        SELECT number, state FROM complaints_complaint
         WHERE state IN ('issued', 'signed', 'handling', 'returned', 'verifying') AND close_duty_id IS NULL
        """,
    ),
    Rule(
        "D2.verify",
        gettext_noop("Complaint %(number)s waits for a verifying call, but none was ever opened."),
        """
        SELECT c.number FROM complaints_complaint c
         WHERE c.state IN ('returned', 'verifying')
           AND NOT EXISTS (SELECT 1 FROM complaints_verification v
                            WHERE v.complaint_id = c.id AND v.cycle = c.cycle)
        """,
    ),
    Rule(
        "D3.frozen",
        gettext_noop(
            "Report %(id)s was submitted, but holds %(frozen)s frozen numbers for %(draft)s of its draft."
        ),
        """
        SELECT i.id, COALESCE(f.n, 0) AS frozen, COALESCE(d.n, 0) AS draft FROM reports_issue i
          LEFT JOIN (SELECT issue_id, count(*) AS n FROM reports_frozenfigure GROUP BY 1) f ON f.issue_id = i.id
          LEFT JOIN (SELECT issue_id, count(*) AS n FROM reports_draftfigure GROUP BY 1) d ON d.issue_id = i.id
         WHERE i.state IN ('submitted', 'superseded') AND (f.n IS NULL OR f.n <> COALESCE(d.n, f.n))
            OR i.state NOT IN ('submitted', 'superseded') AND f.n IS NOT NULL
        """,
    ),
    Rule(
        "D3.changed",
        gettext_noop("Report %(id)s was submitted with another number for %(figure)s than its draft showed."),
        """
        SELECT f.issue_id AS id, f.key AS figure FROM reports_frozenfigure f
          JOIN reports_draftfigure d ON d.issue_id = f.issue_id AND d.key = f.key AND d.part = f.part
         WHERE (f.numerator, f.base) IS DISTINCT FROM (d.numerator, d.base)
        """,
    ),
    Rule(
        "D3.base",
        gettext_noop("Report %(id)s counts %(top)s of %(base)s for %(figure)s: more than there are."),
        """
        SELECT issue_id AS id, key AS figure, numerator AS top, base FROM reports_frozenfigure
         WHERE base IS NOT NULL AND (base < 0 OR numerator < 0 OR (base = 0 AND numerator <> 0))
        """,
    ),
    Rule(
        "D3.half",
        gettext_noop("Report %(id)s stands as a draft without numbers."),
        """
        SELECT i.id FROM reports_issue i WHERE i.state IN ('draft', 'in_review')
           AND NOT EXISTS (SELECT 1 FROM reports_draftfigure d WHERE d.issue_id = i.id)
        """,
    ),
    Rule(
        "D3.current",
        gettext_noop("Of the report for %(start)s (%(kind)s) %(count)s versions count as the submitted one."),
        """
        SELECT kind, start::text AS start, count(*) AS count FROM reports_issue
         WHERE state = 'submitted' GROUP BY store_id, kind, start, department_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "D3.signed",
        gettext_noop(
            "Report %(id)s was submitted without a preparer, with one person for both signatures, or its "
            "duty is still owed."
        ),
        """
        SELECT i.id FROM reports_issue i JOIN duties_duty d ON d.id = i.duty_id
         WHERE i.state IN ('submitted', 'superseded')
           AND (i.prepared_by_id IS NULL OR i.reviewed_by_id = i.prepared_by_id OR d.settled_at IS NULL)
        """,
    ),
    Rule(
        "D3.period",
        gettext_noop("Report %(id)s (%(kind)s) covers %(start)s to %(end)s, which is no such period."),
        """
        SELECT id, kind, start::text AS start, "end"::text AS end FROM (
               SELECT *, date_trunc('month', start)::date AS first, extract(day FROM start) AS day,
                      (date_trunc('month', start) + interval '1 month')::date - 1 AS last FROM reports_issue) i
         WHERE NOT ((kind LIKE '%%week' OR kind NOT IN ('xun', 'month', 'quarter'))
                    AND extract(isodow FROM start) = 1 AND "end" = start + 6
                 OR kind NOT IN ('week', 'xun') AND start = first
                    AND "end" IN (last, (first + interval '3 months')::date - 1)
                 OR kind NOT IN ('week', 'month')
                    AND (day IN (1, 11) AND "end" = start + 9 OR day = 21 AND "end" = last)
                 OR kind NOT IN ('week', 'xun', 'month')
                    AND (day = 1 AND "end" = start + 14 OR day = 16 AND "end" = last))
        """,
    ),
    Rule(
        "D7.counts",
        gettext_noop("Import %(id)s read %(read)s rows, but accounts for %(counted)s."),
        """
        SELECT id, read_count AS read, new_count + changed_count + same_count + refused_count AS counted
          FROM customers_importbatch
         WHERE state IN ('previewed', 'committed')
           AND read_count <> new_count + changed_count + same_count + refused_count
        """,
    ),
    Rule(
        "D7.rows",
        gettext_noop(
            "Import %(id)s says %(said)s new, changed, same and refused rows, but keeps %(counted)s."
        ),
        """
        SELECT b.id, concat_ws('/', b.new_count, b.changed_count, b.same_count, b.refused_count) AS said,
               concat_ws('/', r.new, r.changed, r.same, r.refused) AS counted
          FROM customers_importbatch b JOIN (
               SELECT batch_id, count(*) FILTER (WHERE verdict = 'new') AS new,
                      count(*) FILTER (WHERE verdict = 'changed') AS changed,
                      count(*) FILTER (WHERE verdict = 'same') AS same,
                      count(*) FILTER (WHERE verdict = 'refused') AS refused
                 FROM customers_importrow GROUP BY 1) r ON r.batch_id = b.id
         WHERE b.state IN ('previewed', 'committed')
           AND (b.new_count, b.changed_count, b.same_count, b.refused_count)
               IS DISTINCT FROM (r.new, r.changed, r.same, r.refused)
        """,
    ),
    Rule(
        "D7.left",
        gettext_noop("Import %(id)s was not taken in (%(state)s), but left document %(document)s behind."),
        """
        SELECT b.id, b.state, o.id AS document FROM customers_order o JOIN customers_importbatch b ON b.id = o.batch_id
         WHERE b.state <> 'committed' AND o.state = 'active'
        """,
    ),
)
