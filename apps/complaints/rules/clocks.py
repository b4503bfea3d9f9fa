"""Due moments of complaints (R08-R11, R13, R16, R17) on one store's calendar and rule values."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.worktime import Answer, Step
from apps.duties.models import Duty
from apps.duties.services import Plan
from apps.rulebook.calendars import plan_stamp, store_calendar
from apps.rulebook.policy import InForce, PolicyBook

CAR = "car"


class Clocks:
    """Reads stamp, calendar and rule values once; asks worktime as often as needed.

    Rule values are those in force on the store's day of the moment that starts the clock (domain.md 2a).
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.stamp = plan_stamp(store)

    @cached_property
    def calendar(self) -> worktime.Calendar:
        return store_calendar(self.store)

    @cached_property
    def book(self) -> PolicyBook:
        return PolicyBook(self.store)

    def day(self, at: datetime) -> date:
        """The store's day of an instant."""
        return worktime.local_day(self.calendar, at)

    def report(self, learned_at: datetime) -> Plan:
        """R08: clock minutes from learning of it."""
        key = "complaint.report_minutes"
        rule = self._rule(key, at=learned_at)
        answer = worktime.report_due(self.calendar, learned_at, minutes=rule.value, since=rule.since)
        return self._plan(answer, {key: rule})

    def first_contact(self, issued_at: datetime) -> Plan:
        """R09: business minutes from the issue."""
        key, hours = "complaint.first_contact", "business.hours"
        rule, span = self._rule(key, at=issued_at), self._rule(hours, at=issued_at)
        answer = worktime.first_contact_due(
            self.calendar,
            issued_at,
            minutes=rule.value,
            hours=self.book.hours(hours, on=self.day(issued_at)),
            since=rule.since,
        )
        return self._plan(answer, {key: rule, hours: span})

    def department_answer(self, issued_at: datetime) -> Plan:
        """R11: the department's own target."""
        key = "complaint.dept_return_days"
        rule = self._rule(key, at=issued_at)
        answer = worktime.return_due(self.calendar, self.day(issued_at), days=rule.value, since=rule.since)
        return self._plan(answer, {key: rule})

    def close(self, issued_at: datetime, *, line: str) -> Plan | None:
        """R10 for cars, R16 for the other business lines; None: the line has no term."""
        if line == CAR:
            key = "complaint.close_days"
            rule = self._rule(key, at=issued_at)
            answer = worktime.complaint_close_due(
                self.calendar, self.day(issued_at), days=rule.value, since=rule.since
            )
            return self._plan(answer, {key: rule})
        key = "complaint.line_close_days"
        rule = self._rule(key, at=issued_at)
        found = worktime.line_close_due(
            self.calendar, self.day(issued_at), days=rule.value.get(line), since=rule.since
        )
        return self._plan(found, {key: rule}) if found else None

    def extended(self, until: date) -> Plan:
        """R13: the director named a day; a day on which the store is closed moves to the next open day."""
        trail = worktime.Trail(self.calendar)
        trail.add("extended", day=until, reason="R13")
        return self._plan(trail.day_answer(trail.roll_open(until)), {})

    def verification(self, close_duty: Duty | None, *, now: datetime) -> Plan:
        """By when the verifying call is due: by the close-by moment of the complaint.

        Where that has passed or the line has none, until 24:00 of the next open day, so that nobody is given a call
        that is late from the start.
        """
        if close_duty is not None and close_duty.due_at > now:
            return self._as(close_duty)
        today = self.day(now)
        trail = worktime.Trail(self.calendar)
        trail.add("start_day", day=today)
        return self._plan(trail.day_answer(trail.roll_open(worktime.later(today, 1))), {})

    def legal(self, learned_at: datetime) -> Answer:
        """R17: the legal term in official working days; a warning, not a duty."""
        rule = self._rule("complaint.legal_days", at=learned_at)
        return worktime.legal_due(self.calendar, self.day(learned_at), days=rule.value, since=rule.since)

    def _as(self, duty: Duty) -> Plan:
        steps = tuple(Step.from_json(step) for step in duty.trace)
        answer = Answer(duty.due_day, duty.due_at, duty.clock, duty.provisional, steps)
        return Plan(answer, dict(duty.policy_values), self.stamp)

    def _rule(self, key: str, *, at: datetime) -> InForce:
        return self.book.in_force(key, on=self.day(at))

    def _plan(self, answer: Answer, rules: dict[str, InForce]) -> Plan:
        values: dict[str, Any] = {key: [rule.value, rule.row_id] for key, rule in rules.items()}
        return Plan(answer, values, self.stamp)
