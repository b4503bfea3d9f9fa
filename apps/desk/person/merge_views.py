"""Merging two files on one page, side by side; suggestions of what may be the same customer; undoing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Duplicate, Merge
from apps.desk.customer.editing import Edit, edit_page
from apps.desk.customer.forms import ReasonForm
from apps.desk.person.comparing import compared, weights
from apps.desk.person.merging import merge_customers, undo_merge

PAGE = 30


def standing_of(request: HttpRequest, pk: int | str) -> Customer:
    rows = Customer.objects.visible_to(request.user, "customers.merge").select_related("store").present()
    return get_object_or_404(rows.filter(erased_at__isnull=True), pk=pk)


@require_http_methods(["GET", "POST"])
@requires("customers.merge")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Without ?with= choose the other file; with it both side by side, the file of the URL being the one that stays."""
    kept = standing_of(request, pk)
    other = request.POST.get("with") or request.GET.get("with", "")
    if not (other.isdecimal() and len(other) < 19):
        return _choose(request, kept)
    gone = standing_of(request, other)
    if request.method == "GET":
        return _side_by_side(request, kept, gone)
    try:
        merge_customers(
            kept,
            gone,
            take=[name for name in services.MERGE_FIELDS if request.POST.get(f"take-{name}") == "gone"],
            versions=(_number(request, "kept_version"), _number(request, "gone_version")),
            reason=request.POST.get("reason", ""),
            now=request.now,
            by=request.user,
        )
    except Refused as refusal:
        return _side_by_side(request, standing_of(request, pk), standing_of(request, other), refusal=refusal)
    messages.success(request, _("The two files are one now. It can be undone on this page."))
    return redirect("desk:customer", kept.pk)


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _choose(request: HttpRequest, kept: Customer) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    if query:
        services.note_search(request.user, now=request.now)
    hits = [hit for hit in services.search_customers(query, request.user) if hit.id != kept.pk]
    context = {
        "nav": "customers",
        "customer": kept,
        "query": query,
        "hits": hits,
        "duplicates": services.duplicates_of(kept),
        "now": request.now,
    }
    return render(request, "desk/person/choose.html", context)


def _side_by_side(
    request: HttpRequest, kept: Customer, gone: Customer, *, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "nav": "customers",
        "kept": kept,
        "gone": gone,
        "fields": compared(kept, gone, chosen=request.POST),
        "weights": weights(kept, gone),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "now": request.now,
    }
    return render(request, "desk/person/merge.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "POST"])
@requires("customers.merge")
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept", "gone"), pk=pk)

    def save(data: dict[str, Any]) -> None:
        undo_merge(row, **data, now=request.now, by=request.user)

    edit = Edit(
        row.kept,
        _("Take the files apart: %(name)s") % {"name": row.gone.name},
        ReasonForm,
        save,
        _("The files are two again."),
        text=_("Every row goes back where it was. What was added since stays with this customer."),
        word=_("Take apart"),
    )
    return edit_page(request, edit)


@require_safe
@requires("customers.merge")
def duplicates(request: HttpRequest) -> HttpResponse:
    rows = Duplicate.objects.visible_to(request.user).waiting().select_related("first", "second")
    page = Paginator(rows.order_by("-found_at", "pk"), PAGE).get_page(request.GET.get("page"))
    ids = dict.fromkeys((pk for row in page for pk in (row.first_id, row.second_id)), "")
    lines = {line.id: line for line in services.customer_lines(ids)}
    pairs = [(row, lines.get(row.first_id), lines.get(row.second_id)) for row in page]
    context = {"nav": "customers", "page": page, "pairs": pairs, "now": request.now}
    return render(request, "desk/person/duplicates.html", context)


@require_POST
@requires("customers.merge")
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer of the URL and `with` are different people."""
    first = standing_of(request, pk)
    other = request.POST.get("with", "")
    second = standing_of(request, other if other.isdecimal() and len(other) < 19 else 0)
    services.dismiss_duplicate(first, second, now=request.now, by=request.user)
    messages.success(request, _("Noted as two different customers."))
    if request.POST.get("next") == "list":
        return redirect("desk:duplicates")
    return redirect("desk:customer", first.pk)
