"""Reports on one theme: satisfaction, complaints, consultation, inventory (S18, S69, S100)."""

from django.utils.translation import gettext_lazy as _

from apps.reports.figures.kinds import periodic, tables
from apps.reports.figures.kinds.dues import Monthly, Weekly
from apps.reports.models import Issue

Kind = Issue.Kind


class SatisfactionReport(Monthly):
    """S18."""

    code = Kind.SATISFACTION
    title = _("Customer satisfaction of the month")
    about = _(
        "Satisfaction by kind, question, department, consultant and advisor, with the customers' words."
    )
    figures = (*periodic.ANSWERS, "attempts.reached")
    headlines = ("satisfaction", "answers.given", "answers.bad", "answers.silent")
    tables = (tables.BY_KIND, tables.BY_AREA, tables.BY_QUESTION, tables.BY_CONSULTANT)


COMPLAINT_HEADLINES = (
    "complaints.registered", "complaints.closed", "complaints.in_time", "complaints.contact_in_time",
    "complaints.open_at_end", "complaints.rate",
)  # fmt: skip
COMPLAINT_TABLES = (
    tables.BY_DEPARTMENT, tables.LATENESS, tables.AGES, tables.BY_CATEGORY, tables.BY_CAUSE,
)  # fmt: skip


COMPLAINTS_IN_CRM = ("crm.complaints", "crm.complaints_differing")
INQUIRIES_IN_CRM = ("crm.inquiries", "crm.inquiries_differing")


class ComplaintsOfTheWeek(Weekly):
    """S100, R59."""

    code = Kind.COMPLAINTS_WEEK
    title = _("Weekly report on complaints")
    about = _("Complaints of the week: new, closed, in time, first contact, age, by department and cause.")
    figures = (*periodic.COMPLAINTS, *COMPLAINTS_IN_CRM)
    headlines = COMPLAINT_HEADLINES
    tables = COMPLAINT_TABLES


class ComplaintsOfTheMonth(Monthly):
    """S100, R59."""

    code = Kind.COMPLAINTS_MONTH
    title = _("Monthly report on complaints")
    about = _("The same for the month, with compensation and the inventory.")
    figures = (
        *periodic.COMPLAINTS, *periodic.COMPENSATION, *COMPLAINTS_IN_CRM, "inventory.carried", "inventory.new",
        "inventory.struck",
    )  # fmt: skip
    headlines = COMPLAINT_HEADLINES
    tables = (tables.PAID_BY_DEPARTMENT, *COMPLAINT_TABLES[1:], tables.INVENTORY)


class InquiriesOfTheWeek(Weekly):
    """S100, R59."""

    code = Kind.INQUIRIES_WEEK
    title = _("Weekly report on consultation")
    about = _("What customers asked and suggested, and whether they were answered the same day.")
    figures = (*periodic.INQUIRIES, *INQUIRIES_IN_CRM)
    headlines = periodic.INQUIRIES
    tables = (tables.INQUIRIES, tables.INQUIRIES_BY_AGENT)


class InquiriesOfTheMonth(Monthly):
    """S100, R59: with the changes of customer data (业务变更)."""

    code = Kind.INQUIRIES_MONTH
    title = _("Monthly report on consultation and changes")
    about = _("The same for the month, with the changes of customer data.")
    figures = (*periodic.INQUIRIES, *INQUIRIES_IN_CRM, "data.errors", "data.corrected")
    headlines = (*periodic.INQUIRIES, "data.errors")
    tables = InquiriesOfTheWeek.tables


class InventoryOfTheMonth(Monthly):
    """S69: carried over + new − struck off = open."""

    code = Kind.INVENTORY
    title = _("Complaint inventory of the month")
    about = _("Open complaints carried over, new, struck off and left, by department and category.")
    figures = (
        *tables.INVENTORY_KEYS, "complaints.age_1", "complaints.age_3", "complaints.age_7", "complaints.age_older",
    )  # fmt: skip
    headlines = tables.INVENTORY_KEYS
    tables = (tables.INVENTORY, tables.INVENTORY_BY_CATEGORY, tables.AGES)
    has_voices = False
