"""The three facts behind the fine for a complaint passed on late (R12): shown on the page whether they hold or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.complaints.models import Complaint
from apps.duties.models import Duty

MANUFACTURER, MAJOR = "manufacturer", "major"


@dataclass(frozen=True)
class DelayFacts:
    """`due_at`: when the report was due (R08, inclusive). `consequence_at`: when it reached the manufacturer or became
    major; the first such moment after the due moment, else the first of all."""

    learned_at: datetime
    recorded_at: datetime
    due_at: datetime
    excused: bool
    consequence: str
    consequence_at: datetime | None

    @property
    def late(self) -> bool:
        """Fact 1: recorded after the report was due, and nobody excused it."""
        return self.recorded_at > self.due_at and not self.excused

    @property
    def late_by(self) -> timedelta:
        return max(timedelta(0), self.recorded_at - self.due_at)

    @property
    def has_consequence(self) -> bool:
        """Fact 2: it reached the manufacturer, or it was raised to major."""
        return self.consequence_at is not None

    @property
    def came_after(self) -> bool:
        """Fact 3: the consequence came after the moment by which it should have been reported."""
        return self.consequence_at is not None and self.consequence_at > self.due_at

    @property
    def all_hold(self) -> bool:
        return self.late and self.has_consequence and self.came_after


def delay_facts(complaint: Complaint) -> DelayFacts:
    """R12 for one complaint. A complaint that was major from the start did not become so by the delay."""
    duty = complaint.report_duty
    found = sorted(_consequences(complaint))
    after = [item for item in found if item[0] > duty.due_at]
    moment, kind = next(iter(after or found), (None, ""))
    return DelayFacts(
        learned_at=complaint.learned_at,
        recorded_at=complaint.recorded_at,
        due_at=duty.due_at,
        excused=duty.state == Duty.State.EXCUSED,
        consequence=kind,
        consequence_at=moment,
    )


def _consequences(complaint: Complaint) -> list[tuple[datetime, str]]:
    cases = [(case.received_at, MANUFACTURER) for case in complaint.manufacturer_cases.all()]
    raised = [
        (change.at, MAJOR)
        for change in complaint.level_changes.all()
        if change.new_level == Complaint.Level.MAJOR and change.old_level != Complaint.Level.MAJOR
    ]
    return cases + raised
