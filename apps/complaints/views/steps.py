"""The steps a person may take with a complaint: what each asks for and which verb it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store, User
from apps.complaints import forms, services
from apps.complaints.models import Complaint, Verification
from apps.complaints.rules.clocks import Clocks
from apps.complaints.rules.rights import allowed, may_extend, on_the_handling_side

State, Result = Complaint.State, Verification.Result
VERIFIED = (Result.SATISFIED, Result.BASICALLY)


@dataclass(frozen=True)
class Step:
    """`to`: the column the card lands in ("" where it stays). `help`: what will happen, in one sentence.

    `aside`: offered on the complaint's page only, not in the menu of its card."""

    name: str
    label: Any
    form: type[forms.StepForm]
    verb: Callable[..., Any]
    help: Any
    to: str = ""
    key: str = ""
    aside: bool = False


ALL = (
    Step(
        "issue", _("Issue"), forms.IssueForm, services.issue,
        _("The department is told to sign for it; the clocks of first contact, answer and closing start."),
        "issued", "I",
    ),
    Step(
        "sign", _("Sign for it"), forms.SignForm, services.sign,
        _("You sign for the text as it stands now and name who handles it."), "signed", "S",
    ),
    Step(
        "contact", _("First contact"), forms.ContactForm, services.record_first_contact,
        _("The clock of the first contact stops at the moment you save."), "handling", "C",
    ),
    Step(
        "propose", _("Save draft"), forms.DraftForm, services.propose_answer,
        _("The draft stays on the form; nothing is handed back yet."), "", "D",
    ),
    Step(
        "return", _("Hand back"), forms.ReturnForm, services.return_answer,
        _("Customer care calls the customer; only a good answer closes the complaint."), "returned", "R",
    ),
    Step(
        "close", _("Close the complaint"), forms.StepForm, services.close,
        _("The customer's answer is recorded; closing stops the clock."), "closed", "X",
    ),
    Step(
        "again", _("Call again"), forms.ReasonForm, services.call_again,
        _("A new verifying call goes to an agent outside the department."), "returned", "A",
    ),
    Step(
        "give_up", _("Close without agreement"), forms.ReasonForm, services.close_without_agreement,
        _("It is counted apart from satisfied customers."), "closed",
    ),
    Step(
        "extend", _("Extend"), forms.ExtendForm, services.extend,
        _("Only before it is due; the original moment is kept and shown."),
    ),
    Step(
        "raise", _("Raise level"), forms.RaiseForm, services.raise_level,
        _("A major complaint is told to the general manager at once."),
    ),
    Step(
        "case", _("Manufacturer's case"), forms.CaseForm, services.register_manufacturer_case,
        _("The three facts of a late report are judged with it."),
    ),
    Step(
        "invalid", _("Not upheld or duplicate"), forms.InvalidForm, services.invalidate,
        _("Its open clocks and its verifying call are cancelled."),
    ),
    Step(
        "reopen", _("Reopen"), forms.ReasonForm, services.reopen,
        _("A new cycle begins with new clocks; the figures of the closed one are kept."), "issued",
    ),
    Step(
        "seen", _("Mark as seen"), forms.StepForm, services.mark_seen,
        _("You have looked at how it ended."),
    ),
    Step(
        "visit", _("Record a visit"), forms.VisitForm, services.record_visit,
        _("It joins the story of the complaint."), aside=True,
    ),
    Step(
        "pay", _("Ask for compensation"), forms.CompensationForm, services.ask_compensation,
        _("Somebody else decides; above the limit only the general manager."), aside=True,
    ),
    Step(
        "verdict", _("Decide the compensation"), forms.VerdictForm, services.decide_compensation,
        _("The one who asked is told."), aside=True,
    ),
    Step(
        "typical", _("Tell as a typical case"), forms.TypicalCaseForm, services.tell_case,
        _("Everybody in the store can read it, without names."), aside=True,
    ),
)  # fmt: skip
STEPS = {step.name: step for step in ALL}


class Doors:
    """Which steps are open to one person, complaint by complaint, without a query of its own.

    Needs complaints loaded by `views.rows.with_facts` (result of the newest round, whether one was tried).
    """

    def __init__(self, user: User, store: Store, *, now: datetime) -> None:
        self.user, self.now = user, now
        clocks = Clocks(store)
        self.clocks, self.today = clocks, clocks.day(now)
        self.extend_by = clocks.book.value("complaint.extend_by", on=self.today)
        self.reopen_days = clocks.book.value("complaint.reopen_days", on=self.today)
        self.pay_limit = services.compensation_limit(user, store=store, on=self.today)

    def open_steps(self, complaint: Complaint) -> list[Step]:
        """Steps the person may take now, the forward one first."""
        names = [name for name in NEXT.get(complaint.state, ()) if self._may(name, complaint)]
        return [STEPS[name] for name in names]

    def has_right(self, name: str, complaint: Complaint) -> bool:
        """Is it the person's step at all, whatever state the complaint is in?"""
        if not allowed(self.user, ACTIONS[name], complaint):
            return False
        if name in NOT_BY_HANDLERS and on_the_handling_side(self.user, complaint):
            return False
        return name != "extend" or may_extend(self.user, complaint, rule=self.extend_by)

    def _may(self, name: str, complaint: Complaint) -> bool:
        possible = CONDITIONS[name](self, complaint) if name in CONDITIONS else True
        return possible and self.has_right(name, complaint)

    def may_close(self, complaint: Complaint) -> bool:
        return complaint.last_result in VERIFIED

    def may_give_up(self, complaint: Complaint) -> bool:
        return complaint.tried

    def may_call_again(self, complaint: Complaint) -> bool:
        return complaint.last_result == Result.UNREACHED

    def may_extend(self, complaint: Complaint) -> bool:
        duty = complaint.close_duty
        return duty is not None and duty.state == duty.State.OPEN and self.now < duty.due_at

    def may_reopen(self, complaint: Complaint) -> bool:
        return (self.today - self.clocks.day(complaint.closed_at)).days <= self.reopen_days

    def may_decide_pay(self, complaint: Complaint) -> bool:
        asked = complaint.asked_amount
        return asked is not None and complaint.asked_by != self.user.pk and asked <= self.pay_limit

    def may_ask_pay(self, complaint: Complaint) -> bool:
        return complaint.asked_amount is None

    def may_look(self, complaint: Complaint) -> bool:
        return complaint.seen_by_director_at is None


CONDITIONS: dict[str, Callable[[Doors, Complaint], bool]] = {
    "close": Doors.may_close,
    "give_up": Doors.may_give_up,
    "again": Doors.may_call_again,
    "extend": Doors.may_extend,
    "reopen": Doors.may_reopen,
    "seen": Doors.may_look,
    "pay": Doors.may_ask_pay,
    "verdict": Doors.may_decide_pay,
}
NOT_BY_HANDLERS = ("close", "give_up", "invalid")
ACTIONS = {
    "issue": "complaints.issue",
    "sign": "complaints.sign",
    "contact": "complaints.contact",
    "propose": "complaints.propose",
    "return": "complaints.return",
    "close": "complaints.close",
    "again": "complaints.close_unsatisfied",
    "give_up": "complaints.close_unsatisfied",
    "extend": "complaints.extend",
    "raise": "complaints.raise",
    "case": "complaints.raise",
    "invalid": "complaints.invalidate",
    "reopen": "complaints.reopen",
    "seen": "complaints.seen",
    "visit": "complaints.visit",
    "pay": "complaints.compensate",
    "verdict": "complaints.approve_compensation",
    "typical": "complaints.tell_case",
}
REMEDIES = ("verdict", "visit", "pay")
GROW = ("extend", "raise", "case", "invalid", *REMEDIES)
NEXT = {
    State.REGISTERED: ("issue", "raise", "case", "invalid", *REMEDIES),
    State.ISSUED: ("sign", *GROW),
    State.SIGNED: ("contact", *GROW),
    State.HANDLING: ("return", "propose", "give_up", *GROW),
    State.RETURNED: ("give_up", *GROW),
    State.VERIFYING: ("close", "again", "give_up", *GROW),
    State.CLOSED: ("seen", "reopen", "case", "typical", *REMEDIES),
}
