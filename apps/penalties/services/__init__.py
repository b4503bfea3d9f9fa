"""The verbs of a penalty (domain.md 4.5): the program proposes, people decide."""

from .appealing import acknowledge, appeal, decide_appeal, explain
from .deciding import confirm, last_day_of_appeal, reject, term_of_appeal, waive
from .exceptions import exceptions_of, tell_exceptions
from .grounds import Ground, grounds_of
from .guards import own_rule_today
from .months import close_month, open_month, ready_month
from .open_months import begin_months
from .outages import enter_outage, excuse_outages, withdraw_outage
from .proposing import of_duty, propose, propose_missed
from .reversing import reverse
from .rule_words import RuleWords, rules_in_words
from .sheets import (
    DepartmentSheet,
    PersonSheet,
    Totals,
    by_department,
    counts_by_month,
    export_month,
    month_sheets,
    person_sheet,
    total_of,
)
from .slips import SLIP_KINDS, enter_manual, slip_limit
from .step_up import count_misses, refresh_step_up
from .suggesting import accept, decline
from .sweep import propose_for_missed
from .wages import people_of, set_wages, wages_of
from .withdrawing import evidence_changed, withdraw_unfounded

__all__ = [
    "SLIP_KINDS",
    "DepartmentSheet",
    "Ground",
    "PersonSheet",
    "RuleWords",
    "Totals",
    "accept",
    "acknowledge",
    "appeal",
    "begin_months",
    "by_department",
    "close_month",
    "confirm",
    "count_misses",
    "counts_by_month",
    "decide_appeal",
    "decline",
    "enter_manual",
    "enter_outage",
    "evidence_changed",
    "exceptions_of",
    "excuse_outages",
    "explain",
    "export_month",
    "grounds_of",
    "last_day_of_appeal",
    "month_sheets",
    "of_duty",
    "open_month",
    "own_rule_today",
    "people_of",
    "person_sheet",
    "propose",
    "propose_for_missed",
    "propose_missed",
    "ready_month",
    "refresh_step_up",
    "reject",
    "reverse",
    "rules_in_words",
    "set_wages",
    "slip_limit",
    "tell_exceptions",
    "term_of_appeal",
    "total_of",
    "wages_of",
    "waive",
    "withdraw_outage",
    "withdraw_unfounded",
]
