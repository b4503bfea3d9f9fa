"""The verbs of calls to customers (domain.md 4.1)."""

from apps.callbacks.services.absences import hand_over_absent
from apps.callbacks.services.appointments import PROMISE_AHEAD
from apps.callbacks.services.attempts import enter_earlier_call, record_attempt
from apps.callbacks.services.call_lines import CallLine, call_lines
from apps.callbacks.services.calling_windows import CallingWindows, purpose_of
from apps.callbacks.services.claims import (
    claim,
    holder,
    refuse_given_away,
    refuse_held,
    refuse_held_row,
    refuse_taken,
    release,
    renew,
    take_over,
)
from apps.callbacks.services.contacts import called_us, find_callers, is_fresh, log_inbound, note_message
from apps.callbacks.services.corrections import correct_number, finish, give_up
from apps.callbacks.services.day_sheets import (
    DAYS_BACK,
    DayFacts,
    MissingSheet,
    day_facts,
    day_sheets_asked,
    hand_in_day_sheet,
    missing_sheets,
    problems_heard,
)
from apps.callbacks.services.dealing import least_loaded_agent, present_agents
from apps.callbacks.services.drafts import (
    end_dial,
    load_draft,
    save_draft,
    start_dial,
    started,
    still_under_way,
    version_of,
)
from apps.callbacks.services.entries import AttemptEntry, all_outcomes, outcome_named
from apps.callbacks.services.hand_over import CANCEL_CODES, cancel, cancel_many, reassign
from apps.callbacks.services.holding import (
    can_be_undone,
    forget_held,
    give_back,
    hold,
    take_back,
    waiting_saves,
)
from apps.callbacks.services.inquiries import (
    answer_inquiry,
    count_opinions,
    dismiss_inquiry,
    hand_over_inquiry,
)
from apps.callbacks.services.list_choices import ListChoices, list_choices
from apps.callbacks.services.load import Forecast, LoadDay, load_forecast
from apps.callbacks.services.merging import merge_call_rows
from apps.callbacks.services.opening import open_call, open_due_follow_ups
from apps.callbacks.services.opted_out import cancel_opted_out, refuse_unwanted
from apps.callbacks.services.order_effects import Effect, preview_order_change, preview_order_void
from apps.callbacks.services.orders import calls_worked_on, correct_order, undo_import, void_order
from apps.callbacks.services.outcome_settings import (
    OutcomeEntry,
    add_outcome,
    change_outcome,
    delete_outcome,
    is_used,
    restore_outcome,
    retire_outcome,
)
from apps.callbacks.services.planning import Move, replan
from apps.callbacks.services.question_scales import Choice, QuestionEntry, entry_of
from apps.callbacks.services.questionnaires import (
    drop_draft,
    drop_question,
    move_question,
    put_question,
    recall,
    release_draft,
    rename_draft,
    start_draft,
)
from apps.callbacks.services.questions import field_of, question_set_for
from apps.callbacks.services.recordings import add_recording, forget_recordings
from apps.callbacks.services.saved_lists import MOST_SAVED, drop_list, save_list
from apps.callbacks.services.scripts import (
    PLACES,
    Piece,
    ScriptEntry,
    check_entry,
    fill,
    script_for,
    write_script,
)
from apps.callbacks.services.spot_checks import RULES, conclude_spot_check, draw_spot_check, judge_item
from apps.callbacks.services.unreachable import Tally, judge, tally

__all__ = [
    "CANCEL_CODES",
    "DAYS_BACK",
    "MOST_SAVED",
    "PLACES",
    "PROMISE_AHEAD",
    "RULES",
    "AttemptEntry",
    "CallLine",
    "CallingWindows",
    "Choice",
    "DayFacts",
    "Effect",
    "Forecast",
    "ListChoices",
    "LoadDay",
    "MissingSheet",
    "Move",
    "OutcomeEntry",
    "Piece",
    "QuestionEntry",
    "ScriptEntry",
    "Tally",
    "add_outcome",
    "add_recording",
    "all_outcomes",
    "answer_inquiry",
    "call_lines",
    "called_us",
    "calls_worked_on",
    "can_be_undone",
    "cancel",
    "cancel_many",
    "cancel_opted_out",
    "change_outcome",
    "check_entry",
    "claim",
    "conclude_spot_check",
    "correct_number",
    "correct_order",
    "count_opinions",
    "day_facts",
    "day_sheets_asked",
    "delete_outcome",
    "dismiss_inquiry",
    "draw_spot_check",
    "drop_draft",
    "drop_list",
    "drop_question",
    "end_dial",
    "enter_earlier_call",
    "entry_of",
    "field_of",
    "fill",
    "find_callers",
    "finish",
    "forget_held",
    "forget_recordings",
    "give_back",
    "give_up",
    "hand_in_day_sheet",
    "hand_over_absent",
    "hand_over_inquiry",
    "hold",
    "holder",
    "is_fresh",
    "is_used",
    "judge",
    "judge_item",
    "least_loaded_agent",
    "list_choices",
    "load_draft",
    "load_forecast",
    "log_inbound",
    "merge_call_rows",
    "missing_sheets",
    "move_question",
    "note_message",
    "open_call",
    "open_due_follow_ups",
    "outcome_named",
    "present_agents",
    "preview_order_change",
    "preview_order_void",
    "problems_heard",
    "purpose_of",
    "put_question",
    "question_set_for",
    "reassign",
    "recall",
    "record_attempt",
    "refuse_given_away",
    "refuse_held",
    "refuse_held_row",
    "refuse_taken",
    "refuse_unwanted",
    "release",
    "release_draft",
    "rename_draft",
    "renew",
    "replan",
    "restore_outcome",
    "retire_outcome",
    "save_draft",
    "save_list",
    "script_for",
    "start_dial",
    "start_draft",
    "started",
    "still_under_way",
    "take_back",
    "take_over",
    "tally",
    "undo_import",
    "version_of",
    "void_order",
    "waiting_saves",
    "write_script",
]
