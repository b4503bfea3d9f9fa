"""The verbs of reports (domain.md 4.4)."""

from apps.reports.services.assigning import give_to, possible_preparers
from apps.reports.services.building import ask_for_drafts, build, earlier_xun, figure_rows, refresh
from apps.reports.services.later import later_facts
from apps.reports.services.opening import open_report_duties, preparer
from apps.reports.services.planning import review_required
from apps.reports.services.reminding import remind
from apps.reports.services.replanning import Move, replan
from apps.reports.services.submitting import acknowledge, recipients, reopen, submit
from apps.reports.services.writing import prepare, return_to_draft, review, save_words

__all__ = [
    "Move",
    "acknowledge",
    "ask_for_drafts",
    "build",
    "earlier_xun",
    "figure_rows",
    "give_to",
    "later_facts",
    "open_report_duties",
    "possible_preparers",
    "prepare",
    "preparer",
    "recipients",
    "refresh",
    "remind",
    "reopen",
    "replan",
    "return_to_draft",
    "review",
    "review_required",
    "save_words",
    "submit",
]
