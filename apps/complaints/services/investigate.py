"""The investigation report 投诉调查报告 (S82) and the typical case told for training (S106)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint, Investigation, TypicalCase
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed, tell_story
from apps.core import transitions
from apps.core.refusal import Refused

PARTS = ("course", "findings", "conclusion", "prevention")
WHERE = (*Complaint.OPEN, State.CLOSED)


@transaction.atomic
def write_investigation(
    complaint: Complaint,
    *,
    version: int,
    now: datetime,
    by: User,
    finish: bool = False,
    **parts: str,
) -> Investigation:
    """Save the report's four parts (`PARTS`); `finish` closes it for good and needs all of them.

    `version` is that of the report the person saw, 0 for a new one. Raises Refused for a stale one and after it was
    finished.
    """
    refuse_unless_allowed(by, "complaints.investigate", complaint)
    if complaint.state not in WHERE:
        raise Refused(_("This complaint was not upheld; there is nothing to investigate."), code="state")
    texts = {name: parts.get(name, "").strip() for name in PARTS}
    report, created = Investigation.objects.get_or_create(
        complaint=complaint, defaults={**texts, "written_by": by, "written_at": now}
    )
    if report.finished_at is not None:
        raise Refused(_("The report is finished; it can no longer be changed."), code="closed")
    missing = next((name for name in PARTS if finish and not texts[name]), None)
    if missing is not None:
        raise Refused(_("Fill in every part before the report is finished."), field=missing, code="invalid")
    seen = report.version if created else version
    transitions.save_version(
        report, version=seen, **texts, written_by=by, written_at=now, finished_at=now if finish else None
    )
    if finish:
        tell_story(complaint, "investigated", before=complaint.state, at=now, by=by)
    return report


@transaction.atomic
def tell_case(
    complaint: Complaint,
    *,
    title: str,
    story: str,
    lesson: str,
    now: datetime,
    by: User,
    version: int | None = None,
) -> TypicalCase:
    """Tell a closed complaint as a typical case, without names; once told it is the same case with new words.

    Raises Refused when the customer's name, plate, VIN or number stands in the words.
    """
    refuse_unless_allowed(by, "complaints.tell_case", complaint)
    words = {
        "title": needed(title, field="title", message=_("Give the case a title.")),
        "story": needed(story, field="story", message=_("Tell what happened.")),
        "lesson": needed(lesson, field="lesson", message=_("Say what we learn from it.")),
    }
    _refuse_names(complaint, words)
    move(complaint, "typical", old=[State.CLOSED], new=None, now=now, by=by, version=version)
    case, _created = TypicalCase.objects.update_or_create(
        complaint=complaint, defaults={**words, "told_at": now, "told_by": by}
    )
    return case


def _refuse_names(complaint: Complaint, words: dict[str, str]) -> None:
    customer, vehicle = complaint.customer, complaint.vehicle
    names = [customer.name, *customer.phones.values_list("number", flat=True)]
    names += [vehicle.plate, vehicle.vin] if vehicle is not None else []
    for field, text in words.items():
        if any(name and name in text for name in names):
            raise Refused(
                _("Leave out names, numbers, plate and VIN: this text is for everybody."),
                field=field,
                code="invalid",
            )
