"""Who changed what: the events of all tables people edit, newest first (S28)."""

from datetime import timedelta

import pghistory.models
from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import requires, store_of
from apps.accounts.forms import people_of
from apps.accounts.models import Post, Store, User
from apps.desk.settings.audit_words import WHATS, column_words

KEPT_DAYS = 90


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

    def __init__(self, *args: object, store: Store, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(store)
        names = sorted((str(m._meta.verbose_name), m._meta.label) for m in tracked_models())
        self.fields["table"].choices = [("", _("All")), *((label, name) for name, label in names)]


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
        if form.cleaned_data["table"]:
            events = events.filter(pgh_obj_model=form.cleaned_data["table"])
        if form.cleaned_data["person"]:
            events = events.filter(pgh_context__user=form.cleaned_data["person"].pk)
    page = Paginator(events.order_by("-pgh_created_at", "-pgh_slug"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "rows": _rows(list(page)), "nav": "settings", "now": request.now}
    return render(request, "desk/settings/audit.html", context)


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
            or "–",
            "what": event.pgh_label,
            "word": WHATS.get(event.pgh_label, event.pgh_label),
            "table": labels.get(event.pgh_obj_model, event.pgh_obj_model),
            "row": event.pgh_obj_id,
            "columns": gettext(", ").join(column_words(event.pgh_obj_model, list(event.pgh_diff or {}))),
        }
        for event in events
    ]
