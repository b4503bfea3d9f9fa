"""The questions of explain_due: one mapping in, one mapping out, nothing read and nothing written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.core import worktime
from apps.core.refusal import Refused
from apps.core.worktime import Answer, Calendar, Verdict

from .explain_input import (
    read_choice,
    read_closures,
    read_day,
    read_flag,
    read_moment,
    read_month,
    read_whole,
    refuse,
)
from .policy import InForce, PolicyBook

Question = Mapping[str, Any]
TRIGGERS = {"出库单": "callback.delivery.due_days", "结算单": "callback.repair.due_days"}
MAX_DAYS = 366


@dataclass(frozen=True)
class House:
    """What a question is answered from: the store's calendar and its rule values."""

    calendar: Calendar
    book: PolicyBook

    def rule(self, key: str, *, on: date) -> InForce:
        return self.book.in_force(key, on=on)


def explain(question: object, house: House) -> dict[str, Any]:
    """The answer to one question; a bad one gives {"error": sentence}. `id` is echoed if there is one."""
    if not isinstance(question, dict):
        return {"error": _("Each line must be one JSON object.")}
    echo = {"id": question["id"]} if "id" in question else {}
    try:
        return echo | _answer(question, house)
    except Refused as refusal:
        return echo | {"error": str(refusal)}
    except (ValueError, TypeError, OverflowError, RecursionError):
        return echo | {"error": _("This question cannot be answered.")}


def _answer(question: Question, house: House) -> dict[str, Any]:
    kind = question.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise refuse(_("Unknown kind: %(kind)s."), kind=str(kind)[:40])
    closures = read_closures(question, house.calendar)
    if closures is not None:
        house = replace(house, calendar=house.calendar.with_closures(closures))
    return KINDS[kind](question, house)


def _is_working_day(question: Question, house: House) -> dict[str, Any]:
    return _verdict(worktime.is_working_day(house.calendar, read_day(question, "date", house.calendar)))


def _callback_due(question: Question, house: House) -> dict[str, Any]:
    key = TRIGGERS[read_choice(question, "trigger", TRIGGERS)]
    day = read_day(question, "document", house.calendar)
    rule = house.rule(key, on=day)
    days = read_whole(question, "due_days", default=rule.value, high=MAX_DAYS)
    return _due(worktime.callback_due(house.calendar, day, days=days, since=rule.since), house)


def _infocheck_due(question: Question, house: House) -> dict[str, Any]:
    day = read_day(question, "document", house.calendar)
    rule = house.rule("infocheck.due_days", on=day)
    return _due(worktime.infocheck_due(house.calendar, day, days=rule.value, since=rule.since), house)


def _complaint_close_due(question: Question, house: House) -> dict[str, Any]:
    issued = read_day(question, "issued", house.calendar)
    rule = house.rule("complaint.close_days", on=issued)
    due = worktime.complaint_close_due(house.calendar, issued, days=rule.value, since=rule.since)
    return _due(due, house) | {"return_due": _shown(_return(issued, house), house)}


def _return_due(question: Question, house: House) -> dict[str, Any]:
    return _due(_return(read_day(question, "issued", house.calendar), house), house)


def _return(issued: date, house: House) -> Answer:
    rule = house.rule("complaint.dept_return_days", on=issued)
    return worktime.return_due(house.calendar, issued, days=rule.value, since=rule.since)


def _first_contact_due(question: Question, house: House) -> dict[str, Any]:
    issued = read_moment(question, "issued", house.calendar)
    day = worktime.local_day(house.calendar, issued)
    rule = house.rule("complaint.first_contact", on=day)
    hours = house.book.hours(on=day)
    due = worktime.first_contact_due(
        house.calendar, issued, minutes=rule.value, hours=hours, since=rule.since
    )
    return _due(due, house)


def _weekly_due(question: Question, house: House) -> dict[str, Any]:
    start = read_day(question, "week_start", house.calendar)
    period = worktime.Period.starting("week", start)
    rule = house.rule("report.weekly.weekday", on=period.next.start)
    return _due(worktime.weekly_due(house.calendar, start, since=rule.since), house)


def _xun_due(question: Question, house: House) -> dict[str, Any]:
    start = read_day(question, "xun_start", house.calendar)
    period = worktime.Period.starting("xun", start)
    rule = house.rule("report.xun.working_day", on=period.next.start)
    due = worktime.xun_due(house.calendar, start, working_day=rule.value, since=rule.since)
    return _due(due, house)


def _monthly_due(question: Question, house: House) -> dict[str, Any]:
    month = read_month(question, "month", house.calendar)
    first = worktime.Period.containing("month", month).next.start
    rule = house.rule("report.monthly.working_day", on=first)
    inclusive = house.rule("report.monthly.inclusive", on=first).value
    inclusive = read_flag(question, "inclusive", default=inclusive)
    due = worktime.monthly_due(
        house.calendar, month, working_day=rule.value, inclusive=inclusive, since=rule.since
    )
    return _due(due, house)


def _member_entry_due(question: Question, house: House) -> dict[str, Any]:
    """The value is that of the missed due day (domain.md 2a), which does not depend on the hour."""
    joined = read_day(question, "joined_on", house.calendar)
    day = worktime.member_entry_due(house.calendar, joined).day
    rule = house.rule("member_entry.until", on=day)
    until = house.book.clock("member_entry.until", on=day)
    due = worktime.member_entry_due(house.calendar, joined, until=until, since=rule.since)
    return _due(due, house)


def _in_window(question: Question, house: House) -> dict[str, Any]:
    at = read_moment(question, "at", house.calendar)
    purpose = read_choice(question, "purpose", worktime.PURPOSES, default="followup")
    day = worktime.local_day(house.calendar, at)
    hint = purpose == "sales_consultant"
    verdict = worktime.in_window(
        house.calendar,
        at,
        purpose=purpose,
        windows=house.book.windows(on=day),
        hint_windows=house.book.windows("windows.sales_consultant", on=day),
        since=house.rule("windows.sales_consultant" if hint else "windows.followup", on=day).since,
    )
    return _verdict(verdict) | {"answer_kind": verdict.kind}


def _due(due: Answer, house: House) -> dict[str, Any]:
    return {
        "due": _shown(due, house),
        "provisional": due.provisional,
        "trace": worktime.sentences(due.trace),
    }


def _shown(due: Answer, house: House) -> str:
    if not due.clock:
        return due.day.isoformat()
    return worktime.stamp(house.calendar, due.at).replace(" ", "T")


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "provisional": verdict.provisional,
        "trace": worktime.sentences(verdict.trace),
    }


KINDS: dict[str, Callable[[Question, House], dict[str, Any]]] = {
    "is_working_day": _is_working_day,
    "callback_due": _callback_due,
    "infocheck_due": _infocheck_due,
    "complaint_close_due": _complaint_close_due,
    "return_due": _return_due,
    "first_contact_due": _first_contact_due,
    "weekly_due": _weekly_due,
    "xun_due": _xun_due,
    "monthly_due": _monthly_due,
    "member_entry_due": _member_entry_due,
    "in_window": _in_window,
}
