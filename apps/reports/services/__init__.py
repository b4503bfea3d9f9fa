"""The verbs of reports (domain.md 4.4)."""

from apps.reports.services.assigning import give_to, possible_preparers
from apps.reports.services.building import ask_for_drafts, build, is_stuck, refresh
from apps.reports.services.choosing import TARGETS, choose_kinds, set_target
from apps.reports.services.counting import earlier_xun, figure_rows
from apps.reports.services.crm import check_crm
from apps.reports.services.freezing import digest_of, freeze, seal_state
from apps.reports.services.later import later_facts
from apps.reports.services.opening import open_report_duties, preparer
from apps.reports.services.planning import review_required
from apps.reports.services.reminding import remind
from apps.reports.services.replanning import Move, replan
from apps.reports.services.satisfaction import (
    confirm_meeting,
    decide_result,
    enter_list,
    enter_score,
    write_record,
)
from apps.reports.services.satisfaction_scores import score_history, score_table, score_targets
from apps.reports.services.submitting import acknowledge, readers_of, recipients, reopen, submit
from apps.reports.services.tasks import (
    answer_task,
    may_answer,
    open_tasks,
    people_of,
    raise_task,
    withdraw_task,
)
from apps.reports.services.writing import departments_of, prepare, return_to_draft, review, save_words

__all__ = [
    "TARGETS",
    "Move",
    "acknowledge",
    "answer_task",
    "ask_for_drafts",
    "build",
    "check_crm",
    "choose_kinds",
    "confirm_meeting",
    "decide_result",
    "departments_of",
    "digest_of",
    "earlier_xun",
    "enter_list",
    "enter_score",
    "figure_rows",
    "freeze",
    "give_to",
    "is_stuck",
    "later_facts",
    "may_answer",
    "open_report_duties",
    "open_tasks",
    "people_of",
    "possible_preparers",
    "prepare",
    "preparer",
    "raise_task",
    "readers_of",
    "recipients",
    "refresh",
    "remind",
    "reopen",
    "replan",
    "return_to_draft",
    "review",
    "review_required",
    "save_words",
    "score_history",
    "score_table",
    "score_targets",
    "seal_state",
    "set_target",
    "submit",
    "withdraw_task",
    "write_record",
]
