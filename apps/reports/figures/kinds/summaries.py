"""Reports that sum up for others: departments, the general manager, the archive (S70, S75, S100, S108)."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role
from apps.reports.figures.kinds import periodic, tables
from apps.reports.figures.kinds.dues import (
    EndOfQuarter,
    HalfMonthly,
    OnFriday,
    OnTheFifth,
    OnTheThirtieth,
    ToTheManager,
)
from apps.reports.figures.kinds.kind import with_columns
from apps.reports.figures.kinds.themes import COMPLAINT_HEADLINES, COMPLAINT_TABLES
from apps.reports.models import Issue

Kind = Issue.Kind
# 部门经理 signs as the reviewer, then it goes on to 品质部 (S70).
QUALITY = (Role.QA_CLERK,)
SHORT = (
    "calls.due", "calls.completion", "calls.on_time_reach", "calls.reach", "satisfaction", "complaints.registered",
    "complaints.closed", "complaints.in_time", "complaints.rate", "complaints.open_at_end", "inquiries.raised",
    "inquiries.same_day",
)  # fmt: skip


class FeedbackToDepartment(HalfMonthly):
    """S100, R56: one report for each department that owns complaints."""

    code = Kind.FEEDBACK
    title = _("Half-month feedback to the department")
    about = _("What customers said about one department: its calls, satisfaction, complaints, questions.")
    figures = (
        "calls.due", "calls.completion", "calls.on_time_reach", *periodic.ANSWERS, *periodic.COMPLAINTS,
        *periodic.INQUIRIES,
    )  # fmt: skip
    headlines = (
        "satisfaction", "answers.bad", "complaints.registered", "complaints.closed", "complaints.in_time",
        "inquiries.raised",
    )  # fmt: skip
    tables = (
        tables.BY_QUESTION, tables.BY_DEPARTMENT, tables.LATENESS, tables.AGES, tables.BY_CATEGORY,
        tables.BY_CAUSE,
    )  # fmt: skip
    by_department = True


class FridayReview(OnFriday):
    """S70, R50: every Friday the complaints of the week are summed up."""

    code = Kind.REVIEW
    title = _("Friday review of the week's complaints")
    about = _("The complaints of the week so far, summed up on Friday; count again before signing.")
    figures = periodic.COMPLAINTS
    headlines = COMPLAINT_HEADLINES
    tables = COMPLAINT_TABLES
    readers = QUALITY


class SummaryOfTheMonth(OnTheThirtieth):
    """S70, R53: by the 30th; a 31st is added by a new version."""

    code = Kind.SUMMARY
    title = _("Summary of the month")
    about = _("The month in short, summed up by the 30th; what comes after it is added by a new version.")
    headlines = SHORT
    tables = (tables.BY_AREA, tables.BY_CATEGORY)
    figures = with_columns(SHORT, tables)
    readers = QUALITY


class FilingOfTheMonth(OnTheFifth):
    """S70, R54: what goes into the archive by the 5th."""

    code = Kind.FILING
    title = _("Filing of the month")
    about = _("What is filed by the 5th: reports in time, complaints struck off and left, documents.")
    headlines = ("reports.due", "reports.in_time", "complaints.closed", "complaints.open_at_end")
    tables = (tables.REPORTS, tables.INVENTORY)
    figures = with_columns(
        ("complaints.closed", "complaints.satisfied", "documents.dated", "members.entered"), tables
    )
    has_voices = False
    readers = QUALITY


class ReportToTheManager(ToTheManager):
    """S108, R55."""

    code = Kind.GM
    title = _("Weekly report to the general manager")
    about = _("The week in short, every Monday.")
    headlines = SHORT
    tables = (tables.BY_AREA, tables.BY_DEPARTMENT, tables.REPORTS)
    figures = with_columns((*SHORT, "complaints.major", "complaints.escalated"), tables)


class ReportOfTheQuarter(EndOfQuarter):
    """S75, R51: due within the quarter, so it is counted on its due day."""

    code = Kind.QUARTER
    title = _("Quarterly management report")
    about = _("The figures of the month over the quarter, due on its last working day.")
    figures = periodic.MonthReport.figures
    headlines = periodic.HEADLINES
    tables = periodic.MonthReport.tables
