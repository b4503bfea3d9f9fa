"""Words for moments, due moments and phones, in the active language and the active time zone. Pure presentation."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PHONE_IN_TEXT = re.compile(r"(?<!\d)(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)", re.ASCII)
SIGNS = {"over": "alert", "today": "clock", "later": "cal", "done": "check", "": "check"}


@dataclass(frozen=True, slots=True)
class DueMark:
    """How a due moment looks: `due` is the data-due value ("" = plain badge), `word` its text, `sign` its icon."""

    due: str
    word: str

    @property
    def sign(self) -> str:
        return SIGNS[self.due]


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def clock_time(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def weekday_words(day: date, *, text: str) -> str:
    """`text` followed by the short weekday of `day`."""
    patterns = (
        _("%(date)s Mon"),
        _("%(date)s Tue"),
        _("%(date)s Wed"),
        _("%(date)s Thu"),
        _("%(date)s Fri"),
        _("%(date)s Sat"),
        _("%(date)s Sun"),
    )
    return patterns[day.weekday()] % {"date": text}


def short_day(day: date, *, today: date) -> str:
    """Month and day; with the year when it is not this year."""
    return day.strftime("%m-%d" if day.year == today.year else "%Y-%m-%d")


def count_words(span: timedelta) -> str:
    """A length of time in its largest fitting unit: days, hours or minutes (at least one minute)."""
    if span >= DAY:
        return ngettext("%(count)s day", "%(count)s days", span // DAY) % {"count": span // DAY}
    if span >= HOUR:
        return ngettext("%(count)s hour", "%(count)s hours", span // HOUR) % {"count": span // HOUR}
    minutes = max(1, span // timedelta(minutes=1))
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def span_words(span: timedelta) -> str:
    """A length of time in days and hours, or hours and minutes."""
    if span < HOUR or (span >= DAY and span % DAY < HOUR):
        return count_words(span)
    if span >= DAY:
        return f"{count_words(span)} {count_words(span % DAY)}"
    rest = span % HOUR
    return count_words(span) if rest < timedelta(minutes=1) else f"{count_words(span)} {count_words(rest)}"


def ago_words(moment: datetime, *, now: datetime) -> str:
    """How long ago `moment` was; a moment that is still to come is told as such."""
    if moment > now:
        return _("in %(span)s") % {"span": count_words(moment - now)}
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(span)s ago") % {"span": count_words(now - moment)}


def moment_words(moment: datetime, *, now: datetime) -> str:
    """Day and time as people say it: today, yesterday and tomorrow by name, else month and day."""
    day, today = local_day(moment), local_day(now)
    names = {0: _("today %(time)s"), -1: _("yesterday %(time)s"), 1: _("tomorrow %(time)s")}
    pattern = names.get((day - today).days)
    if pattern:
        return pattern % {"time": clock_time(moment)}
    return f"{short_day(day, today=today)} {clock_time(moment)}"


def day_words(day: date, *, now: datetime) -> str:
    """Month, day and short weekday; with the year when it is not this year."""
    return weekday_words(day, text=short_day(day, today=local_day(now)))


def due_mark(duty: object, *, now: datetime, exact: bool = False) -> DueMark:
    """The mark of a duty (domain.md 4.0). `exact` adds the 24:00 of a deadline that ends with its day."""
    ended = ended_mark(duty)
    if ended is not None:
        return ended
    tone, clock = _open_tone(duty, now=now), duty.clock
    if tone == "over":
        return DueMark(tone, overdue_words(duty, now=now))
    time = clock_time(duty.due_at) if clock else "24:00"
    if tone == "today":
        return DueMark(tone, _("today %(time)s") % {"time": time} if clock or exact else _("today"))
    words = day_words(_last_day(duty), now=now)
    return DueMark(tone, f"{words} {time}" if clock or exact else words)


def due_tone(duty: object, *, now: datetime) -> str:
    """The `due` of the duty's mark without its words."""
    ended = ended_mark(duty)
    return ended.due if ended is not None else _open_tone(duty, now=now)


def _open_tone(duty: object, *, now: datetime) -> str:
    if duty.due_at < now or (duty.due_at == now and not duty.clock):
        return "over"
    return "today" if _last_day(duty) == local_day(now) else "later"


def _last_day(duty: object) -> date:
    return local_day(duty.due_at) if duty.clock else duty.due_day


def ended_mark(duty: object) -> DueMark | None:
    """The mark of a duty that needs no work any more, or None."""
    if duty.state == "cancelled":
        return DueMark("", _("Cancelled"))
    if duty.settled_at is not None:
        return DueMark("", _("Done late")) if duty.state == "missed" else DueMark("done", _("Done"))
    return DueMark("", _("Excused")) if duty.state == "excused" else None


def overdue_words(duty: object, *, now: datetime) -> str:
    """End-of-day deadlines count calendar days past the due day, clock deadlines count time."""
    if duty.clock:
        return _("overdue %(span)s") % {"span": count_words(now - duty.due_at)}
    span = max(DAY, local_day(now) - duty.due_day)
    return _("overdue %(span)s") % {"span": count_words(span)}


def masked_phone(number: str | None) -> str:
    """The number with its middle hidden: 159****7721, 0371****6688-12; short numbers keep their last two digits."""
    digits, dash, extension = (number or "").strip().partition("-")
    if len(digits) < 7:
        return "*" * max(0, len(digits) - 2) + digits[-2:]
    head = 4 if digits.startswith("0") and len(digits) > 10 else 3
    return f"{digits[:head]}****{digits[-4:]}{dash}{extension}"


def without_numbers(text: str) -> str:
    """What somebody wrote, with every phone number in it masked."""
    return PHONE_IN_TEXT.sub(lambda found: masked_phone(re.sub(r"\D", "", found.group())), text)


def spaced_phone(number: str | None) -> str:
    """A mobile number in groups, 159 2846 7721; anything else unchanged."""
    digits = (number or "").strip()
    if len(digits) == 11 and digits.isdigit() and digits.startswith("1"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits
