"""What each kind of duty is called."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

KIND_LABELS: dict[str, Promise] = {
    "callback.delivery": _("Delivery callback"),
    "callback.repair": _("Repair callback"),
    "callback.verify": _("Complaint verification"),
    "callback.manual": _("Manual call"),
    "complaint.report": _("Report a complaint"),
    "complaint.first_contact": _("First contact"),
    "complaint.return": _("Department's answer"),
    "complaint.close": _("Close a complaint"),
    "report.week": _("Weekly report"),
    "report.xun": _("Ten-day report"),
    "report.month": _("Monthly report"),
    "report.satisfaction": _("Satisfaction of the month"),
    "report.complaints_week": _("Weekly complaint report"),
    "report.complaints_month": _("Monthly complaint report"),
    "report.inquiries_week": _("Weekly consultation report"),
    "report.inquiries_month": _("Monthly consultation report"),
    "report.inventory": _("Complaint inventory of the month"),
    "report.feedback": _("Half-month feedback to a department"),
    "report.review": _("Friday review of complaints"),
    "report.summary": _("Monthly summary"),
    "report.filing": _("Filing of the month"),
    "report.gm": _("Weekly report to the general manager"),
    "report.quarter": _("Quarterly report"),
    "members.entry": _("Member entry"),
    "question.answer": _("Reply to a customer"),
    "lists.omd": _("Monthly OMD list"),
    "improvement.answer": _("Task from a report"),
}
DUE_LABELS: dict[str, Promise] = {
    "callback": _("To be called by"),
    "complaint": _("To be done by"),
    "report": _("To be submitted by"),
    "members": _("To be entered by"),
    "question": _("To be answered by"),
    "lists": _("To be imported by"),
    "improvement": _("To be put right by"),
}
EVENT_LABELS: dict[str, Promise] = {
    "open": _("Opened"),
    "settle": _("Done"),
    "missed": _("Missed"),
    "cause": _("Cause noted"),
    "excuse": _("Excused"),
    "reschedule": _("Moved"),
    "reassign": _("Given to somebody else"),
    "reopen": _("Opened again"),
    "cancel": _("Cancelled"),
}
MOVE_LABELS: dict[str, Promise] = {
    "appointment": _("The customer named a day"),
    "extension": _("Extended"),
    "correction": _("The document was corrected"),
    "replan": _("Calendar or rule changed"),
    "manager": _("by the manager"),
    "absence": _("because of an absence"),
    "absence_over": _("back after an absence"),
    "dealt": _("dealt to who is here"),
    "late_import": _("The document arrived late"),
    "unassigned": _("Nobody was assigned"),
    "absent": _("Absent without substitute"),
    "outage": _("The system was down"),
    "unreachable": _("The customer could not be reached"),
    "decided": _("Excused by a manager"),
}
UNKNOWN = gettext_noop("Duty")


def kind_label(kind: str) -> str:
    """The kind in the active language; an unknown kind is shown as a plain duty."""
    return str(KIND_LABELS.get(kind) or gettext(UNKNOWN))


def kind_source(kind: str) -> str:
    """The English source words of a kind, as notices store them."""
    with override(None):
        return kind_label(kind)
