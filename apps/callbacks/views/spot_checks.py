"""Draw a sample, judge it, conclude it (S07). The sheet shows facts of calls, never a phone number."""

from secrets import randbelow
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import requires, store_of
from apps.callbacks import services
from apps.callbacks.forms import DrawForm, VerdictForm
from apps.callbacks.models import SpotCheck, SpotCheckItem
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.views.spot_check_facts import facts_of
from apps.core.refusal import Refused

SIZE = 20
SEEDS = 2**31
VERDICTS = [(value, label) for value, label in SpotCheckItem.Verdict.choices if value]


@requires("callbacks.spot_check")
@require_http_methods(["GET", "POST"])
def spot_checks(request: HttpRequest) -> HttpResponse:
    store = store_of(request.user)
    today = store_day(store, request.now)
    period = {"first_day": today.replace(day=1), "last_day": today}
    form = DrawForm(request.POST or None, store=store, initial=period)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.draw_spot_check(
                store, seed=randbelow(SEEDS), now=request.now, by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("callbacks:spot_check", sheet.pk)
    rows = SpotCheck.objects.visible_to(request.user).select_related("drawn_by", "agent")
    rows = rows.annotate(judged=Count("items", filter=~Q(items__verdict="")), drawn=Count("items"))
    page = Paginator(rows.order_by("-drawn_at"), SIZE).get_page(request.GET.get("page"))
    context = {"nav": "callbacks", "form": form, "page": page, "rules": services.RULES, "now": request.now}
    return render(request, "callbacks/spot_checks.html", context, status=400 if form.errors else 200)


@requires("callbacks.spot_check")
@require_http_methods(["GET"])
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _sheet(request, pk))


@requires("callbacks.spot_check")
@require_http_methods(["GET"])
def spot_check_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet with verdicts and places to sign."""
    sheet = _sheet(request, pk)
    return render(request, "callbacks/spot_check_paper.html", _context(request, sheet))


def _sheet(request: HttpRequest, pk: int) -> SpotCheck:
    rows = SpotCheck.objects.visible_to(request.user).select_related("drawn_by", "agent", "store")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    sheet: SpotCheck,
    *,
    refused: int | None = None,
    form: VerdictForm | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(request, sheet) | {"sentence": sentence}
    for item in context["items"]:
        item.form = (
            form if item.pk == refused and form else VerdictForm(instance=item, auto_id=f"i{item.pk}_%s")
        )
    return render(request, "callbacks/spot_check.html", context, status=status)


def _context(request: HttpRequest, sheet: SpotCheck) -> dict[str, Any]:
    people = ("callback__duty__owner", "callback__duty__responsible", "judged_by")
    items = list(sheet.items.select_related(*people).order_by("pk"))
    facts = facts_of(items)
    for item in items:
        item.facts = facts[item.callback_id]
    return {
        "nav": "callbacks",
        "sheet": sheet,
        "items": items,
        "open_items": sum(1 for item in items if not item.verdict),
        "judging": sheet.state in SpotCheck.OPEN,
        "verdicts": [(label, sum(1 for item in items if item.verdict == value)) for value, label in VERDICTS],
        "rule": services.RULES.get(sheet.rule, sheet.rule),
        "back_url": reverse("callbacks:spot_check", args=[sheet.pk]),
        "now": request.now,
    }


@requires("callbacks.spot_check")
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict on one call of a sample."""
    visible = SpotCheck.objects.visible_to(request.user)
    rows = SpotCheckItem.objects.filter(check_sheet__in=visible)
    item = get_object_or_404(rows.select_related("check_sheet", "callback__duty"), pk=pk)
    form = VerdictForm(request.POST, auto_id=f"i{item.pk}_%s")
    verdict, remark = request.POST.get("verdict", ""), request.POST.get("remark", "")
    try:
        services.judge_item(item, verdict=verdict, remark=remark, now=request.now, by=request.user)
    except Refused as refusal:
        form.is_valid()
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        sheet = _sheet(request, item.check_sheet_id)
        return _page(request, sheet, refused=pk, form=form, sentence=str(refusal), status=refusal.status)
    return redirect("callbacks:spot_check", item.check_sheet_id)


@requires("callbacks.spot_check")
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    try:
        services.conclude_spot_check(sheet, now=request.now, by=request.user)
    except Refused as refusal:
        return _page(request, sheet, sentence=str(refusal), status=refusal.status)
    messages.success(request, _("The check is concluded; proposals follow its verdicts."))
    return redirect("callbacks:spot_check", pk)
