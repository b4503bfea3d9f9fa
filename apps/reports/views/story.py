"""The timeline of a report."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.reports.models import Issue

WHATS = {
    "schedule": _("Scheduled"),
    "ask": _("Draft asked for"),
    "build": _("Numbers counted"),
    "prepare": _("Prepared and signed"),
    "review": _("Reviewed and signed"),
    "return": _("Sent back to draft"),
    "submit": _("Submitted"),
    "replace": _("Replaced by a newer version"),
    "reopen": _("Opened again as a new version"),
    "task": _("A problem was given to a department"),
    "read": pgettext_lazy("report", "Read"),
}


def story_of(issue: Issue) -> list[dict[str, Any]]:
    """What happened to this version, newest first."""
    rows = issue.moves.select_related("by", "words").order_by("-at", "-pk")
    return [
        {
            "text": WHATS.get(row.what, row.what),
            "at": row.at,
            "by": row.by,
            "note": getattr(row, "words", None) and row.words.text,
        }
        for row in rows
    ]
