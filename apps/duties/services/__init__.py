"""The verbs of a duty (domain.md 4.0). The app that owns a deadline calls them in its own transaction."""

from .correcting import correct, judged_again
from .replanning import Move, replan_open
from .sweeps import excuse_many, keep_plan, mark_missed
from .verbs import Plan, cancel, excuse, open_duty, reassign, reopen, reschedule, settle
from .warnings import UNASSIGNED, report_unassigned, tell_of_duties, warn

__all__ = [
    "UNASSIGNED",
    "Move",
    "Plan",
    "cancel",
    "correct",
    "excuse",
    "excuse_many",
    "judged_again",
    "keep_plan",
    "mark_missed",
    "open_duty",
    "reassign",
    "reopen",
    "replan_open",
    "report_unassigned",
    "reschedule",
    "settle",
    "tell_of_duties",
    "warn",
]
