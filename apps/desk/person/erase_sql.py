"""Statements that blank one customer's words everywhere. Facts stay: rows, states, numbers and times.

Parameters: customers (the file and those merged into it), now, marks (texts that occur in staged rows: phones, VINs,
documents, member numbers, ID number), cars (vehicles nobody else has), batches (imports whose staged rows were hit).
Change events are blanked last, by a function that has the owner's rights and takes nobody but the erased.
"""

OWN_CARS = """
SELECT DISTINCT v.vehicle_id FROM (
    SELECT vehicle_id FROM customers_vehiclerole WHERE customer_id = ANY(%(customers)s)
    UNION SELECT vehicle_id FROM customers_order WHERE customer_id = ANY(%(customers)s) AND vehicle_id IS NOT NULL) v
 WHERE NOT EXISTS (SELECT 1 FROM customers_vehiclerole r
                    WHERE r.vehicle_id = v.vehicle_id AND r.customer_id <> ALL(%(customers)s))
   AND NOT EXISTS (SELECT 1 FROM customers_order o
                    WHERE o.vehicle_id = v.vehicle_id AND o.customer_id <> ALL(%(customers)s))
"""

# Rows of lists: those that carry a mark of this customer in any spelling, and further lines of their documents.
STAGED = """
WITH hit AS (
    SELECT r.id, r.batch_id, r.row_no FROM customers_importrow r JOIN customers_importbatch b ON b.id = r.batch_id
     WHERE b.store_id = %(store)s AND EXISTS (
           SELECT 1 FROM unnest(%(marks)s::text[]) m(mark)
            WHERE strpos(translate(concat(r.raw, r.clean, r.changes), ' -', ''), m.mark) > 0)
)
SELECT r.id, r.batch_id FROM customers_importrow r
 WHERE r.id IN (SELECT id FROM hit)
    OR EXISTS (SELECT 1 FROM hit WHERE hit.batch_id = r.batch_id AND hit.row_no = r.part_of)
"""

CALLS = "(SELECT id FROM callbacks_callback WHERE customer_id = ANY(%(customers)s))"
CASES = "(SELECT id FROM complaints_complaint WHERE customer_id = ANY(%(customers)s))"
ORDERS = "(SELECT id FROM customers_order WHERE customer_id = ANY(%(customers)s))"
MERGES = "(SELECT id FROM customers_merge WHERE kept_id = ANY(%(customers)s) OR gone_id = ANY(%(customers)s))"
DUTIES = """(SELECT duty_id FROM callbacks_callback WHERE customer_id = ANY(%(customers)s)
    UNION SELECT q.duty_id FROM callbacks_inquiry q JOIN callbacks_callback c ON c.id = q.callback_id
                  WHERE c.customer_id = ANY(%(customers)s)
    UNION SELECT unnest(ARRAY[report_duty_id, contact_duty_id, return_duty_id, close_duty_id])
      FROM complaints_complaint WHERE customer_id = ANY(%(customers)s))"""

PERSON = (
    "name = '', name_pinyin = '', name_key = '', gender = '', birthday = NULL, id_no = '', address = '', "
    "source = '', remark = '', do_not_call_reason = '', focus_reason = ''"
)
CAR = "vin = '', plate = '', model = '', colour = '', engine_no = ''"

CUSTOMERS = (
    "UPDATE customers_customer SET {PERSON}, erased_at = %(now)s, version = version + 1 WHERE id = ANY(%(customers)s)",
    "UPDATE customers_phone SET number = '', source = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_vehicle SET {CAR} WHERE id = ANY(%(cars)s)",
    "UPDATE customers_optout SET reason = '', withdrawn_reason = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_flag SET reason = '', measure = '', ended_reason = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_consent SET evidence = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_datacopy SET reason = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_note SET text = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_datacheck SET words = '' WHERE order_id IN {ORDERS}",
    "UPDATE customers_merge SET reason = '', undone_reason = '' WHERE id IN {MERGES}",
    "UPDATE customers_mergeline SET old = NULL, new = NULL WHERE \"column\" <> 'customer_id' AND merge_id IN {MERGES}",
    "UPDATE customers_member SET number = 'erased-' || id, document = '' WHERE customer_id = ANY(%(customers)s)",
    "UPDATE customers_importrow SET raw = '[]', clean = NULL, findings = '[]', changes = '{}' WHERE id = ANY(%(rows)s)",
    "UPDATE customers_importbatch SET samples = '[]' WHERE store_id = %(store)s AND samples <> '[]'",
    "UPDATE customers_importbatch SET file_path = '' WHERE id = ANY(%(batches)s)",
    "SELECT customers_blank_events(%(customers)s::bigint[], %(cars)s::bigint[])",
)
CALLBACKS = (
    "DELETE FROM callbacks_draft WHERE callback_id IN {CALLS}",
    "DELETE FROM callbacks_heldsave WHERE callback_id IN {CALLS}",
    "UPDATE callbacks_sentmessagewords SET text = '' "
    "WHERE message_id IN (SELECT id FROM callbacks_sentmessage WHERE callback_id IN {CALLS})",
    "UPDATE callbacks_recording SET path = '' WHERE callback_id IN {CALLS}",
    "UPDATE callbacks_attemptwords SET note = '', problem = '', suggestion = '', question = '', "
    "off_window_reason = '' "
    "WHERE attempt_id IN (SELECT id FROM callbacks_attempt WHERE callback_id IN {CALLS})",
    "UPDATE callbacks_answerwords SET text = '' WHERE answer_id IN (SELECT w.id FROM callbacks_answer w "
    "JOIN callbacks_attempt a ON a.id = w.attempt_id WHERE a.callback_id IN {CALLS})",
    "UPDATE callbacks_callbackmovewords SET text = '' "
    "WHERE move_id IN (SELECT id FROM callbacks_callbackmove WHERE callback_id IN {CALLS})",
    "UPDATE callbacks_inquirywords SET reply = '', why = '' "
    "WHERE inquiry_id IN (SELECT id FROM callbacks_inquiry WHERE callback_id IN {CALLS})",
    "UPDATE callbacks_spotcheckitem SET remark = '' WHERE callback_id IN {CALLS}",
)
COMPLAINTS = (
    "UPDATE complaints_complaintwords SET text = '', demand = '', contact_note = '', cause = '', measure = '', "
    "result = '' WHERE complaint_id IN {CASES}",
    "UPDATE complaints_complaintmovewords SET text = '' "
    "WHERE move_id IN (SELECT id FROM complaints_complaintmove WHERE complaint_id IN {CASES})",
    "UPDATE complaints_attachment SET name = '', path = '' WHERE complaint_id IN {CASES}",
    "UPDATE complaints_visit SET place = '', result = '' WHERE complaint_id IN {CASES}",
    "UPDATE complaints_compensation SET what = '' WHERE complaint_id IN {CASES}",
    "UPDATE complaints_investigation SET course = '', findings = '', conclusion = '', prevention = '' "
    "WHERE complaint_id IN {CASES}",
)
DUTIES_AND_PENALTIES = (
    "UPDATE duties_dutywords SET text = '' "
    "WHERE event_id IN (SELECT id FROM duties_dutyevent WHERE duty_id IN {DUTIES})",
    "UPDATE penalties_penaltymovewords SET text = '' WHERE move_id IN (SELECT m.id FROM penalties_penaltymove m "
    "JOIN penalties_penalty p ON p.id = m.penalty_id WHERE p.duty_id IN {DUTIES} "
    "OR p.url_name = 'complaints:detail' AND p.object_id IN {CASES})",
)
# What people wrote into reports and day sheets: the text stays, this customer's name and numbers in it do not.
REPORTS = (
    "UPDATE reports_issuewords SET problems = {problems}, suggestions = {suggestions}, remark = {remark} "
    "WHERE {problems} <> problems OR {suggestions} <> suggestions OR {remark} <> remark",
    "UPDATE callbacks_daysheetwords SET remark = {remark} WHERE {remark} <> remark",
    "UPDATE reports_issuemovewords SET text = {text} WHERE {text} <> text",
    "UPDATE reports_departmentwords SET problems = {problems}, suggestions = {suggestions} "
    "WHERE {problems} <> problems OR {suggestions} <> suggestions",
    "UPDATE reports_taskwords SET problem = {problem}, answer = {answer} "
    "WHERE {problem} <> problem OR {answer} <> answer",
    "UPDATE reports_papervoice SET text = '' WHERE complaint_id IN {CASES} "
    "OR attempt_id IN (SELECT id FROM callbacks_attempt WHERE callback_id IN {CALLS})",
    "UPDATE reports_papervoice SET text = {text} WHERE {text} <> text",
    "UPDATE reports_paper SET body = {body} WHERE {body} <> body",
)
