"""Complaints of the generated house: open, closed, reopened, not upheld, each with its moves and its closing duty."""

from apps.accounts.models import Department, User
from apps.complaints.models import (
    Category,
    CauseKind,
    ClosedCycle,
    Compensation,
    Complaint,
    ComplaintMove,
    ComplaintWords,
)
from apps.duties.models import Duty
from tests.reports.days import DAY, local


def generate_complaints(store, agents, customers, *, dice, first, days, prefix):
    departments = list(Department.objects.filter(store=store, kind__in=["sales", "aftersales"]))
    categories = list(Category.objects.all())
    causes = list(CauseKind.objects.offered())
    decider = User.objects.create(username=f"decider-{prefix}", name="审批人")
    rows, moves, cycles, duties = [], [], [], []
    for n in range(days):
        day = first + DAY * n
        state = dice.choice(("registered", "handling", "closed", "closed", "invalid", "reopened"))
        department = dice.choice(departments)
        known = state != "registered"
        done = local(day + DAY * dice.choice((1, 2, 5)), 17)
        closed = state in ("closed", "reopened")
        row = Complaint(
            store=store, number=f"{prefix}-{n}", source="visit", category=dice.choice(categories),
            level=dice.choice(("minor", "normal", "major")), customer=dice.choice(customers),
            department=department if known else None, state="handling" if state == "reopened" else state,
            learned_at=local(day, 0), recorded_at=local(day, dice.randrange(24)),
            recorded_by=agents[0], issued_at=local(day, 23) if known else None,
            closed_at=done if state == "closed" else None, closing="satisfied" if state == "closed" else "",
            cause_kind=dice.choice(causes) if closed else None, escalation=dice.choice(("in_house", "hotline")),
            first_contact_at=local(day + DAY, dice.randrange(9, 18)) if known else None,
        )  # fmt: skip
        rows.append(row)
        moves.append(ComplaintMove(complaint=row, what="register", new="registered", at=row.recorded_at))
        if known:
            moves += [
                ComplaintMove(complaint=row, what="issue", old="registered", new="issued", at=row.issued_at),
                _contact(row, at=row.first_contact_at),
            ]
        if state == "invalid":
            moves.append(
                ComplaintMove(complaint=row, what="invalid", old="issued", new="invalid", at=done + DAY)
            )
        if closed:
            moves.append(
                ComplaintMove(complaint=row, what="close", old="issued", new="closed", at=done + DAY * 2)
            )
            cycles.append(ClosedCycle(
                complaint=row, cycle=1, department=department, issued_at=row.issued_at, closed_at=done + DAY * 2,
                closing=dice.choice(("satisfied", "basically", "no_agreement")), by=agents[0],
                late_by=dice.choice(("", "department", "care")),
            ))  # fmt: skip
        if state == "closed":
            row.closed_at = done + DAY * 2
        if state == "reopened":
            row.cycle, row.issued_at = 2, done + DAY * 9
            moves += [
                ComplaintMove(
                    complaint=row, what="reopen", old="closed", new="handling", at=row.issued_at, cycle=2
                ),
                _contact(row, at=row.issued_at + DAY),
            ]
        if known:
            for kind in ("complaint.close", "complaint.first_contact", "complaint.report"):
                end = dice.choice(("kept", "missed", "open", "excused", "cancelled"))
                duties.append((row, _duty(store, row, department, end, day, kind=kind)))
    _write(rows, moves, cycles, duties, decider=decider, by=agents[0])


def _contact(row, *, at):
    return ComplaintMove(
        complaint=row, what="contact", old="signed", new="handling", at=at, cycle=row.cycle,
        department=row.department,
    )  # fmt: skip


def _write(rows, moves, cycles, duties, *, decider, by):
    """All of it in six statements; a closed cycle is made good with money."""
    Complaint.objects.bulk_create(rows)
    for row in (*moves, *cycles):
        row.complaint_id = row.complaint.pk
    Compensation.objects.bulk_create(
        Compensation(
            complaint=cycle.complaint, kind="money", amount=120 + n, what="补偿", state="approved",
            asked_at=cycle.closed_at, asked_by=by, decided_at=cycle.closed_at, decided_by=decider,
        )
        for n, cycle in enumerate(cycles)
    )  # fmt: skip
    ComplaintMove.objects.bulk_create(moves)
    ClosedCycle.objects.bulk_create(cycles)
    ComplaintWords.objects.bulk_create(
        ComplaintWords(complaint=row, text="划痕没处理，电话13912345678") for row in rows
    )
    for row, duty in duties:
        duty.object_id = row.pk
        duty.key = f"{duty.kind}:{row.pk}:1"
    Duty.objects.bulk_create(duty for _row, duty in duties)


def _duty(store, row, department, state, day, *, kind):
    due = day + DAY * 3
    settled = state in ("kept", "missed")
    return Duty(
        store=store, kind=kind, department=department, opened_at=local(day), due_at=local(due + DAY, 0),
        due_day=due, original_due_at=local(due + DAY, 0), state=state, title=row.number,
        url_name="complaints:detail", settled_at=local(due, 9) if settled else None,
        missed_at=local(due + DAY, 0) if state == "missed" else None,
    )  # fmt: skip
