"""One complaint: the slip, its clocks, what happened, what can be done (S09–S11)."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import may, requires
from apps.accounts.models import User
from apps.complaints import services
from apps.complaints.forms import DraftForm, ReturnForm
from apps.complaints.models import Complaint, Investigation
from apps.complaints.rules.delay import delay_facts
from apps.complaints.rules.rights import allowed
from apps.complaints.views.cards import flags_of
from apps.complaints.views.rows import with_facts
from apps.complaints.views.steps import Doors
from apps.complaints.views.story import entries_of
from apps.complaints.views.track import track_of
from apps.core.refusal import Refused
from apps.core.wording import spaced_phone
from apps.customers import services as customers
from apps.customers.models import Phone

State = Complaint.State
REPEATS = 10


@requires("complaints.board")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    complaint = find(request, pk)
    doors = Doors(request.user, complaint.store, now=request.now)
    return render(request, "complaints/detail.html", detail_context(request, complaint, doors=doors))


def find(request: HttpRequest, pk: int) -> Complaint:
    """The complaint with everything its pages show, or 404 for one the person may not see."""
    visible = Complaint.objects.visible_to(request.user)
    rows = with_facts(visible, among=visible, now=request.now)
    return get_object_or_404(
        rows.select_related(
            "store", "order", "recorded_by", "signed_by", "merged_into", "report_duty", "customer", "department",
            "handler", "category", "words", "vehicle", "close_duty", "contact_duty", "return_duty",
            "cause_kind__parent", "typical",
        ).prefetch_related(
            "customer__phones", "manufacturer_cases", "level_changes", "visits__by", "compensations__asked_by",
            "compensations__decided_by",
        ),
        pk=pk,
    )  # fmt: skip


def detail_context(request: HttpRequest, complaint: Complaint, *, doors: Doors) -> dict[str, Any]:
    steps = doors.open_steps(complaint)
    names = [step.name for step in steps]
    repeat = doors.clocks.book.value("complaint.repeat_count", on=doors.today)
    return {
        "nav": "complaints",
        "now": request.now,
        "complaint": complaint,
        "flags": flags_of(complaint, repeat=repeat),
        "steps": steps,
        "answer_form": answer_form(names, complaint, doors=doors),
        "may_return": "return" in names,
        "entries": entries_of(complaint),
        "track": track_of(complaint, doors=doors, now=request.now),
        "legal": doors.clocks.legal(complaint.learned_at) if complaint.is_open else None,
        "facts": delay_facts(complaint) if may_judge(request.user, complaint) else None,
        "rounds": rounds_of(complaint),
        "others": others_of(request.user, complaint),
        "hash_fits": not complaint.signed_hash or complaint.signed_hash == services.text_hash(complaint),
        "may_reveal": may_reveal(request.user, complaint),
        "investigation": Investigation.objects.filter(complaint=complaint).first(),
        "files": complaint.attachments.filter(removed_at__isnull=True).select_related("added_by"),
        "may_attach": complaint.state != State.INVALID
        and allowed(request.user, "complaints.attach", complaint),
        "may_detach": allowed(request.user, "complaints.invalidate", complaint),
        "may_investigate": allowed(request.user, "complaints.investigate", complaint),
        "phone": first_phone(complaint),
    }


def answer_form(names: list[str], complaint: Complaint, *, doors: Doors) -> DraftForm | ReturnForm | None:
    """Cause, measure and result stand on the slip itself while the department handles it."""
    if "return" in names:
        return ReturnForm(complaint=complaint, on=doors.today)
    return DraftForm(complaint=complaint, on=doors.today) if "propose" in names else None


def rounds_of(complaint: Complaint) -> QuerySet[Any]:
    rounds = complaint.verifications.select_related("callback__duty__owner", "attempt__agent")
    return rounds.order_by("-cycle", "-round")


def others_of(user: User, complaint: Complaint) -> QuerySet[Complaint]:
    """Other complaints of the same customer that the person may see, newest first."""
    rows = Complaint.objects.visible_to(user).filter(customer=complaint.customer_id).exclude(pk=complaint.pk)
    return rows.select_related("words", "category").order_by("-recorded_at")[:REPEATS]


def first_phone(complaint: Complaint) -> Phone | None:
    usable = [phone for phone in complaint.customer.phones.all() if phone.validity != Phone.Validity.INVALID]
    return next(iter(usable), None)


def may_judge(user: User, complaint: Complaint) -> bool:
    """The facts of a late report concern the recorder and those who decide on it, nobody else."""
    return user.pk == complaint.recorded_by_id or may(user, "penalties.list")


def may_reveal(user: User, complaint: Complaint) -> bool:
    """Those who have to speak with this customer: customer care, and the department while it handles the case."""
    return may(user, "customers.reveal") or (
        complaint.is_open and allowed(user, "complaints.contact", complaint)
    )


@require_POST
@requires("complaints.board")
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the customer's number in full; a row says who saw it."""
    complaint = find(request, pk)
    phone = first_phone(complaint)
    if phone is None or not may_reveal(request.user, complaint):
        raise Refused(_("You may not see this number, or there is none."), code="forbidden")
    number = customers.reveal(
        phone, code="complaint", object_id=complaint.pk, now=request.now, by=request.user
    )
    context = {"number": number, "spaced": spaced_phone(number), "complaint": complaint}
    return render(request, "complaints/_number.html", context)
