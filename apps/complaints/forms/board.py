"""Filters of the board and of its table; their values live in the URL."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, User
from apps.complaints.models import Complaint


class BoardFilter(forms.Form):
    """Filters of the board and its table; their values live in the URL."""

    LANES = (("", _("none")), ("department", _("Department")), ("level", _("Level")))

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("All")
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All")), *Complaint.Level.choices]
    )
    handler = forms.ModelChoiceField(
        User.objects.none(), label=_("Handler"), required=False, empty_label=_("All")
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("All")), *Complaint.Source.choices]
    )
    lane = forms.ChoiceField(label=_("Swimlane"), required=False, choices=LANES)
    q = forms.CharField(label=_("Search"), required=False, max_length=60, widget=forms.SearchInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    age = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, departments: Any, handlers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.fields["handler"].queryset = handlers


class TableFilter(BoardFilter):
    STATES = (
        ("", _("All")),
        ("open", _("all open")),
        *Complaint.State.choices,
        ("unseen", _("not seen yet")),
    )

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    lane = None
    field_order = ["state", "department", "level", "handler", "source", "q"]
