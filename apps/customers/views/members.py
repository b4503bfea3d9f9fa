"""Members of the days before: how many are expected, who is entered, hand in by noon (R24)."""

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import limit, requires, store_of
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.forms import ExpectedForm, MemberForm, add_refusal
from apps.customers.models import Member, MemberDay

DAYS = 14
RECENT = 30


@require_http_methods(["GET", "POST"])
@requires("customers.members")
def members(request: HttpRequest) -> HttpResponse:
    form, status = MemberForm(request.POST or None, initial={"joined_on": _open_day(request)}), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                member = services.enter_member_row(
                    form.cleaned_data, store=store_of(request.user), now=request.now, by=request.user
                )
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Member %(number)s was entered.") % {"number": member.number})
                return redirect("customers:members")
    recent = Member.objects.visible_to(request.user).select_related("customer", "entered_by")
    context = {
        "nav": "customers",
        "form": form,
        "days": _days(request)[:DAYS],
        "members": recent.order_by("-entered_at", "-pk")[:RECENT],
        "now": request.now,
    }
    return render(request, "customers/members.html", context, status=status)


def _days(request: HttpRequest) -> QuerySet[MemberDay]:
    """Newest first, each with the number of members entered for it."""
    entered = (
        Member.objects.filter(store_id=OuterRef("store_id"), joined_on=OuterRef("joined_on"))
        .order_by()
        .values("joined_on")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = limit(MemberDay.objects.all(), request.user, "customers.members")
    return (
        rows.select_related("duty", "duty__owner", "handed_in_by")
        .annotate(entered=Coalesce(Subquery(entered), 0))
        .order_by("-joined_on")
    )


def _open_day(request: HttpRequest) -> object:
    rows = limit(MemberDay.objects.all(), request.user, "customers.members").filter(handed_in_at__isnull=True)
    return rows.order_by("joined_on").values_list("joined_on", flat=True).first()


@require_POST
@requires("customers.members")
def member_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many members are expected (`expected`), or hand the day in (`hand_in`)."""
    rows = limit(MemberDay.objects.select_related("duty"), request.user, "customers.members")
    day = get_object_or_404(rows, pk=pk)
    if "expected" in request.POST:
        form = ExpectedForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Enter a number from 0 to 999."), field="expected", code="invalid")
        services.expect_members(day, expected=form.cleaned_data["expected"], now=request.now, by=request.user)
    if "hand_in" in request.POST:
        state = services.hand_in_member_day(day, now=request.now, by=request.user)
        messages.success(
            request, _("Handed in.") if state != "missed" else _("Handed in, after the deadline.")
        )
    return redirect("customers:members")
