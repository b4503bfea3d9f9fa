"""The verbs of a penalty (domain.md 4.5): the program proposes, people decide."""

from .appealing import acknowledge, appeal, decide_appeal, explain
from .deciding import confirm, last_day_of_appeal, reject, term_of_appeal, waive
from .guards import own_rule_today
from .months import close_month, open_month, ready_month
from .open_months import begin_months
from .proposing import of_duty, propose, propose_missed
from .reversing import reverse
from .rule_words import RuleWords, rules_in_words
from .sheets import PersonSheet, counts_by_month, export_month, month_sheets
from .slips import enter_manual, slip_limit
from .step_up import count_misses, refresh_step_up
from .sweep import propose_for_missed
from .withdrawing import evidence_changed, withdraw_unfounded

__all__ = [
    "PersonSheet",
    "RuleWords",
    "acknowledge",
    "appeal",
    "begin_months",
    "close_month",
    "confirm",
    "count_misses",
    "counts_by_month",
    "decide_appeal",
    "enter_manual",
    "evidence_changed",
    "explain",
    "export_month",
    "last_day_of_appeal",
    "month_sheets",
    "of_duty",
    "open_month",
    "own_rule_today",
    "propose",
    "propose_for_missed",
    "propose_missed",
    "ready_month",
    "refresh_step_up",
    "reject",
    "reverse",
    "rules_in_words",
    "slip_limit",
    "term_of_appeal",
    "waive",
    "withdraw_unfounded",
]
