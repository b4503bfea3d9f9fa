"""Calling windows (R04, R46) and the judge of unreachable customers (R06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from .answer import Trail, Verdict, stamp
from .calendar import Calendar
from .clock import instant, local
from .refusal import Unanswerable


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of each day by the store's wall clock; both ends are inside."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, order=True)
class Occurrence:
    """One window on one day: what R06 counts."""

    day: date
    index: int


FOLLOW_UP = (Window(time(9), time(11, 30)), Window(time(16), time(18, 30)))
SALES_CONSULTANT = (Window(time(9, 30), time(11, 30)),)
PURPOSES = {
    "followup": "hard",
    "sales_consultant": "hint",
    "appointment": "exempt",
    "inbound": "exempt",
    "complaint": "exempt",
    "thank_you": "exempt",
}


def windows_from(pairs: Iterable[Sequence[str]]) -> tuple[Window, ...]:
    """Windows from pairs like ["09:00", "11:30"]; raises Unanswerable if unusable."""
    try:
        found = tuple(
            sorted(Window(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)
        )
    except (TypeError, ValueError):
        raise Unanswerable(_("A calling window is a pair of times such as 09:00 and 11:30.")) from None
    return check_windows(found)


def check_windows(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows themselves, in order; raises Unanswerable when they cannot be called in."""
    if not windows:
        raise Unanswerable(_("There is no calling window at all."), field="windows")
    ordered = tuple(sorted(windows))
    if any(window.end < window.start for window in ordered):
        raise Unanswerable(_("A calling window cannot end before it begins."), field="windows")
    if any(after.start < before.end for before, after in pairwise(ordered)):
        raise Unanswerable(_("Calling windows must not overlap."), field="windows")
    return ordered


def occurrence(
    calendar: Calendar, at: datetime, *, windows: Sequence[Window] = FOLLOW_UP
) -> Occurrence | None:
    """In which window of which day does `at` lie? None outside all of them."""
    wall = local(calendar, at)
    clock = wall.time()
    for index, window in enumerate(check_windows(windows)):
        if window.start <= clock <= window.end:
            return Occurrence(wall.date(), index)
    return None


def in_window(
    calendar: Calendar,
    at: datetime,
    *,
    purpose: str = "followup",
    windows: Sequence[Window] = FOLLOW_UP,
    hint_windows: Sequence[Window] = SALES_CONSULTANT,
    since: date | None = None,
) -> Verdict:
    """May a call of this purpose start at `at`? R04: every day, ends included; R46 is a hint only.

    Exempt purposes (inbound, appointment, complaint, thank-you) are always in.
    """
    kind = PURPOSES.get(purpose)
    if kind is None:
        raise Unanswerable(
            _("%(purpose)s is not a purpose of a call.") % {"purpose": purpose}, field="purpose"
        )
    trail = Trail(calendar)
    trail.add("call_start", at=stamp(calendar, local(calendar, at)))
    if kind == "exempt":
        trail.add("window_exempt", purpose=purpose)
        return trail.verdict(True, kind=kind)
    used = check_windows(hint_windows if kind == "hint" else windows)
    trail.rule("R46" if kind == "hint" else "R04", ", ".join(map(str, used)), since=since)
    found = occurrence(calendar, at, windows=used)
    trail.add(*["outside_window"] if found is None else ["inside_window"], **_named(used, found))
    return trail.verdict(found is not None, kind=kind)


def next_windows(
    calendar: Calendar, at: datetime, *, count: int = 1, windows: Sequence[Window] = FOLLOW_UP
) -> list[tuple[datetime, datetime]]:
    """The next `count` windows not yet over at `at`, as UTC (start, end); closed days have none.

    Raises Unanswerable when the store never opens again or there is no window.
    """
    used, found = check_windows(windows), []
    day = calendar.open_day_from(local(calendar, at).date())
    while len(found) < min(count, 1000):
        spans = [(instant(calendar, day, w.start), instant(calendar, day, w.end)) for w in used]
        found += [span for span in spans if span[1] >= at]
        day = calendar.open_day_after(day)
    return found[:count]


def unreachable(
    calendar: Calendar,
    attempts: Iterable[datetime],
    *,
    before: datetime,
    windows: Sequence[Window] = FOLLOW_UP,
    min_attempts: int = 3,
    min_windows: int = 3,
    min_days: int = 2,
    since: date | None = None,
) -> Verdict:
    """R06: enough unanswered attempts, in enough different windows, on enough days, all before the cut-off.

    `attempts` are starts of unanswered calls (UTC); `before` is the exclusive cut-off of the duty.
    Attempts outside windows do not count.
    """
    trail = Trail(calendar)
    trail.rule("R06", f"{min_attempts}/{min_windows}/{min_days}", since=since)
    hits = [hit for at in sorted(attempts) if (hit := _count_attempt(trail, at, before, windows))]
    days = {hit.day for hit in hits}
    trail.add("attempts_counted", attempts=len(hits), windows=len(set(hits)), days=len(days))
    met = len(hits) >= min_attempts and len(set(hits)) >= min_windows and len(days) >= min_days
    return trail.verdict(met)


def _count_attempt(
    trail: Trail, at: datetime, before: datetime, windows: Sequence[Window]
) -> Occurrence | None:
    shown = stamp(trail.calendar, local(trail.calendar, at))
    if at >= before:
        trail.add("attempt_too_late", at=shown)
        return None
    found = occurrence(trail.calendar, at, windows=windows)
    trail.add("attempt_outside" if found is None else "attempt_counts", at=shown)
    return found


def _named(windows: Sequence[Window], found: Occurrence | None) -> dict[str, str]:
    return {} if found is None else {"window": str(windows[found.index])}
