"""Issue the form to the department that answers for it (S09); its three clocks start."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import Department, User
from apps.complaints.models import Complaint
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, reread
from apps.complaints.services.tell import tell
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Plan

TO_SIGN = gettext_noop("Complaint %(number)s was issued to your department; please sign for it.")


@transaction.atomic
def issue(
    complaint: Complaint,
    *,
    department: Department | None,
    now: datetime,
    by: User,
    version: int | None = None,
) -> Complaint:
    """4.2: registered -> issued. Opens the duties of first contact (R09), return (R11) and closing (R10, R16).

    Raises Refused without a department of this store, for other states and for people without the right.
    """
    refuse_unless_allowed(by, "complaints.issue", complaint)
    if department is None or department.store_id != complaint.store_id:
        raise Refused(_("Choose the department that answers for it."), field="department", code="invalid")
    columns = {"department": department, "issued_at": now}
    move(
        complaint, "issue", old=[State.REGISTERED], new=State.ISSUED, now=now, by=by, version=version,
        columns=columns,
    )  # fmt: skip
    start_clocks(complaint, now=now, by=by)
    return complaint


def start_clocks(complaint: Complaint, *, now: datetime, by: User) -> None:
    """The duties of the current cycle, owned by the department's head; without one the department is accountable."""
    clocks, department = Clocks(complaint.store), complaint.department
    heads = people.heads_of(department, on=clocks.day(now))
    plans = {
        "contact_duty": ("first_contact", clocks.first_contact(now)),
        "return_duty": ("return", clocks.department_answer(now)),
        "close_duty": ("close", clocks.close(now, line=complaint.line)),
    }
    opened = {
        column: _open(complaint, what, plan, owner=heads[0] if heads else None, now=now, by=by)
        for column, (what, plan) in plans.items()
        if plan is not None
    }
    Complaint.objects.filter(pk=complaint.pk).update(**opened)
    reread(complaint)
    tell(complaint, heads, kind="issued", title=TO_SIGN, now=now)


def _open(
    complaint: Complaint, what: str, plan: Plan, *, owner: User | None, now: datetime, by: User
) -> Duty:
    return duties.open_duty(
        f"complaint.{what}",
        key=f"complaint:{what}:{complaint.pk}:{complaint.cycle}",
        store=complaint.store,
        plan=plan,
        title=complaint.number,
        url_name="complaints:detail",
        object_id=complaint.pk,
        now=now,
        owner=owner,
        department=complaint.department,
        by=by,
    )
