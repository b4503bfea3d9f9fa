"""Each step of a trace as a sentence in the active language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from .answer import Step

NOTED = _("%(word)s (%(note)s)")
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
PERIODS = {
    "week": _("week"),
    "xun": _("xun"),
    "half": _("half-month"),
    "month": _("month"),
    "quarter": _("quarter"),
}
PURPOSES = {
    "appointment": _("appointment"),
    "inbound": _("inbound call"),
    "complaint": _("complaint call"),
    "thank_you": _("thank-you call"),
}
RULES = {
    "R01": _("callback, calendar days"),
    "R04": _("calling windows"),
    "R06": _("unreachable after attempts/windows/days"),
    "R07": _("customer data check, calendar days"),
    "R08": _("complaint reported, minutes"),
    "R09": _("first contact, business minutes"),
    "R10": _("complaint closed, calendar days"),
    "R11": _("department's answer, calendar days"),
    "R16": _("complaint closed by business line, calendar days"),
    "R17": _("legal term, working days"),
    "R20": _("weekly report, working day of the next week"),
    "R21": _("ten-day report, working day of the next xun"),
    "R22": _("monthly report, working day of the next month"),
    "R24": _("member entry, on the next open day by"),
    "R26": _("OMD import, working day of the month"),
    "R40": _("thank-you call, minutes"),
    "R42": _("half-day follow-up, by"),
    "R43": _("longest time without contact, calendar days"),
    "R44": _("customer's question, days to reply"),
    "R46": _("best time for consultants"),
    "R50": _("weekly duty, day of the week"),
    "R51": _("last working day of the month, counted from its end"),
    "R52": _("maintenance follow-up, day of the week"),
    "R53": _("monthly summary, day of the month"),
    "R54": _("filing, day of the month"),
    "R55": _("report to the general manager, working day of the next week"),
    "R56": _("feedback to a department, working day after the half-month"),
}
NAMED = {"day_off": "name", "closed": "reason"}
SENTENCES = {
    "rule_shipped": _("Rule %(rule)s = %(value)s, as shipped."),
    "rule_since": _("Rule %(rule)s = %(value)s, in force since %(since)s."),
    "start_day": _("Day 0 is %(day)s."),
    "start_clock": _("Starts at %(at)s."),
    "period": _("For the %(kind)s from %(start)s to %(end)s."),
    "day_counted": _("Day %(n)s of %(of)s is %(day)s."),
    "strictly_before": _("Strictly before working day %(n)s: the working day before it."),
    "counted": _("%(day)s is working day %(n)s of %(of)s."),
    "working": _("%(day)s is a working day."),
    "made_up": _("%(day)s is a make-up working day."),
    "day_off": _("%(day)s is off."),
    "day_off_named": _("%(day)s is off: %(name)s."),
    "closed": _("The store is closed on %(day)s."),
    "closed_named": _("The store is closed on %(day)s: %(reason)s."),
    "rolled": _("Moves from %(day)s to the next open day, %(to)s."),
    "minutes_counted": _("%(minutes)s minutes by the clock."),
    "business_time": _("%(minutes)s business minutes on %(day)s."),
    "due_day": _("Due until 24:00 on %(day)s."),
    "due_clock": _("Due by %(at)s."),
    "provisional": _("Provisional: the official calendar of a year looked at is not known yet."),
    "call_start": _("The call starts at %(at)s."),
    "window_exempt": _("Calling windows do not apply: %(purpose)s."),
    "inside_window": _("Inside the window %(window)s."),
    "outside_window": _("Outside every window."),
    "attempt_counts": _("The attempt at %(at)s counts."),
    "attempt_outside": _("The attempt at %(at)s lies outside every window and does not count."),
    "attempt_too_late": _("The attempt at %(at)s came after the cut-off and does not count."),
    "attempts_counted": _("%(attempts)s attempts in %(windows)s windows on %(days)s days count."),
    "appointed": _("The customer named %(day)s: the appointment replaces the due day once."),
    "number_corrected": _("The number was corrected on %(day)s: due the day after it at the earliest."),
    "day_named": _("%(day)s was named when the task was given."),
    "extended": _("Extended to %(day)s: %(reason)s."),
    "document_changed": _("The document was corrected from %(old)s to %(new)s."),
    "replanned": _("Worked out again because the calendar or a rule changed."),
    "imported_late": _("The document came in on %(day)s, after its due day."),
}


def sentence(step: Step | Mapping[str, Any]) -> str:
    """The step in the active language; a step unknown to this version shows its code, never an error."""
    if not isinstance(step, Step):
        step = Step.from_json(step)
    named = step.params.get(NAMED.get(step.code, ""))
    template = SENTENCES.get(f"{step.code}_named" if named else step.code)
    if template is None:
        return step.code
    try:
        return translate(template) % {key: _shown(key, value) for key, value in step.params.items()}
    except KeyError:
        return step.code


def sentences(trace: object) -> list[str]:
    """All steps of a trace, stored or fresh, as sentences."""
    return [sentence(step) for step in trace or ()]


def _shown(key: str, value: object) -> object:
    if key == "rule" and value in RULES:
        return translate(NOTED) % {"word": value, "note": translate(RULES[str(value)])}
    if key == "kind":
        return translate(PERIODS.get(str(value), str(value)))
    if key == "purpose":
        return translate(PURPOSES.get(str(value), str(value)))
    if key in ("day", "to", "start", "end", "old", "new") and isinstance(value, str):
        return _with_weekday(value)
    return value


def _with_weekday(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return translate(NOTED) % {"word": text, "note": translate(WEEKDAYS[day.weekday()])}
