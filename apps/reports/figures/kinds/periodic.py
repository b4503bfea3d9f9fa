"""The three reports of the callback agents: week, ten days, month (S15–S17)."""

from django.utils.translation import gettext_lazy as _

from apps.reports.figures.kinds import tables
from apps.reports.figures.kinds.dues import Monthly, TenDaily, Weekly
from apps.reports.models import Issue

Kind = Issue.Kind
HEADLINES = (
    "calls.due", "calls.completion", "calls.on_time_reach", "satisfaction", "complaints.registered",
    "complaints.closed", "complaints.over_term", "calls.reach", "complaints.rate", "complaints.open_at_end",
)  # fmt: skip
CALLS = (
    "calls.due", "calls.on_time", "calls.late", "calls.unreachable", "calls.overdue", "calls.waiting",
    "calls.excused", "calls.cancelled", "calls.completion", "calls.on_time_reach", "calls.reach", "attempts.made",
    "attempts.reached", "attempts.off_window", "attempts.entered_later",
)  # fmt: skip
ANSWERS = ("satisfaction", "answers.given", "answers.bad", "answers.silent")
COMPLAINTS = (
    "complaints.registered", "complaints.invalid", "complaints.major", "complaints.escalated", "complaints.rate",
    "complaints.closed", "complaints.satisfied", "complaints.over_term", "complaints.in_time",
    "complaints.late_department", "complaints.late_care", "complaints.contact_in_time",
    "complaints.contact_minutes", "complaints.passed_on_late", "complaints.open_at_end", "complaints.age_1",
    "complaints.age_3", "complaints.age_7", "complaints.age_older",
)  # fmt: skip
INQUIRIES = (
    "inquiries.raised", "inquiries.answered", "inquiries.same_day", "inquiries.open", "inquiries.adopted",
)  # fmt: skip
DATA = (
    "documents.dated", "documents.received", "documents.late", "data.errors", "data.corrected", "members.entered",
    "members.on_time", "data.no_vin", "data.no_phone", "data.unfinished", "data.left_missing", "data.sign_ins",
    "data.duplicates", "data.duplicates_settled", "imports.lists", "imports.rows", "imports.refused",
    "imports.conflicts",
)  # fmt: skip
CUSTOMERS = ("customers.new", "customers.churn")
REPORTS = ("reports.due", "reports.in_time")
TASKS = ("tasks.given", "tasks.in_time", "tasks.open_at_end", "tasks.overdue")
COMPENSATION = ("complaints.compensations", "complaints.compensation")
PENALTIES = ("penalties.proposed", "penalties.confirmed", "penalties.refused", "penalties.amount")
TABLES = (
    tables.CALLS, tables.ATTEMPTS, tables.BY_KIND, tables.BY_AREA, tables.BY_QUESTION, tables.BY_CONSULTANT,
    tables.BY_DEPARTMENT, tables.LATENESS, tables.AGES, tables.BY_CATEGORY, tables.BY_CAUSE, tables.KEEPING,
)  # fmt: skip


class WeekReport(Weekly):
    """S15."""

    code = Kind.WEEK
    title = _("Weekly report on customer callbacks")
    about = _("Callbacks, answers, complaints and data errors from Monday to Sunday.")
    figures = (*CALLS, *ANSWERS, *COMPLAINTS, *INQUIRIES, *DATA)
    headlines = HEADLINES
    tables = TABLES


class TenDayReport(TenDaily):
    """S16: as the week, beside the ten days before and the same ten days of the last month."""

    code = Kind.XUN
    title = _("Ten-day report on customer callbacks")
    about = _("The same for the 1st–10th, 11th–20th and 21st to the end, with averages per day.")
    figures = WeekReport.figures
    headlines = HEADLINES
    tables = TABLES


class MonthReport(Monthly):
    """S17."""

    code = Kind.MONTH
    title = _("Monthly report on customer callbacks")
    about = _("The same for the month, with satisfaction, information errors, penalties and rewards.")
    figures = (
        *CALLS,
        *ANSWERS,
        *COMPLAINTS,
        *COMPENSATION,
        *INQUIRIES,
        *CUSTOMERS,
        *DATA,
        *REPORTS,
        *TASKS,
        *PENALTIES,
    )
    headlines = HEADLINES
    tables = (
        *(tables.PAID_BY_DEPARTMENT if one is tables.BY_DEPARTMENT else one for one in TABLES),
        tables.INQUIRIES,
        tables.REPORTS,
        tables.TASKS,
        tables.PENALTIES,
    )
