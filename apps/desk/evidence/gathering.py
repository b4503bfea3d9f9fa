"""All that speaks for or against a penalty, read from the apps that know it; times and codes, no customer data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from apps.callbacks.models import Attempt, Callback, SpotCheckItem
from apps.callbacks.services.data_check import LABELS
from apps.complaints.models import Complaint
from apps.customers.models import Member, MemberDay
from apps.penalties.models import Penalty
from apps.reports.models import Issue
from apps.rulebook.policy import PolicyBook

ON_THE_PHONE = {"name": LABELS["name"], "phone": LABELS["phone"]}
UNREACHABLE = ("unreachable.attempts", "unreachable.windows", "unreachable.days")


@dataclass
class Evidence:
    """What the page shows; parts that do not apply stay empty."""

    callback: Callback | None = None
    attempts: list[Attempt] = field(default_factory=list)
    unreachable: dict[str, int] = field(default_factory=dict)
    checks: list[SpotCheckItem] = field(default_factory=list)
    complaint: Complaint | None = None
    levels: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    member_day: MemberDay | None = None
    wrong_fields: list[str] = field(default_factory=list)
    entered_at: datetime | None = None
    found_call: str = ""


def gather(penalty: Penalty) -> Evidence:
    """Read what belongs to the penalty's duty, or to the complaint it names; a fixed number of queries."""
    evidence = Evidence()
    if penalty.duty is not None:
        _read_duty(evidence, penalty)
    if penalty.kind == Penalty.Kind.COMPLAINT_DELAY:
        _read_complaint(evidence, penalty)
    if penalty.kind == Penalty.Kind.MEMBER_WRONG:
        _read_wrong_record(evidence, penalty)
    return evidence


def _read_wrong_record(evidence: Evidence, penalty: Penalty) -> None:
    """R25: which details were wrong, and in which call that was found; their contents stay with the member."""
    names = penalty.evidence.get("wrong", [])
    evidence.wrong_fields = [
        str(ON_THE_PHONE.get(name) or Member._meta.get_field(name).verbose_name) for name in names
    ]
    evidence.found_call = penalty.evidence.get("call", "")
    evidence.entered_at = datetime.fromisoformat(penalty.evidence["entered_at"])


def _read_duty(evidence: Evidence, penalty: Penalty) -> None:
    duty = penalty.duty
    family = duty.kind.partition(".")[0]
    if family == "callback":
        _read_call(evidence, penalty)
    elif family == "report":
        rows = Issue.objects.filter(duty=duty).select_related("prepared_by", "reviewed_by", "submitted_by")
        evidence.issues = list(rows.order_by("number"))
    elif family == "members":
        rows = MemberDay.objects.filter(duty=duty).select_related("handed_in_by")
        evidence.member_day = rows.first()


def _read_call(evidence: Evidence, penalty: Penalty) -> None:
    callback = Callback.objects.filter(duty=penalty.duty_id).first()
    if callback is None:
        return
    evidence.callback = callback
    rows = callback.attempts.select_related("agent", "outcome", "words")
    evidence.attempts = list(rows)
    for attempt in evidence.attempts:
        attempt.length = _length(attempt)
    checks = callback.spot_checks.exclude(verdict="").select_related("judged_by", "check_sheet__drawn_by")
    evidence.checks = list(checks.order_by("judged_at"))
    evidence.unreachable = _count_unanswered(evidence.attempts, penalty)


def _length(attempt: Attempt) -> str:
    """Minutes and seconds of a call: 0:31."""
    seconds = int((attempt.ended_at - attempt.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def _count_unanswered(attempts: list[Attempt], penalty: Penalty) -> dict[str, int]:
    """R06: what counts of the unanswered attempts before the cut-off, beside what is needed."""
    counted = [
        one for one in attempts if not one.reached and one.in_window and one.started_at < penalty.duty.due_at
    ]
    book = PolicyBook(penalty.store, keys=UNREACHABLE)
    needed = [book.value(key, on=penalty.duty.due_day) for key in UNREACHABLE]
    return {
        "attempts": len(counted),
        "windows": len({(one.window_day, one.window_no) for one in counted}),
        "days": len({one.window_day for one in counted}),
        "need_attempts": needed[0],
        "need_windows": needed[1],
        "need_days": needed[2],
    }


def _read_complaint(evidence: Evidence, penalty: Penalty) -> None:
    """R12: when it was learned of, when it was recorded, when it became major or left the house."""
    pk = penalty.object_id or penalty.evidence.get("complaint")
    complaint = Complaint.objects.filter(pk=pk).first()
    if complaint is None:
        return
    evidence.complaint = complaint
    evidence.levels = list(complaint.level_changes.select_related("by"))
    evidence.cases = list(complaint.manufacturer_cases.all())
