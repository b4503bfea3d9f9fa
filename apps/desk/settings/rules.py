"""Rule values: in force, history, quoted source, and a change with its effect shown first (S27)."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.access import requires, store_of
from apps.accounts.services import today_in
from apps.core.refusal import Refused
from apps.desk.settings.policy_words import from_typed, in_words, value_field
from apps.desk.settings.preview import preview
from apps.rulebook import services as rulebook
from apps.rulebook.catalogue import KEYS, SECTIONS, PolicyKey
from apps.rulebook.models import PolicyValue
from apps.rulebook.policy import PolicyBook


class RuleForm(forms.Form):
    """A new value of one rule from a day on."""

    effective_from = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    correction = forms.BooleanField(
        label=gettext_lazy("Correction of the past"),
        required=False,
        help_text=gettext_lazy("Needed for a day in the past. Decided and signed things never move."),
    )
    field_order = ["value", "effective_from", "reason", "correction"]

    def __init__(self, *args: Any, key: PolicyKey, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(key, current)
        self.order_fields(self.field_order)


@requires("settings.rules")
def rules(request: HttpRequest) -> HttpResponse:
    store = store_of(request.user)
    today = today_in(store, request.now)
    book = PolicyBook(store)
    sections = [
        (
            label,
            [
                (key, in_words(key, found.value), found.since)
                for key in keys
                for found in [book.in_force(key.key, on=today)]
            ],
        )
        for label, keys in SECTIONS
    ]
    return render(request, "desk/settings/rules.html", {"sections": sections, "nav": "settings"})


@requires("settings.rules")
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: first press shows what would move, second press saves."""
    if key not in KEYS:
        raise Http404
    entry, store = KEYS[key], store_of(request.user)
    today = today_in(store, request.now)
    found = PolicyBook(store, keys=(key,)).in_force(key, on=today)
    form = RuleForm(request.POST or None, key=entry, current=found.value, initial={"effective_from": today})
    effect = None
    if form.is_valid():
        change = partial(_set, request, entry, form.cleaned_data)
        try:
            effect = preview(change, store=store, now=request.now)
            if "save" in request.POST:
                change()
                messages.success(request, _("Saved. Open duties follow within a minute."))
                return redirect("desk:rule", key)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "value", str(refusal))
    history = PolicyValue.objects.filter(key=key).filter(store__in=[store]).select_related("author")
    context = {
        "key": entry,
        "form": form,
        "effect": effect,
        "shipped": in_words(entry, entry.shipped()),
        "current": in_words(entry, found.value),
        "history": [(row, in_words(entry, row.value)) for row in history],
        "nav": "settings",
    }
    return render(request, "desk/settings/rule.html", context, status=400 if form.errors else 200)


def _set(request: HttpRequest, key: PolicyKey, data: dict[str, Any]) -> PolicyValue:
    return rulebook.set_policy(
        key.key,
        from_typed(key, data["value"]),
        store=store_of(request.user),
        effective_from=data["effective_from"],
        reason=data["reason"],
        by=request.user,
        now=request.now,
        correction=data["correction"],
    )
