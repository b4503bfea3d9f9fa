"""What the tables of a big house hold: for each a source of rows and the expressions of its columns.

Row i of every table belongs to customer i. `:rows`, `:history` (rows that are done with), `:store`, `:agent` (id of
the first of two hundred) and `:today` are filled in; a column that is not named takes the model's default. A thousand
documents a day in history; open calls are due within a few days around today.
"""

from django.db import models

from apps.callbacks.models import Attempt, Callback
from apps.complaints.models import Complaint
from apps.customers.models import Customer, Member, Order, Phone, Vehicle, VehicleRole
from apps.duties.models import Duty
from bench.big_house_names import names

SERIES = "SELECT i FROM generate_series(1::bigint, :rows) i"
DAY = """(CASE WHEN i <= :history THEN DATE ':today' - 8 - ((:history - i) / 1000)::int
               ELSE DATE ':today' - (i * 7919 % 10)::int END)"""
KIND = "CASE WHEN i % 5 = 0 THEN 'delivery' ELSE 'repair' END"
NUMBER = "'JS' || to_char(DAY, 'YYMM') || '-' || lpad(i::text, 7, '0')"
PLATE = "translate(substr(md5(i::text || 'p'), 1, 5), 'abcdef', 'ABCDEF')"
MINE = {"id": "i", "store_id": ":store"}
NOON = f"LEAST(now(), ({DAY})::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '12 hours')"
AGENT = ":agent + i % 200"
DUTIES = f"""
SELECT * FROM (SELECT i, i > :history AS fresh, {DAY} + 3 AS due_day, {KIND} AS kind,
                      ({DAY} + 4)::timestamp AT TIME ZONE 'Asia/Shanghai' AS due_at
                 FROM generate_series(1::bigint, :rows) i) d
"""
CUSTOMER = MINE | {
    "name": "name",
    "name_key": "name",
    "name_pinyin": "pinyin",
    "kind": "CASE WHEN company THEN 'company' ELSE 'person' END",
    "created_at": "now()",
}
PHONE = {
    "id": "i",
    "customer_id": "i",
    "number": "'1' || (ARRAY[3, 5, 7, 8, 9])[1 + i % 5] || lpad((i * 7368787 % 1000000000)::text, 9, '0')",
}
VEHICLE = MINE | {
    "vin": "'LSV' || translate(substr(md5(i::text), 1, 14), 'abcdef', 'ABCDEF')",
    "plate": f"'豫' || (ARRAY['A', 'B', 'C', 'D', 'E'])[1 + i % 5] || {PLATE}",
    "model": "(ARRAY['朗逸', '帕萨特', '途观L', '迈腾'])[1 + i % 4]",
}
ORDER = MINE | {
    "kind": KIND,
    "number": NUMBER.replace("DAY", DAY),
    "document_day": DAY,
    "customer_id": "i",
    "vehicle_id": "i",
    "created_at": NOON,
}
MEMBER = MINE | {"number": "'VIP' || lpad(i::text, 8, '0')", "customer_id": "i", "entered_at": NOON}
DUTY = MINE | {
    "kind": "'callback.' || kind",
    "key": "'callback:' || kind || ':' || i",
    "owner_id": AGENT,
    "responsible_id": f"CASE WHEN NOT fresh THEN {AGENT} END",
    "opened_at": "due_at - interval '3 days'",
    "due_at": "due_at",
    "original_due_at": "due_at",
    "due_day": "due_day",
    "state": "CASE WHEN fresh AND due_at > now() THEN 'open' WHEN fresh OR i % 25 = 0 THEN 'missed'"
    " WHEN i % 33 = 0 THEN 'excused' ELSE 'kept' END",
    "missed_at": "CASE WHEN (fresh AND due_at <= now()) OR (NOT fresh AND i % 25 = 0) THEN due_at END",
    "settled_at": "CASE WHEN NOT fresh THEN due_at + CASE WHEN i % 25 = 0 THEN 1 ELSE -14 END * interval '1 hour' END",
    "title": NUMBER.replace("DAY", "due_day - 3"),
    "url_name": "'desk:call'",
    "object_id": "i",
}
CALLBACK = MINE | {
    "kind": "kind",
    "key": "'callback:' || kind || ':' || i",
    "customer_id": "i",
    "vehicle_id": "i",
    "order_id": "i",
    "duty_id": "i",
    "state": "CASE WHEN fresh AND i % 40 = 0 THEN 'appointed' WHEN fresh THEN 'pending'"
    " WHEN i % 20 = 0 THEN 'refused' WHEN i % 21 = 0 THEN 'unreachable' ELSE 'completed' END",
    "appointment_at": "CASE WHEN fresh AND i % 40 = 0 THEN due_at - interval '6 hours' END",
    "created_at": "due_at - interval '3 days'",
}
ATTEMPT = {
    "id": "i",
    "callback_id": "i",
    "agent_id": AGENT,
    "started_at": "due_at - interval '14 hours'",
    "ended_at": "due_at - interval '838 minutes'",
    "saved_at": "due_at - interval '838 minutes'",
    "outcome_id": "(SELECT min(id) FROM callbacks_outcome)",
    "reached": "i % 21 <> 0",
    "in_window": "true",
    "request_key": "gen_random_uuid()",
}
COMPLAINT = MINE | {
    "number": "(2000 + i / 5000) || '-' || lpad((i % 5000)::text, 4, '0')",
    "source": "'hotline'",
    "category_id": "(SELECT min(id) FROM complaints_category)",
    "customer_id": "i",
    "recorded_at": NOON,
    "recorded_by_id": AGENT,
    "learned_at": NOON,
    "state": "'closed'",
    "closed_at": f"LEAST(now(), {NOON} + interval '2 days')",
    "closing": "'satisfied'",
}
CONTENTS: tuple[tuple[type[models.Model], str, dict[str, str]], ...] = (
    (Customer, names(), CUSTOMER),
    (Phone, SERIES, PHONE),
    (Vehicle, SERIES, VEHICLE),
    (VehicleRole, SERIES, {"id": "i", "customer_id": "i", "vehicle_id": "i", "role": "'owner'"}),
    (Order, SERIES, ORDER),
    (Member, f"{SERIES} WHERE i % 5 = 0", MEMBER),
    (Duty, DUTIES, DUTY),
    (Callback, DUTIES, CALLBACK),
    (Attempt, f"{DUTIES} WHERE NOT fresh", ATTEMPT),
    (Complaint, f"{SERIES} WHERE i % 10 = 0", COMPLAINT),
)
