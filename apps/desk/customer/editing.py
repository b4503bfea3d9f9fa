"""One form on a page of its own, for everything people add to or correct in a customer's file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.core.refusal import Refused
from apps.customers.forms import add_refusal
from apps.customers.models import Customer


@dataclass(frozen=True)
class Edit:
    """`save` takes the cleaned data and, where `row` carries a version, the version the person saw."""

    customer: Customer
    title: str
    form: Callable[..., forms.BaseForm]
    save: Callable[..., Any]
    done: str
    initial: dict[str, Any] | None = None
    row: models.Model | None = None
    text: str = ""
    word: str = ""


def edit_page(request: HttpRequest, edit: Edit) -> HttpResponse:
    """Show the form, or save and go back to the customer. A refusal keeps what was typed; a stale page shows both."""
    if request.method == "GET":
        return _page(request, edit, edit.form(initial=edit.initial), version=_version(edit))
    form = edit.form(request.POST)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    if not form.is_valid():
        return _page(request, edit, form, version=version or None, status=400)
    try:
        edit.save(form.cleaned_data, **({"version": version} if edit.row is not None else {}))
    except Refused as refusal:
        return _refused(request, edit, form, refusal, version=version)
    messages.success(request, edit.done)
    return redirect("desk:customer", edit.customer.pk)


def _refused(
    request: HttpRequest, edit: Edit, form: forms.BaseForm, refusal: Refused, *, version: int
) -> HttpResponse:
    add_refusal(form, refusal)
    changes = []
    if refusal.code == "stale" and edit.row is not None:
        edit.row.refresh_from_db()
        changes = _differences(edit.row, form)
        version = edit.row.version
    return _page(request, edit, form, version=version or None, changes=changes, status=refusal.status)


def _version(edit: Edit) -> int | None:
    return edit.row.version if edit.row is not None else None


def _differences(row: models.Model, form: forms.BaseForm) -> list[dict[str, object]]:
    return [
        {"label": form.fields[name].label, "theirs": getattr(row, name), "yours": value}
        for name, value in form.cleaned_data.items()
        if hasattr(row, name) and getattr(row, name) != value
    ]


def _page(
    request: HttpRequest,
    edit: Edit,
    form: forms.BaseForm,
    *,
    version: int | None,
    changes: list[dict[str, object]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "nav": "customers",
        "edit": edit,
        "customer": edit.customer,
        "form": form,
        "version": version,
        "changes": changes,
        "now": request.now,
    }
    return render(request, "desk/customer/edit.html", context, status=status)
