"""Who changed what, and who asked for what: events of all tables people edit, and requests, newest first (S28)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pghistory.models
from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import requires, store_of
from apps.accounts.forms import people_of
from apps.accounts.models import Post, Store, User
from apps.audit.models import Act, Seal
from apps.desk.settings.audit_words import WHATS, column_words

KEPT_DAYS = 90
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)  # days typed beyond these find nothing


def tracked_models() -> list[type]:
    """Models whose changes are kept."""
    return [
        model.pgh_tracked_model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and getattr(model, "pgh_tracked_model", None)
    ]


class AuditFilter(forms.Form):
    table = forms.ChoiceField(label=_("Table"), required=False)
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=DAY)
    row = forms.IntegerField(label=pgettext_lazy("log", "Row"), required=False, min_value=1, max_value=2**62)
    request = forms.CharField(label=_("Request"), required=False, max_length=36)

    def __init__(self, *args: object, store: Store, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(store)
        names = sorted((str(m._meta.verbose_name), m._meta.label) for m in tracked_models())
        self.fields["table"].choices = [("", _("All")), *((label, name) for name, label in names)]


class ActFilter(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=DAY)
    where = forms.CharField(label=_("Page"), required=False, max_length=80)
    row = forms.CharField(label=pgettext_lazy("log", "Row"), required=False, max_length=80)
    request = forms.CharField(label=_("Request"), required=False, max_length=36)

    def __init__(self, *args: object, store: Store, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(store)


@requires("settings.audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Changes by people of the store and by background work; who works elsewhere is not listed here."""
    store = store_of(request.user)
    form = AuditFilter(request.GET or None, store=store)
    here = list(Post.objects.filter(store=store).values_list("user_id", flat=True).distinct())
    events = pghistory.models.Events.objects.filter(
        Q(pgh_context__user__in=here) | Q(pgh_context__user__isnull=True) | Q(pgh_context__user=None),
        pgh_created_at__gte=request.now - timedelta(days=KEPT_DAYS),
    )
    if form.is_bound and form.is_valid():
        events = events.filter(**_wanted(form.cleaned_data, zone=ZoneInfo(store.tz)))
    page = Paginator(events.order_by("-pgh_created_at", "-pgh_slug"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "rows": _rows(list(page)), "nav": "settings", "now": request.now}
    context |= {"tabs": _tabs("audit"), "seal": Seal.objects.order_by("pk").last()}
    return render(request, "desk/settings/audit.html", context)


def _wanted(given: dict[str, Any], *, zone: ZoneInfo) -> dict[str, Any]:
    """The filters as a query over the events; a day is the store's own."""
    found: dict[str, Any] = {}
    if given["table"]:
        found["pgh_obj_model"] = given["table"]
    if given["person"]:
        found["pgh_context__user"] = given["person"].pk
    if given["row"]:
        found["pgh_obj_id"] = str(given["row"])
    if given["request"]:
        found["pgh_context__request__startswith"] = given["request"].strip()
    if given["day"]:
        found |= dict(
            zip(("pgh_created_at__gte", "pgh_created_at__lt"), _bounds(given["day"], zone), strict=True)
        )
    return found


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    day = min(max(day, FIRST_DAY), LAST_DAY)
    start = datetime.combine(day, time(), zone)
    return start, datetime.combine(day + timedelta(days=1), time(), zone)


def _tabs(current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(f"desk:{name}"), "current": name == current}
        for name, label in (("audit", gettext("Changes")), ("audit_requests", gettext("Requests")))
    ]


@requires("settings.audit")
def audit_requests(request: HttpRequest) -> HttpResponse:
    """What people of the store asked pages to do, found by person, day, page, row or number of the request."""
    store = store_of(request.user)
    form = ActFilter(request.GET or None, store=store)
    here = Post.objects.filter(store=store).values("user_id")
    acts = Act.objects.filter(by__in=here).select_related("by")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        words = {"page__icontains": given["where"], "object": given["row"], "by": given["person"]}
        acts = acts.filter(**{name: value for name, value in words.items() if value})
        if given["request"]:
            acts = acts.filter(request__startswith=given["request"].strip())
        if given["day"]:
            start, end = _bounds(given["day"], ZoneInfo(store.tz))
            acts = acts.filter(at__gte=start, at__lt=end)
    page = Paginator(acts.order_by("-at", "-pk"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "nav": "settings", "now": request.now}
    return render(request, "desk/settings/audit_requests.html", context | {"tabs": _tabs("audit_requests")})


def _rows(events: list[pghistory.models.Events]) -> list[dict[str, object]]:
    """One line per event: when, who or which job, which row, which columns."""
    people = User.objects.in_bulk(
        {e.pgh_context["user"] for e in events if (e.pgh_context or {}).get("user")}
    )
    labels = {model._meta.label: model._meta.verbose_name for model in tracked_models()}
    return [
        {
            "at": event.pgh_created_at,
            "who": people.get((event.pgh_context or {}).get("user"))
            or (event.pgh_context or {}).get("job")
            or (event.pgh_context or {}).get("command")
            or "–",
            "request": ((event.pgh_context or {}).get("request") or "")[:8],
            "what": event.pgh_label,
            "word": WHATS.get(event.pgh_label, event.pgh_label),
            "table": labels.get(event.pgh_obj_model, event.pgh_obj_model),
            "row": event.pgh_obj_id,
            "columns": gettext(", ").join(column_words(event.pgh_obj_model, list(event.pgh_diff or {}))),
        }
        for event in events
    ]
