"""Segments: the saved ones with their counts, and who is in one (S93)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import may, requires, store_of
from apps.accounts.confirming import confirmed
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_response
from apps.customers import services
from apps.customers.models import Segment
from apps.desk.segments.filtering import segment
from apps.desk.segments.forms import SegmentForm, SegmentNameForm, words_of
from apps.desk.segments.saving import count_segment, remove_segment, save_segment

PAGE = 50
EXPORTED = 10_000


@require_safe
@requires("customers.segments")
def segments(request: HttpRequest) -> HttpResponse:
    rows = Segment.objects.visible_to(request.user).select_related("saved_by")
    context = {
        "nav": "customers",
        "rows": [(row, words_of(row.filters)) for row in rows],
        "now": request.now,
    }
    return render(request, "desk/segments/list.html", context)


@require_safe
@requires("customers.segments")
def segment_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Who meets the filters: of a saved segment, or those in the URL, which win."""
    row = _row(request, pk) if pk else None
    asked = SegmentForm(request.GET).filters
    changed = bool(asked) and (row is None or asked != row.filters)
    filters = asked or (row.filters if row else {})
    if row and not changed:
        count_segment(row, now=request.now)
    return _page(request, row, filters, changed=changed, name_form=SegmentNameForm())


def _page(
    request: HttpRequest,
    row: Segment | None,
    filters: dict[str, str],
    *,
    changed: bool,
    name_form: SegmentNameForm,
    status: int = 200,
) -> HttpResponse:
    store = store_of(request.user)
    found = segment(filters, store=store, on=services.store_day(store, now=request.now))
    page = Paginator(found.order_by("name_pinyin", "pk").values_list("pk", flat=True), PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "nav": "customers",
        "segment": row,
        "form": SegmentForm(initial=filters),
        "filters": filters,
        "words": words_of(filters),
        "page": page,
        "hits": services.customer_lines(dict.fromkeys(page, "")),
        "changed": changed,
        "name_form": name_form,
        "may_save": may(request.user, "customers.save_segment"),
        "now": request.now,
    }
    return render(request, "desk/segments/page.html", context, status=status)


@require_POST
@requires("customers.save_segment")
def segment_save(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Keep the filters of the form under a name; with `pk` change that segment."""
    row = _row(request, pk) if pk else None
    filters, name_form = SegmentForm(request.POST).filters, SegmentNameForm(request.POST)
    sent = request.POST.get("version", "")
    try:
        if not name_form.is_valid():
            raise Refused(_("A segment needs a name."), field="name", code="invalid")
        saved = save_segment(
            name_form.cleaned_data["name"],
            filters,
            store=store_of(request.user),
            now=request.now,
            by=request.user,
            row=row,
            version=int(sent) if sent.isdecimal() and len(sent) < 10 else 0,
        )
    except Refused as refusal:
        if not name_form.has_error("name"):
            name_form.add_error("name", str(refusal))
        if row:
            row.refresh_from_db()
        return _page(request, row, filters, changed=True, name_form=name_form, status=refusal.status)
    messages.success(request, _("The segment was saved."))
    return redirect("desk:segment", saved.pk)


@require_POST
@requires("customers.save_segment")
def segment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_segment(_row(request, pk), by=request.user)
    messages.success(request, _("The segment was removed; the customers stay."))
    return redirect("desk:segments")


@require_safe
@requires("customers.export")
@confirmed
def segment_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The customers of a segment as a workbook, phones masked; noted with person and number of rows."""
    row = _row(request, pk)
    store = store_of(request.user)
    found = segment(row.filters, store=store, on=services.store_day(store, now=request.now))
    ids = found.order_by("name_pinyin", "pk").values_list("pk", flat=True)[:EXPORTED]
    lines = services.customer_lines(dict.fromkeys(ids, ""))
    services.note_export(
        "segment", store=store, rows=len(lines), filters={"segment": row.pk}, by=request.user, now=request.now
    )
    headers = [_("Customer"), _("Phone"), _("Plate"), _("Model"), _("Last document")]
    cells = [[hit.name, hit.phone, hit.plate, hit.model, hit.order_number] for hit in lines]
    return workbook_response(f"{row.name}.xlsx", [Sheet(row.name, headers, cells)], request=request)


def _row(request: HttpRequest, pk: int | None) -> Segment:
    return get_object_or_404(Segment.objects.visible_to(request.user).select_related("store"), pk=pk)
