"""What each role does here, in a few sentences, and which rules it lives by."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role


@dataclass(frozen=True)
class Guide:
    """Sentences in the order of a working day, and the keys of the rules that matter to this role."""

    steps: tuple[object, ...]
    rules: tuple[str, ...]


CALLS = (
    "callback.delivery.due_days",
    "callback.repair.due_days",
    "windows.followup",
    "unreachable.attempts",
    "unreachable.windows",
    "unreachable.days",
)
COMPLAINTS = (
    "complaint.report_minutes",
    "complaint.first_contact",
    "complaint.dept_return_days",
    "complaint.close_days",
)
FINES = ("penalty.mode", "penalty.callback_miss", "escalation.count", "appeal.working_days")
REPORTS = (
    "report.weekly.weekday",
    "report.xun.working_day",
    "report.monthly.working_day",
    "penalty.report_late",
)

ONE_LIST = _(
    "One file brings one list: lists on further sheets or below another heading are named and come as files of their "
    "own. Refused rows, put right in their workbook, come in as they were handed out."
)

GUIDES = {
    Role.AGENT: Guide(
        (
            _("The desk shows your calls, nearest deadline first. Enter opens the first one, J and K move."),
            _("Press the number to show it: the call begins, and who saw the number is noted."),
            _(
                "Answer with 1–5 or space, choose the outcome by its letter, save with Ctrl+Enter; the next call opens."
            ),
            _("A bad answer unfolds the complaint form, already filled in; both are saved together."),
            _(
                "Who wants no calls – at all, about one car, of one kind – is noted with the outcome: what waits falls "
                "away, no number is shown and no message asks for a call. Questions are answered by message."
            ),
            _("Enter yesterday's members before noon, then hand the day in."),
            _("A proposed fine shows its evidence. You can acknowledge it, and appeal until the day named."),
        ),
        (*CALLS, "complaint.report_minutes", "member_entry.until", *FINES),
    ),
    Role.CARE_MANAGER: Guide(
        (
            _("The desk shows what will go wrong today: calls, complaints, proposals, reports."),
            _(
                "Enter absences first: the calls of who is away are dealt again; single calls you can reassign."
            ),
            _("Issue complaints on the board; the department's clock starts with the issue."),
            _("Draw a spot check, judge each call, and confirm or reject the proposals that follow from it."),
            _(
                "Exports beyond the daily quota need a second person: ask and decide under Customers, Export quota."
            ),
            _("Review the reports somebody else prepared; make the month's penalties ready for closing."),
            _(
                "Reports, Satisfaction meeting: enter the brand's scores, by hand or from its list, and the record of"
                " the meeting; the director or general manager confirms it."
            ),
            _(
                "Reports, Comparison with the CRM: paste the day's list of the manufacturer's CRM; what stands on"
                " one side only is listed."
            ),
        ),
        (*CALLS, *COMPLAINTS, *FINES, *REPORTS),
    ),
    Role.CUSTOMER_DIRECTOR: Guide(
        (
            _("Look at each result on the complaint board and mark it as seen."),
            _(
                "Extend a complaint before it is due; decide when a customer cannot be reached or agreed with."
            ),
            _("Decide appeals and close the month the manager made ready."),
        ),
        (*COMPLAINTS, "complaint.extend_by", *FINES),
    ),
    Role.DEPARTMENT_HEAD: Guide(
        (
            _("Sign for a complaint and name who handles it."),
            _("Contact the customer first, then find the cause; both moments are counted."),
            _("Return the form with cause, measure, result and liability; customer care calls the customer."),
            _(
                "Penalties, Slips: what is suggested about your people waits there. Accept it or decline it with"
                " a reason; a second person still confirms it."
            ),
            _(
                "You write slips within your limit: about your own people a proposal, about others a suggestion "
                "to their head."
            ),
            _(
                "A fine of your own shows its evidence and rule. Appeal until the day named; somebody else than "
                "who confirmed it decides."
            ),
            _(
                "Reports, Satisfaction meeting: the month's scores of your department and people, the record and"
                " what followed."
            ),
        ),
        (*COMPLAINTS, *FINES, "slip.limit_head"),
    ),
    Role.DEPARTMENT_STAFF: Guide(
        (
            _(
                "You see the complaints given to you. Note the first contact, propose cause, measure and result."
            ),
            _("Your department head returns the form."),
        ),
        ("complaint.first_contact", "complaint.dept_return_days"),
    ),
    Role.GENERAL_MANAGER: Guide(
        (
            _("Reports wait in your inbox; every figure opens the list behind it."),
            _("Major complaints reach you at once; reversals for closed months are ordered by you."),
            _("Slips about any department wait for you too; each month you read its waivers and reversals."),
            _(
                "Reports, Satisfaction meeting: confirm the month's scores and record; rewards and fines follow "
                "from it."
            ),
            _("Reports, Running period: your stores stand side by side, each opens its own figures."),
        ),
        ("complaint.close_days", *REPORTS),
    ),
    Role.ADMIN_DEPT: Guide(
        (
            _(
                "Draw spot checks and confirm or reject proposed fines; telephone numbers are not shown to you."
            ),
        ),
        FINES,
    ),
    Role.HR: Guide(
        (
            _("Close the month together with the manager and export the list for payroll."),
            _(
                "Settlement months, Wage bases: enter the month's wages or import them from Excel. Without one "
                "the cap of a person is unknown."
            ),
            _(
                "The month sheet lists each person's fines, rewards and step-up with subtotals; the evidence "
                "stays with customer care."
            ),
            _(
                "Where fines and step-up pass the legal cap or reach into the minimum wage the sheet says so and"
                " names the most that may be withheld: you decide."
            ),
            _(
                "A month closes after the manager's ready, when no appeal runs any more; who said ready does not"
                " close. Afterwards there are only reversals in the open month."
            ),
            _(
                "The file for payroll has exact sums, one line a person and one an item; taking it is written "
                "down."
            ),
        ),
        (*FINES, "payroll.cap_percent", "payroll.minimum_wage"),
    ),
    Role.INFO_CLERK: Guide(
        (
            _("Prepare imports: drop the file, check the columns, look at what is refused and why."),
            ONE_LIST,
            _("Correct wrong numbers; a corrected number brings the call back once."),
        ),
        ("import.history_days",),
    ),
    Role.SYSTEM_ADMIN: Guide(
        (
            _("Import the lists: drop the file, check, take in. The same file is recognised."),
            ONE_LIST,
            _("Load next year's calendar as soon as the notice is out; open due days follow."),
            _("Look at the jobs page when the banner says that background work is silent."),
            _(
                "A restored house does nothing by itself until every sweep is switched on there again, with one button."
            ),
        ),
        ("import.history_days",),
    ),
}
COMMON = Guide((_("The desk shows what waits for you; the bell keeps what you were told."),), ())


def guide_for(role: str) -> Guide:
    return GUIDES.get(role, COMMON)
