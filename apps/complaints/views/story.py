"""The timeline of a complaint: who did what when, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from apps.complaints.forms import GROUNDS
from apps.complaints.models import Complaint, ComplaintMove


def entries_of(complaint: Complaint) -> list[dict[str, Any]]:
    """Newest first; one query for the moves with their people and words."""
    moves = complaint.moves.select_related("by", "to_user", "department", "words").order_by("-at", "-pk")
    return [entry_of(move) for move in moves]


def entry_of(move: ComplaintMove) -> dict[str, Any]:
    return {
        "text": sentence(move),
        "at": move.at,
        "by": move.by.name if move.by is not None else _("the system"),
        "note": move.words.text if hasattr(move, "words") else "",
        "due": "done" if move.what in ("contact", "settle", "close") and move.code != "no_agreement" else "",
    }


def sentence(move: ComplaintMove) -> str:
    """What happened, without who and when."""
    if move.what in PLAIN:
        return str(PLAIN[move.what]())
    return WITH_DETAIL[move.what](move) if move.what in WITH_DETAIL else move.what


PLAIN = {
    "contact": lambda: _("First contact with the customer"),
    "propose": lambda: _("Draft of the answer saved"),
    "return": lambda: _("Answer handed back, verifying call opened"),
    "open_check": lambda: _("Verifying call opened"),
    "send_back": lambda: _("Customer not satisfied: back to handling"),
    "unreached": lambda: _("Verifying call reached nobody: the director decides"),
    "call_again": lambda: _("Another verifying call"),
    "case": lambda: _("Manufacturer's case registered"),
    "reopen": lambda: _("Reopened: a new cycle begins"),
    "seen": lambda: _("Seen by the director"),
    "attach": lambda: _("File added"),
    "detach": lambda: _("File removed"),
    "visit": lambda: _("Customer visited"),
    "investigated": lambda: _("Investigation report finished"),
    "typical": lambda: _("Told as a typical case"),
}


def _registered(move: ComplaintMove) -> str:
    if move.code == "repeat":
        return _("Registered; major, as the customer complained repeatedly")
    return _("Registered")


def _closed(move: ComplaintMove) -> str:
    how = Complaint.Closing(move.code).label if move.code in Complaint.Closing.values else ""
    return _("Closed: %(how)s") % {"how": how}


def _invalid(move: ComplaintMove) -> str:
    return _("Merged as a duplicate") if move.code == "merged" else _("Not upheld")


WITH_DETAIL = {
    "register": _registered,
    "issue": lambda move: _("Issued to %(department)s") % {"department": move.department},
    "sign": lambda move: _("Signed for; handler %(name)s") % {"name": move.to_user},
    "extend": lambda move: _("Closing extended to %(day)s") % {"day": move.code},
    "level": lambda move: (
        _("Raised: %(ground)s") % {"ground": GROUNDS.get(move.code, _("manufacturer's case"))}
    ),
    "pay_ask": lambda move: _("Compensation of CNY %(amount)s asked for") % {"amount": move.code},
    "pay_yes": lambda move: _("Compensation of CNY %(amount)s approved") % {"amount": move.code},
    "pay_no": lambda move: _("Compensation of CNY %(amount)s refused") % {"amount": move.code},
    "settle": _closed,
    "close": _closed,
    "invalid": _invalid,
}
