"""Verbs of customers (S20–S23): what other apps call."""

from apps.customers.services.consents import add_note, consents_of, record_consent
from apps.customers.services.data_checks import check_data
from apps.customers.services.duplicates import dismiss_duplicate, duplicates_of, find_duplicates
from apps.customers.services.exporting import ask_for_export, decide_export, note_export, rows_left
from apps.customers.services.flags import end_flag, flag_customer, review_flag
from apps.customers.services.import_checking import ask_check, check
from apps.customers.services.import_deciding import decide_conflicts
from apps.customers.services.import_files import AlreadyHere, receive_file
from apps.customers.services.import_keeping import keep_until, remove_old_files
from apps.customers.services.import_reading import (
    choose_table,
    fail_import,
    mapped_table,
    parse,
    preview_sheets,
    set_mapping,
)
from apps.customers.services.import_taking_in import (
    ask_take_in,
    cancel_import,
    check_and_take_in,
    documents_of,
    give_back,
    people_of,
    remove_batch_rows,
    stop_take_in,
    take_in,
)
from apps.customers.services.member_days import (
    entered_on,
    expect_members,
    hand_in_member_day,
    open_member_entry_duties,
    replan,
)
from apps.customers.services.member_findings import blame_members, find_member_wrong
from apps.customers.services.members import correct_member, enter_member, enter_member_row
from apps.customers.services.merging import FIELDS as MERGE_FIELDS
from apps.customers.services.merging import merge_customer_rows, move_rows, restore_rows
from apps.customers.services.monthly_lists import is_awaited, monthly_lists, open_monthly_lists
from apps.customers.services.opt_outs import may_call, opt_out, opted_out, withdraw_opt_out
from apps.customers.services.orders import change_order_row, enter_order, void_order_row
from apps.customers.services.people import update_customer, verify_name
from apps.customers.services.phones import (
    PURPOSES,
    add_phone,
    describe_phone,
    lead_with,
    mark_phone,
    read_number,
    reveal,
)
from apps.customers.services.refused_sheet import reason, refused_headers, refused_rows
from apps.customers.services.search import (
    CustomerHit,
    customer_lines,
    is_long_enough,
    search_customers,
)
from apps.customers.services.search_limits import note_search
from apps.customers.services.staging import store_day
from apps.customers.services.vehicles import find_vehicle, set_vehicle_role, tidy_detail, update_vehicle

__all__ = [
    "MERGE_FIELDS",
    "PURPOSES",
    "AlreadyHere",
    "CustomerHit",
    "add_note",
    "add_phone",
    "ask_check",
    "ask_for_export",
    "ask_take_in",
    "blame_members",
    "cancel_import",
    "change_order_row",
    "check",
    "check_and_take_in",
    "check_data",
    "choose_table",
    "consents_of",
    "correct_member",
    "customer_lines",
    "decide_conflicts",
    "decide_export",
    "describe_phone",
    "dismiss_duplicate",
    "documents_of",
    "duplicates_of",
    "end_flag",
    "enter_member",
    "enter_member_row",
    "enter_order",
    "entered_on",
    "expect_members",
    "fail_import",
    "find_duplicates",
    "find_member_wrong",
    "find_vehicle",
    "flag_customer",
    "give_back",
    "hand_in_member_day",
    "is_awaited",
    "is_long_enough",
    "keep_until",
    "lead_with",
    "mapped_table",
    "mark_phone",
    "may_call",
    "merge_customer_rows",
    "monthly_lists",
    "move_rows",
    "note_export",
    "note_search",
    "open_member_entry_duties",
    "open_monthly_lists",
    "opt_out",
    "opted_out",
    "parse",
    "people_of",
    "preview_sheets",
    "read_number",
    "reason",
    "receive_file",
    "record_consent",
    "refused_headers",
    "refused_rows",
    "remove_batch_rows",
    "remove_old_files",
    "replan",
    "restore_rows",
    "reveal",
    "review_flag",
    "rows_left",
    "search_customers",
    "set_mapping",
    "set_vehicle_role",
    "stop_take_in",
    "store_day",
    "take_in",
    "tidy_detail",
    "update_customer",
    "update_vehicle",
    "verify_name",
    "void_order_row",
    "withdraw_opt_out",
]
