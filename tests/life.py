"""The whole life of a house on its verbs: documents, calls, complaints, penalties, months and reports, as time goes by.

Who uses it says what happens next; what a verb refuses simply does not happen. The sweeps run as the worker runs them.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.accounts.models import Absence, User
from apps.callbacks import services as callbacks
from apps.callbacks.models import Callback
from apps.complaints import services as complaints
from apps.complaints.models import Category, Complaint
from apps.complaints.services import ComplaintEntry
from apps.core.refusal import Refused
from apps.customers.models import Customer, Order, Phone
from apps.desk.demo.background import work_off
from apps.duties import services as duties
from apps.jobs import services as jobs
from apps.penalties import services as penalties
from apps.penalties.models import PayrollMonth, Penalty
from apps.reports import services as reports
from apps.reports.models import Issue
from tests.complaints.stages import full_answer
from tests.house_of_three import House

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = ("lin", "du", "zhou", "fang", "gao", "song", "zhang", "qian", "wu", "root")
KEYS = UUID("0f0e4bd0-6c1d-4a42-9f53-6c5b5a2d7a11")
SWEEPS = dict.fromkeys(
    (
        "callbacks.open_due_follow_ups", "callbacks.cancel_opted_out", "callbacks.hand_over_absent",
        "complaints.settle_unreached", "duties.mark_missed", "penalties.propose_for_missed",
        "reports.open_report_duties", "reports.ask_for_drafts",
    ),
    1,
)  # fmt: skip
T = TypeVar("T")


class Life:
    """`now` moves forward only; `steps` counts what was taken, `refused` says why what was not."""

    def __init__(self, house: House, *, now: datetime) -> None:
        self.house, self.now = house, now
        self.people = {name: house.named(name) for name in NAMES}
        self.documents = self.dials = self.steps = 0
        self.refused: list[str] = []

    def tried(self, verb: Callable[..., T], *given: Any, **more: Any) -> T | None:
        """Do it at this moment; None where the house says no."""
        try:
            done = verb(*given, now=self.now, **more)
        except Refused as refusal:
            self.refused.append(str(refusal))
            return None
        self.steps += 1
        return done

    def who(self, name: str) -> User:
        """The person as the next request would load them."""
        return User.objects.get(pk=self.people[name].pk)

    def pass_time(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def sweep(self, *, reports: bool = True) -> None:
        """The next full hour of beat and worker: every sweep once, and what it asks for. Reports are the dear part."""
        self.now = self.now.replace(minute=0, second=0) + timedelta(hours=1)
        kinds = SWEEPS if reports else {kind: 1 for kind in SWEEPS if not kind.startswith("reports.")}
        jobs.ask_for_slots(kinds, now=self.now)
        work_off(self.now)

    # --- documents and calls

    def document(self, *, kind: str = "delivery", days_old: int = 0) -> Order:
        self.documents += 1
        n = self.documents
        customer = Customer.objects.create(store=self.house.store, name=f"客户{n}", created_at=self.now)
        Phone.objects.create(customer=customer, number=f"138{n:08d}", position=1)
        order = Order.objects.create(
            store=self.house.store, kind=kind, number=f"L-{n:05d}", customer=customer, created_at=self.now,
            document_day=self.today() - timedelta(days=days_old),
        )  # fmt: skip
        self.steps += 1
        return order

    def void(self, pick: int) -> None:
        if order := chosen(Order.objects.filter(state="active").order_by("pk"), pick):
            self.tried(callbacks.void_order, order, reason="开错", by=self.who("zhou"))

    def dial(self, pick: int, *, outcome: str = "completed", good: bool = True) -> None:
        """Its owner calls and saves; a promise is for tomorrow at four."""
        rows = Callback.objects.open().exclude(kind="complaint_verify").order_by("pk")
        callback = chosen(rows, pick)
        if callback is None or callback.duty.owner is None:
            return
        entry = self._entry(callback, outcome, value="5" if good else "1")
        self.tried(callbacks.record_attempt, callback, entry, by=callback.duty.owner)

    def _entry(self, callback: Callback, outcome: str, *, value: str) -> callbacks.AttemptEntry:
        self.dials += 1
        more: dict[str, Any] = {}
        if outcome == "appointed":
            tomorrow = self.today() + timedelta(days=1)
            more["appointment_at"] = datetime(*tomorrow.timetuple()[:3], 16, tzinfo=SHANGHAI)
        if outcome == "completed":
            questions = callbacks.question_set_for(callback.kind, on=self.today()).questions.all()
            more["answers"] = {q.pk: "1" if q.type in ("yes_no", "choice") else value for q in questions}
        return callbacks.AttemptEntry(
            outcome_code=outcome, started_at=self.now, request_key=uuid5(KEYS, str(self.dials)), note="备注",
            phone_id=callback.customer.phones.values_list("pk", flat=True).first(), off_window_reason="客户要求",
            **more,
        )  # fmt: skip

    def hand_over(self, pick: int, *, to: str) -> None:
        if callback := chosen(Callback.objects.open().order_by("pk"), pick):
            self.tried(callbacks.reassign, [callback], to=self.who(to), reason="分担", by=self.who("zhou"))

    def cancel_call(self, pick: int) -> None:
        if callback := chosen(Callback.objects.open().order_by("pk"), pick):
            self.tried(callbacks.cancel, callback, code="duplicate", reason="重复", by=self.who("zhou"))

    def excuse(self, pick: int) -> None:
        rows = Callback.objects.open().filter(duty__state="missed").order_by("pk")
        if callback := chosen(rows, pick):
            self.tried(duties.excuse, callback.duty, cause="decided", by=self.who("fang"), reason="停电")

    def stay_away(self, name: str, *, days: int) -> None:
        """From today on; the sweep deals the calls again."""
        last = self.today() + timedelta(days=days)
        Absence.objects.create(
            user=self.people[name], first_day=self.today(), last_day=last, entered_by=self.people["zhou"]
        )

    # --- complaints

    def complain(self, pick: int) -> Complaint | None:
        customer = chosen(Customer.objects.order_by("pk"), pick)
        if customer is None:
            return None
        entry = ComplaintEntry(
            source="hotline", category_id=Category.objects.get(code="repair_quality").pk, customer=customer,
            text="异响", demand="查清",
        )  # fmt: skip
        return self.tried(complaints.register, entry, store=self.house.store, by=self.who("lin"))

    def next_step(self, pick: int, *, answer: str = "1") -> None:
        """The complaint goes one step further, by whoever has it."""
        case = chosen(Complaint.objects.open().order_by("pk"), pick)
        if case is None:
            return
        song, zhang = self.who("song"), self.who("zhang")
        steps: dict[str, Callable[[], Any]] = {
            "registered": lambda: self.tried(
                complaints.issue, case, department=self.house.aftersales, by=self.who("zhou")
            ),
            "issued": lambda: self.tried(complaints.sign, case, handler=zhang, by=song),
            "signed": lambda: self.tried(complaints.record_first_contact, case, note="已致电", by=zhang),
            "handling": lambda: self.tried(complaints.return_answer, case, **full_answer(), by=song),
        }
        steps.get(case.state, lambda: self.verify(case, answer=answer))()

    def verify(self, case: Complaint, *, answer: str) -> None:
        """1 satisfied, 2 basically, 3 not; no call left: the director closes it."""
        callback = Callback.objects.open().filter(verification__complaint=case).order_by("-pk").first()
        if callback is None or callback.duty.owner is None:
            self.tried(complaints.close_without_agreement, case, reason="多次协商", by=self.who("fang"))
            return
        owner, entry = callback.duty.owner, self._entry(callback, "completed", value=answer)
        questions = callbacks.question_set_for(callback.kind, on=self.today()).questions.all()
        entry.answers.update({q.pk: answer for q in questions if q.code == "verify_result"})
        self.tried(save_verification, callback, entry, by=owner)

    def reopen(self, pick: int) -> None:
        if case := chosen(Complaint.objects.filter(state="closed").order_by("pk"), pick):
            self.tried(complaints.reopen, case, reason="复发", by=self.who("zhou"))

    # --- money

    def decide(self, pick: int, *, verb: str = "confirm") -> None:
        state, person = {
            "confirm": ("proposed", "zhou"), "reject": ("proposed", "zhou"), "waive": ("confirmed", "zhou"),
            "appeal": ("confirmed", ""), "uphold": ("appealed", "fang"), "let go": ("appealed", "fang"),
            "reverse": ("settled", "gao"),
        }[verb]  # fmt: skip
        penalty = chosen(Penalty.objects.filter(state=state).order_by("pk"), pick)
        if penalty is None:
            return
        by = self.who(person) if person else penalty.subject
        given = {"uphold": verb == "uphold"} if state == "appealed" else {}
        act = penalties.decide_appeal if state == "appealed" else getattr(penalties, verb)
        self.tried(act, penalty, reason="已核实", by=by, **given)

    def close_month(self, pick: int) -> None:
        month = chosen(PayrollMonth.objects.exclude(state="closed").order_by("pk"), pick)
        if month is not None and self.tried(penalties.ready_month, month, by=self.who("zhou")):
            self.tried(penalties.close_month, month, by=self.who("qian"))

    # --- reports

    def next_signature(self, pick: int) -> None:
        """Prepared by 林晓彤, reviewed by 周敏, submitted."""
        issue = chosen(Issue.objects.filter(state__in=["draft", "in_review"]).order_by("pk"), pick)
        if issue is None:
            return
        if issue.state == "draft":
            self.tried(reports.prepare, issue, by=self.who("lin"))
        elif issue.reviewed_by_id is None:
            self.tried(reports.review, issue, remark="同意", by=self.who("zhou"))
        else:
            self.tried(reports.submit, issue, by=self.who("lin"))

    def open_report_again(self, pick: int) -> None:
        if issue := chosen(Issue.objects.filter(state="submitted").order_by("pk"), pick):
            self.tried(reports.reopen, issue, reason="补数", by=self.who("fang"))


@transaction.atomic
def save_verification(
    callback: Callback, entry: callbacks.AttemptEntry, *, now: datetime, by: User
) -> Complaint:
    """The call and what it says about the complaint, in one save as the page does it."""
    attempt = callbacks.record_attempt(callback, entry, now=now, by=by)
    callback.refresh_from_db()
    return complaints.settle_verification(callback, attempt, now=now, by=by)


def chosen(rows: Any, pick: int) -> Any:
    """One of the rows by any number; None where there is none."""
    found: Sequence[Any] = list(rows[:200])
    return found[pick % len(found)] if found else None
