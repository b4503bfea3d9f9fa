"""A small house with something on every page: built by the verbs in the days before Tuesday 2026-11-03 10:00."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.services import enter_absence
from apps.callbacks import services as calls
from apps.callbacks.models import Callback, Outcome
from apps.complaints import services as complaints
from apps.complaints.models import Category, CauseKind, Complaint, Verification
from apps.complaints.services import ComplaintEntry
from apps.customers import services as customers
from apps.customers.models import Customer, MemberDay, Order, Phone
from apps.duties import services as duties
from apps.jobs.services import ask
from apps.penalties import services as penalties
from apps.penalties.models import Penalty
from apps.reports import services as reports
from apps.reports.models import Issue
from apps.rulebook.services import close_store
from tests.browser.keeping import keep_case, keep_file, keep_slips
from tests.browser.made import Furnished, moment
from tests.browser.words import SETTLEMENTS, Words
from tests.house_of_three import build_house

MORNING = "08:20"


def furnish(words: Words) -> Furnished:
    """Build it all; about two seconds."""
    made = Furnished(build_house(name=words.store), words)
    for kind, name in words.departments.items():
        department = getattr(made.house, kind)
        department.name = name
        department.save()
    made.settle_in()
    reports.open_report_duties(now=moment("10-25"), store=made.store)
    bring_lists(made)
    make_calls(made)
    miss_and_decide(made)
    complain(made)
    check_on_the_spot(made)
    enter_members(made)
    write_reports(made)
    keep_house(made)
    return made


def bring_lists(made: Furnished) -> None:
    """Two lists in the house, one dry run waiting, one whose columns are to be matched."""
    made.taken_in(made.listed(["2026-10-24"] * 4), at=moment("10-25", MORNING))
    days = ["2026-10-30", "2026-10-31", "2026-10-31", "2026-11-01", "2026-11-01", "2026-11-02"]
    repairs = made.listed(days * 2, header=SETTLEMENTS, sign="JS")
    made.sample["taken"] = made.taken_in(repairs, at=moment("11-02", MORNING))
    made.sample["previewed"] = made.checked(
        made.listed(["2026-11-02", "2026-11-02", "2026-02-30"], sign="CX"), at=moment("11-03", MORNING)
    )
    mapping = customers.receive_file(
        made.listed(["2026-11-02"], sign="CM"),
        store=made.store,
        source=made.words.source,
        now=moment("11-03", MORNING),
        by=made["meng"],
    )
    customers.parse(mapping)
    made.sample["parsed"] = mapping
    Customer.objects.filter(pk=Customer.objects.first().pk).update(gender="m")
    made.sample["customer"] = Customer.objects.first()
    made.sample["order"] = Order.objects.first()


def make_calls(made: Furnished) -> None:
    """One of each outcome on Monday; the rest waits. The four of October stay undone and are missed."""
    waiting = [
        one
        for one in Callback.objects.select_related("duty__owner", "customer").order_by("pk")
        if one.kind == "repair"
    ]
    at, note = moment("11-02", "10:05"), made.words.note
    attempt = made.saved(waiting[0], "completed", at=at, rating="2", problem=made.words.text)
    entry = complaint_entry(made, customer=waiting[0].customer, source="callback")
    complaints.open_from_call(attempt, entry, now=at, by=waiting[0].duty.owner)
    made.saved(waiting[1], "completed", at=at, suggestion=made.words.demand, question=made.words.text)
    made.saved(waiting[2], "no_answer", at=at)
    made.saved(waiting[3], "appointed", at=at, appointment_at=moment("11-03", "16:30"), note=note)
    made.saved(waiting[4], "empty_number", at=at)
    made.saved(waiting[5], "refused", at=at, note=note)
    made.sample["ended"] = waiting[0]
    made.sample["inquiry"] = waiting[1].inquiries.get(kind="question")
    made.sample["call"] = next(one for one in waiting[6:] if one.duty.owner == made["lin"])


def miss_and_decide(made: Furnished) -> None:
    """October's calls are missed: one fine is confirmed and appealed, one rejected, the others wait."""
    duties.mark_missed(now=moment("10-28", "00:01"))
    penalties.propose_for_missed(now=moment("10-28", "00:02"))
    found = list(Penalty.objects.order_by("pk"))
    penalties.confirm(found[0], reason=made.words.reason, now=moment("11-02"), by=made["zhou"])
    penalties.appeal(found[0], reason=made.words.note, now=moment("11-02", "15:00"), by=found[0].subject)
    penalties.reject(found[1], reason=made.words.note, now=moment("11-02"), by=made["zhou"])
    penalties.confirm(found[2], reason=made.words.reason, now=moment("11-02"), by=made["zhou"])
    made.sample["penalty"], made.sample["confirmed"] = found[3], found[2]
    penalties.enter_manual(
        subject=made["du"],
        store=made.store,
        amount=Decimal("50.00"),
        fact_day=date(2026, 11, 2),
        reason=made.words.reason,
        request_key=uuid4(),
        now=moment("11-02"),
        by=made["wu"],
    )
    september = penalties.open_month(made.store, month=date(2026, 9, 1))
    penalties.ready_month(september, now=moment("10-20"), by=made["zhou"])
    made.sample["month"] = penalties.close_month(september, now=moment("10-21"), by=made["qian"])


def complaint_entry(made: Furnished, **given: Any) -> ComplaintEntry:
    category = Category.objects.get(code="repair_quality")
    return ComplaintEntry(category_id=category.pk, text=made.words.text, demand=made.words.demand, **given)


STAGES = ("registered", "issued", "signed", "handling", "returned", "verifying", "closed")


def complain(made: Furnished) -> None:
    """One complaint in each state, the one in verification by an agent's call, one overdue."""
    everybody = list(Customer.objects.order_by("pk"))
    for n, last in enumerate(STAGES):
        at = moment("11-02", f"{9 + n:02}:15")
        level = ("minor", "normal", "serious", "major")[n % 4]
        line = "decoration" if last == "issued" else "car"
        entry = complaint_entry(made, source="hotline", customer=everybody[n], level=level, line=line)
        complaint = complaints.register(entry, store=made.store, now=at, by=made["lin"])
        made.sample[last] = bring_to(made, complaint, last, at=at)
    entry = complaint_entry(made, source="hotline", customer=everybody[8])
    late = complaints.register(entry, store=made.store, now=moment("10-28"), by=made["lin"])
    complaints.issue(late, department=made.house.aftersales, now=moment("10-28"), by=made["zhou"])
    complaints.raise_level(late, level="major", ground="demand", now=moment("10-28"), by=made["zhou"])


def bring_to(made: Furnished, complaint: Complaint, last: str, *, at: datetime) -> Complaint:
    words, to_go = made.words, STAGES[: STAGES.index(last) + 1]
    if "issued" in to_go:
        complaints.issue(complaint, department=made.house.aftersales, now=at, by=made["zhou"])
    if "signed" in to_go:
        complaints.sign(complaint, handler=made["zhang"], now=at, by=made["song"])
    if "handling" in to_go:
        complaints.record_first_contact(complaint, note=words.note, now=at, by=made["zhang"])
    if "returned" in to_go:
        answer = {"cause": words.text, "measure": words.demand, "result": words.note}
        kind = CauseKind.objects.get(code="process.handover")
        complaints.return_answer(complaint, **answer, liable="us", cause_kind=kind, now=at, by=made["song"])
    if "verifying" in to_go:
        callback = Verification.objects.get(complaint=complaint).callback
        complaints.verification_opened(callback, now=at, by=callback.duty.owner)
        made.sample["verify_call"] = callback
    if "closed" in to_go:
        verify(made, callback, at=moment("11-03", "09:10"))
    complaint.refresh_from_db()
    return complaint


def verify(made: Furnished, callback: Callback, *, at: datetime) -> None:
    callback = Callback.objects.select_related("duty__owner", "customer").get(pk=callback.pk)
    attempt = made.saved(callback, "completed", at=at, rating="1")
    complaints.settle_verification(callback, attempt, now=at, by=callback.duty.owner)


def check_on_the_spot(made: Furnished) -> None:
    made.sample["sheet"] = calls.draw_spot_check(
        made.store, first_day=date(2026, 10, 20), last_day=date(2026, 11, 5), rule="random", size=4, seed=7,
        now=moment("11-02"), by=made["wu"],
    )  # fmt: skip


def enter_members(made: Furnished) -> None:
    customers.open_member_entry_duties(now=moment("11-02", MORNING))
    day = MemberDay.objects.order_by("joined_on").last()
    customers.expect_members(day, expected=2, now=moment("11-02", "09:00"), by=made["zhou"])
    customers.enter_member(
        number="HY001", customer=made.sample["customer"], joined_on=day.joined_on, store=made.store,
        now=moment("11-02", "09:30"), by=made["lin"],
    )  # fmt: skip
    made.sample["member_day"] = day


def write_reports(made: Furnished) -> None:
    """October's last week submitted, the month's draft waiting, the running week opened."""
    reports.open_report_duties(now=moment("11-02", "00:10"), store=made.store)
    for issue in Issue.objects.filter(end__lt=date(2026, 11, 2)):
        reports.build(issue, now=moment("11-02", "00:31"))
    week = Issue.objects.filter(kind="week", state="draft").order_by("start").first()
    reports.prepare(week, now=moment("11-02", "10:30"), by=made["lin"])
    reports.review(week, remark=made.words.reason, now=moment("11-02", "11:30"), by=made["zhou"])
    reports.submit(week, now=moment("11-02", "15:30"), by=made["lin"])
    made.sample["report_task"] = reports.raise_task(
        week, department=made.house.aftersales, problem=made.words.reason, due_day=date(2026, 11, 9),
        now=moment("11-02", "16:00"), by=made["zhou"],
    )  # fmt: skip
    made.sample["crm_check"] = reports.check_crm(
        "complaints",
        date(2026, 11, 1),
        "400-7781\n",
        store=made.store,
        now=moment("11-02", "16:30"),
        by=made["lin"],
    )
    made.sample["report"], made.sample["draft"] = week, Issue.objects.get(kind="month", state="draft")


def keep_house(made: Furnished) -> None:
    """An absence, a closure, a job that waits, a second number."""
    enter_absence(
        made["du"], first_day=date(2026, 11, 9), last_day=date(2026, 11, 10), substitute=made["lin"], by=made["zhou"]
    )  # fmt: skip
    close_store(
        made.store, first_day=date(2026, 12, 31), last_day=date(2026, 12, 31), reason=made.words.reason,
        by=made["root"], now=moment("11-02"),
    )  # fmt: skip
    ask(
        "customers.check_batch",
        key="walk",
        store=made.store,
        payload={},
        now=moment("11-02"),
        by=made["zhou"],
    )
    duties.mark_missed(now=moment("11-03", "00:01"))
    duties.warn(now=moment("11-02", "16:00"))
    made.sample["draft_set"] = calls.start_draft("repair", by=made["zhou"])
    made.sample["draft_question"] = made.sample["draft_set"].questions.first()
    made.sample["desk:script.kind"] = "repair"
    made.sample["outcome"] = Outcome.objects.get(code="no_answer")
    sound = SimpleUploadedFile("call.mp3", b"ID3" + bytes(200))
    made.sample["recording"] = calls.add_recording(
        sound, made.sample["ended"], now=moment("11-02"), by=made["zhou"]
    )
    Phone.objects.create(customer=made.sample["customer"], number="037166668888", position=2)
    keep_file(made)
    keep_case(made)
    keep_slips(made)
