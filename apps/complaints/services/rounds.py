"""Rounds of verification: the call to the customer after each answer (S10)."""

from datetime import datetime

from apps.accounts.models import Department, User
from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from apps.callbacks.services.hand_over import withdraw
from apps.complaints.models import Complaint, Verification
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people

Result = Verification.Result


def latest(complaint: Complaint) -> Verification | None:
    """The newest round of the current cycle."""
    rounds = complaint.verifications.select_related("callback").filter(cycle=complaint.cycle)
    return rounds.order_by("-round").first()


def open_round(complaint: Complaint, *, now: datetime, by: User) -> Verification:
    """The next verifying call, for the least loaded agent who is not on the handling side; without one the manager
    is accountable."""
    before = latest(complaint)
    number = before.round + 1 if before else 1
    clocks = Clocks(complaint.store)
    today = clocks.day(now)
    barred, department = _barred(complaint)
    served = complaint.order.served_by_id if complaint.order is not None else None
    members = people.members_of(department, on=today) if department is not None else []
    callback = calls.open_call(
        Callback.Kind.COMPLAINT_VERIFY,
        key=f"verify:{complaint.pk}:{complaint.cycle}:{number}",
        duty_kind="callback.verify",
        customer=complaint.customer,
        vehicle=complaint.vehicle,
        order=complaint.order,
        store=complaint.store,
        plan=clocks.verification(complaint.close_duty, now=now),
        title=complaint.number,
        owner=calls.least_loaded_agent(complaint.store, on=today, exclude=[served, *barred, *members]),
        barred=barred,
        barred_department=department,
        now=now,
        by=by,
    )
    return Verification.objects.create(
        complaint=complaint, cycle=complaint.cycle, round=number, callback=callback
    )


def _barred(complaint: Complaint) -> tuple[list[int], Department | None]:
    """Handler and signer; and the whole department, unless that is customer care."""
    found = [complaint.handler_id, complaint.signed_by_id]
    department = complaint.department
    return [pk for pk in found if pk], None if department.kind == Department.Kind.CARE else department


def end_round(complaint: Complaint, *, now: datetime, by: User, code: str, reason: str = "") -> None:
    """Cancel the open verifying call, if there is one: the complaint ends without it."""
    found = latest(complaint)
    if found is not None and found.callback.is_open:
        withdraw(found.callback, code=code, reason=reason, now=now, by=by)
