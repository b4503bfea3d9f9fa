"""What the page "why then?" says about a duty: days, steps, rules with their source, and what moved it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.core.wording import weekday_words
from apps.core.worktime import Calendar, Step, local_day, sentence
from apps.duties.labels import DUE_LABELS, EVENT_LABELS, MOVE_LABELS, kind_label
from apps.duties.models import Duty, DutyEvent
from apps.rulebook.calendars import store_calendar
from apps.rulebook.models import PolicyValue
from apps.rulebook.policy import KEYS, PolicyKey

LONGEST_STRIP = 21
ONE_DAY = timedelta(days=1)
RULE_CODES = ("rule_shipped", "rule_since")
DAY_PARAMS = ("day", "to", "start")


@dataclass(frozen=True)
class StripDay:
    """One day of the strip: what kind of day it is and what it does in the computation."""

    day: date
    weekday: str
    kind: str
    word: str
    step: str
    is_due: bool


@dataclass(frozen=True)
class TraceRow:
    """One step: its sentence, the rule it stands on and the day it leads to."""

    number: int
    text: str
    rule: str
    to: str


@dataclass(frozen=True)
class RuleRow:
    """A rule used: its catalogue entry with the quoted source, the value and the version that was in force."""

    rule: str
    entry: PolicyKey | None
    value: Any
    since: str | None
    version: PolicyValue | None


class Explanation:
    """Read once for a page; a fixed number of queries whatever the trace. With a `reader` who may not see the names of
    colleagues, everybody but themselves is "a colleague"."""

    def __init__(self, duty: Duty, *, now: datetime, reader: User | None = None) -> None:
        self.duty, self.now = duty, now
        self.reader = reader if reader is not None and not access.may(reader, "duties.names") else None
        self.steps = [Step.from_json(step) for step in duty.trace]
        self.label = kind_label(duty.kind)
        self.due_label = DUE_LABELS.get(duty.kind.partition(".")[0], _("Due"))

    def named(self, person: User | None) -> User | str | None:
        """The person as the reader may know them."""
        hidden = person is not None and self.reader is not None and person != self.reader
        return _("a colleague") if hidden else person

    @property
    def owner(self) -> User | str | None:
        return self.named(self.duty.owner)

    @property
    def responsible(self) -> User | str | None:
        return self.named(self.duty.responsible)

    @cached_property
    def calendar(self) -> Calendar:
        return store_calendar(self.duty.store)

    @cached_property
    def due(self) -> str:
        return self.moment(self.duty.due_at)

    @cached_property
    def original(self) -> str:
        return self.moment(self.duty.original_due_at)

    def moment(self, at: datetime) -> str:
        """A due moment as people say it: the day with 24:00, or the clock time."""
        wall = at.astimezone(self.calendar.zone)
        if self.duty.clock or (wall.hour, wall.minute) != (0, 0):
            return f"{_named_day(wall.date())} {wall:%H:%M}"
        return f"{_named_day(wall.date() - ONE_DAY)} 24:00"

    @cached_property
    def is_running(self) -> bool:
        return self.duty.settled_at is None and self.duty.state in (Duty.State.OPEN, Duty.State.MISSED)

    @cached_property
    def trace(self) -> list[TraceRow]:
        rule, rows = "", []
        for number, step in enumerate(self.steps, start=1):
            rule = str(step.params.get("rule", rule))
            rows.append(TraceRow(number, sentence(step), rule, _leads_to(step)))
        return rows

    @cached_property
    def days(self) -> list[StripDay]:
        """From the first day the trace names to the due day; long spans show their end."""
        named = [day for step in self.steps for day in _days_of(step)]
        due = self.duty.due_day
        first = max(min([*named, due]), due - timedelta(days=LONGEST_STRIP - 1))
        last = min(max([*named, due]) + ONE_DAY, first + timedelta(days=LONGEST_STRIP))
        marks = self._marks()
        count = (last - first).days + 1
        return [self._strip_day(first + timedelta(days=n), marks) for n in range(count)]

    def _marks(self) -> dict[date, str]:
        marks: dict[date, str] = {}
        for step in self.steps:
            for day in _days_of(step)[:1]:
                word = _step_word(step)
                marks[day] = word or marks.get(day, "")
        if self.duty.moved:
            original = local_day(self.calendar, self.duty.original_due_at - timedelta(microseconds=1))
            marks[original] = _("originally due")
        marks[self.duty.due_day] = _("due")
        return marks

    def _strip_day(self, day: date, marks: dict[date, str]) -> StripDay:
        kind, word = _kind_of(self.calendar, day)
        if day == local_day(self.calendar, self.now):
            word = _("today")
        weekday = weekday_words(day, text="").strip()
        return StripDay(day, weekday, kind, word, marks.get(day, ""), day == self.duty.due_day)

    @cached_property
    def rules(self) -> list[RuleRow]:
        """The rules of the trace, each once, with the version that was in force."""
        used = {str(s.params["rule"]): s for s in self.steps if s.code in RULE_CODES}
        entries = {rule: self._entry(rule) for rule in used}
        keys = [entry.key for entry in entries.values() if entry]
        versions = PolicyValue.objects.filter(key__in=keys).select_related("author").order_by("pk")
        by_start = {
            (row.key, row.effective_from.isoformat()): row
            for row in versions
            if row.store_id in (None, self.duty.store_id)
        }
        return [_rule_row(rule, step, entries[rule], by_start) for rule, step in used.items()]

    def _entry(self, rule: str) -> PolicyKey | None:
        """The catalogue's entry behind a rule id: of this kind of duty where the rule has several."""
        found = [entry for entry in KEYS.values() if entry.rule == rule]
        own = [entry for entry in found if entry.key in self.duty.policy_values]
        near = [entry for entry in found if entry.key.startswith(self.duty.kind)]
        return next(iter(own or near or found), None)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """The duty's story, newest first, for components/timeline.html."""
        rows = self.duty.events.select_related("by", "old_owner", "new_owner", "words")
        return [self._event(row) for row in reversed(rows)]

    def _event(self, row: DutyEvent) -> dict[str, Any]:
        text = str(EVENT_LABELS.get(row.what, row.what))
        if row.what == "reschedule" and row.new_due_at:
            text = _("Moved from %(old)s to %(new)s") % {
                "old": self.moment(row.old_due_at),
                "new": self.moment(row.new_due_at),
            }
        elif row.what in ("open", "reassign") and row.new_owner:
            text = _("%(what)s: %(who)s") % {"what": text, "who": self.named(row.new_owner)}
        notes = [str(MOVE_LABELS[row.code])] if row.code in MOVE_LABELS else []
        notes += [row.words.text] if hasattr(row, "words") else []
        return {"text": text, "at": row.at, "by": self.named(row.by), "note": " · ".join(notes)}


def _rule_row(
    rule: str, step: Step, entry: PolicyKey | None, versions: dict[tuple[str, str], PolicyValue]
) -> RuleRow:
    since = step.params.get("since")
    version = versions.get((entry.key, since)) if entry and since else None
    return RuleRow(rule, entry, step.params.get("value"), since, version)


def _days_of(step: Step) -> list[date]:
    """The days a step names."""
    values = [step.params.get(name) for name in DAY_PARAMS]
    found = []
    for value in values:
        try:
            found.append(date.fromisoformat(str(value)[:10]))
        except ValueError:
            continue
    return found


def _leads_to(step: Step) -> str:
    found = _days_of(step)
    at = step.params.get("at")
    if at:
        return str(at)[5:16]
    return f"{found[-1]:%m-%d}" if found else ""


def _step_word(step: Step) -> str:
    number = step.params.get("n")
    if step.code == "start_day":
        return _("day 0")
    if step.code == "day_counted":
        return _("day %(n)s") % {"n": number}
    if step.code == "counted":
        return _("working day %(n)s") % {"n": number}
    if step.code == "rolled":
        return _("moves on")
    if step.code == "appointed":
        return _("appointed")
    return ""


def _kind_of(calendar: Calendar, day: date) -> tuple[str, str]:
    """Kind of day for the band above it, and its word."""
    if not calendar.is_open(day):
        closure = calendar.closure_on(day)
        return "closed", closure.reason if closure else _("closed")
    official = calendar.days.get(day)
    if official and not official.working:
        return "holiday", official.name or _("holiday")
    if official and official.working and day.weekday() > 4:
        return "makeup", _("make-up working day")
    return "", _("working day") if day.weekday() < 5 else _("weekend")


def _named_day(day: date) -> str:
    return weekday_words(day, text=f"{day:%m-%d}")
