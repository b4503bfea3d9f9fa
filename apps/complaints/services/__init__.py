"""The verbs of complaints (domain.md 4.2). Each takes `now` (aware, UTC) and the acting person `by`, and refuses with
`Refused`; `version` (optional) is the row version the person saw: another one is refused as stale."""

from apps.complaints.services.answer import propose_answer, return_answer
from apps.complaints.services.attach import attach, remove_attachment
from apps.complaints.services.causes import add_cause, change_cause
from apps.complaints.services.close import close, close_without_agreement
from apps.complaints.services.compensate import ask_compensation, compensation_limit, decide_compensation
from apps.complaints.services.contact import record_first_contact
from apps.complaints.services.entry import ComplaintEntry, open_categories
from apps.complaints.services.escalate import judge_delay, raise_level, register_manufacturer_case
from apps.complaints.services.extend import extend
from apps.complaints.services.finding import find_complaints
from apps.complaints.services.invalidate import invalidate
from apps.complaints.services.investigate import PARTS, tell_case, write_investigation
from apps.complaints.services.issue import issue
from apps.complaints.services.merging import merge_complaint_rows
from apps.complaints.services.newcomer import enter_newcomer
from apps.complaints.services.register import open_from_call, register
from apps.complaints.services.remind import remind
from apps.complaints.services.reopen import reopen
from apps.complaints.services.replan import Move, replan
from apps.complaints.services.seen import mark_seen
from apps.complaints.services.sign import sign, text_hash
from apps.complaints.services.unreached import call_again, decide_unreached, settle_unreached
from apps.complaints.services.verify import settle_verification, verification_opened
from apps.complaints.services.visit import record_visit

__all__ = [
    "PARTS",
    "ComplaintEntry",
    "Move",
    "add_cause",
    "ask_compensation",
    "attach",
    "call_again",
    "change_cause",
    "close",
    "close_without_agreement",
    "compensation_limit",
    "decide_compensation",
    "decide_unreached",
    "enter_newcomer",
    "extend",
    "find_complaints",
    "invalidate",
    "issue",
    "judge_delay",
    "mark_seen",
    "merge_complaint_rows",
    "open_categories",
    "open_from_call",
    "propose_answer",
    "raise_level",
    "record_first_contact",
    "record_visit",
    "register",
    "register_manufacturer_case",
    "remind",
    "remove_attachment",
    "reopen",
    "replan",
    "return_answer",
    "settle_unreached",
    "settle_verification",
    "sign",
    "tell_case",
    "text_hash",
    "verification_opened",
    "write_investigation",
]
