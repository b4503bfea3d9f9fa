"""The five steps of an import: file, columns, dry run, take in, result."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import may, requires, store_of
from apps.accounts.confirming import confirmed
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_response
from apps.customers import services
from apps.customers.forms import ImportForm, MappingForm, TableForm, add_refusal
from apps.customers.models import ImportBatch, ImportConflict, MappingProfile
from apps.customers.views.import_facts import import_facts
from apps.customers.views.import_progress import JOBS, PHASES, job_of, time_left
from apps.customers.views.import_rows import row_lines, row_tabs, tab_rows
from apps.jobs.models import Job
from apps.jobs.services import cancel as cancel_job
from apps.jobs.services import retry

State = ImportBatch.State
PAGE = 50
USUAL_SOURCES = ("DMS", "OMD")
CURRENT_STEP = {
    State.UPLOADED: 1,
    State.PARSED: 2,
    State.MAPPED: 3,
    State.PREVIEWED: 3,
    State.COMMITTING: 4,
    State.COMMITTED: 5,
}


@require_safe
@requires("customers.import")
def import_list(request: HttpRequest) -> HttpResponse:
    batches = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by", "committed_by")
    page = Paginator(batches.order_by("-uploaded_at", "-pk"), 30).get_page(request.GET.get("page"))
    context = {
        "nav": "import",
        "page": page,
        "undecided": ImportConflict.objects.visible_to(request.user).open().count(),
        "monthly": services.monthly_lists(store_of(request.user), count=3),
        "now": request.now,
    }
    return render(request, "customers/import_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("customers.import")
def import_new(request: HttpRequest) -> HttpResponse:
    """Step 1. A file that is of no use is refused here, with a sentence and its status."""
    form = ImportForm(request.POST or None, request.FILES or None)
    store = store_of(request.user)
    earlier, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                batch = services.receive_file(
                    form.cleaned_data["file"],
                    store=store,
                    source=form.cleaned_data["source"],
                    now=request.now,
                    by=request.user,
                )
                services.parse(batch)
                return redirect("customers:import_detail", batch.pk)
            except Refused as refusal:
                add_refusal(form, refusal)
                earlier, status = getattr(refusal, "batch", None), refusal.status
    known = MappingProfile.objects.filter(store=store).values_list("source", flat=True)
    context = {
        "nav": "import",
        "form": form,
        "earlier": earlier,
        "sources": sorted({*known, *USUAL_SOURCES}),
        "steps": step_words(),
        "now": request.now,
    }
    return render(request, "customers/import_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("customers.import")
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one import: what it shows depends on how far the import is."""
    batch = _batch(request, pk)
    if request.method == "POST":
        return _match_columns(request, batch)
    if batch.state == State.PARSED or (batch.state == State.PREVIEWED and "columns" in request.GET):
        return _mapping_page(request, batch, MappingForm(batch=batch))
    if batch.state in JOBS:
        return _progress_page(request, batch)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _counts_page(request, batch)


@require_http_methods(["GET", "POST"])
@requires("customers.import")
def import_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose sheet and heading rows by hand, with the first rows of every sheet beside."""
    batch = _batch(request, pk)
    if batch.state not in (State.PARSED, State.PREVIEWED):
        return redirect("customers:import_detail", pk)
    form, status = TableForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            first = form.cleaned_data["first"]
            rows = (first, first + form.cleaned_data["rows"] - 1)
            try:
                services.choose_table(batch, sheet=form.cleaned_data["sheet"], header_rows=rows)
                return redirect("customers:import_detail", pk)
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
    context = _frame(request, batch) | {
        "form": form,
        "sheets": services.preview_sheets(batch),
        "current": 2,
    }
    return render(request, "customers/import_table.html", context, status=status)


def step_words() -> list[str]:
    return [_("Choose the file"), _("Match the columns"), _("Dry run"), _("Take in"), _("Result")]


def _batch(request: HttpRequest, pk: int, action: str = "customers.import") -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user, action).select_related(
        "store", "uploaded_by", "committed_by", "ended_by"
    )
    return get_object_or_404(rows, pk=pk)


def _frame(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    return {
        "nav": "import",
        "batch": batch,
        "steps": step_words(),
        "current": CURRENT_STEP.get(batch.state, 5),
        "now": request.now,
        "can_take_in": may(request.user, "customers.commit_import"),
    }


def _match_columns(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    form = MappingForm(request.POST, batch=batch)
    if form.is_valid():
        try:
            services.set_mapping(
                batch,
                form.cleaned_data["mapping"],
                kind=form.cleaned_data["kind"],
                now=request.now,
                leave_hidden=form.cleaned_data.get("hidden") == "leave",
            )
            services.ask_check(batch, now=request.now, by=request.user)
            return redirect("customers:import_detail", batch.pk)
        except Refused as refusal:
            add_refusal(form, refusal)
            return _mapping_page(request, batch, form, status=refusal.status)
    return _mapping_page(request, batch, form, status=400)


def _mapping_page(
    request: HttpRequest, batch: ImportBatch, form: MappingForm, *, status: int = 200
) -> HttpResponse:
    context = _frame(request, batch) | {"form": form, "current": 2}
    return render(request, "customers/import_mapping.html", context, status=status)


def _progress_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    job = job_of(batch)
    running = job is not None and job.state in Job.OPEN
    context = _frame(request, batch) | {
        "job": job,
        "running": running,
        "title": PHASES.get(job.phase if job else "", PHASES[""]),
        "left": time_left(job, now=request.now),
    }
    template = "customers/_import_progress.html" if request.htmx else "customers/import_progress.html"
    return render(request, template, context)


def _counts_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    tabs = row_tabs(batch)
    names = [tab["name"] for tab in tabs]
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in names else next((one["name"] for one in tabs if one["count"]), "refused")
    for one in tabs:
        one["current"] = one["name"] == tab
    page = Paginator(tab_rows(batch, tab), PAGE).get_page(request.GET.get("page"))
    context = _frame(request, batch) | {
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "lines": [line for row in page for line in row_lines(row, tab)],
        "good": batch.new_count + batch.changed_count,
        "undecided": batch.conflicts.open().count(),
        "conflicts_url": f"{reverse('customers:import_conflicts')}?batch={batch.pk}",
        "awaited": services.is_awaited(batch, now=request.now),
        "skipped": sum(batch.found.get("skipped", {}).values()),
        **import_facts(batch, now=request.now),
    }
    return render(request, "customers/import_detail.html", context)


@require_POST
@requires("customers.commit_import")
def import_take_in(request: HttpRequest, pk: int) -> HttpResponse:
    services.ask_take_in(_batch(request, pk, "customers.commit_import"), now=request.now, by=request.user)
    return redirect("customers:import_detail", pk)


@require_POST
@requires("customers.import")
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if batch.state == State.COMMITTING:
        return _stop(request, batch)
    job = job_of(batch) if batch.state == State.MAPPED else None
    services.cancel_import(batch, now=request.now, by=request.user)
    if job is not None and job.state in Job.OPEN:
        cancel_job(job.pk, now=request.now)
    messages.info(request, _("The import was cancelled; nothing was taken in."))
    return redirect("customers:import_list")


@require_POST
@requires("customers.import")
def import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the parked job of this import back in line; a dry run whose command was killed is asked for anew."""
    batch = _batch(request, pk)
    job = job_of(batch) if batch.state in JOBS else None
    if job is None and batch.state == State.MAPPED:
        services.ask_check(batch, now=request.now, by=request.user)
        return redirect("customers:import_detail", pk)
    if job is None:
        raise Refused(_("There is nothing to try again."), code="state")
    retry(job.pk, now=request.now)
    return redirect("customers:import_detail", pk)


def _stop(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    services.stop_take_in(batch, now=request.now)
    messages.info(request, _("Stopped: nothing of this list has been taken in."))
    return redirect("customers:import_detail", batch.pk)


@require_safe
@requires("customers.import")
@confirmed
def import_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook with the reason beside them; noted as an export."""
    batch = _batch(request, pk)
    title = _("Refused rows")
    services.note_export(
        "import_refused",
        store=batch.store,
        rows=batch.refused_count,
        filters={"batch": batch.pk},
        by=request.user,
        now=request.now,
    )
    sheet = Sheet(title, services.refused_headers(batch), services.refused_rows(batch))
    return workbook_response(f"{title}-{batch.pk}.xlsx", [sheet], request=request)
