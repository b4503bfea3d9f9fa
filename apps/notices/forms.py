"""Chat rooms of departments, and how a person wants to hear."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, Store
from apps.notices.models import ChatRoom

KEEP = _("Empty keeps the one that is stored.")


class NewRoomForm(forms.Form):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    system = forms.ChoiceField(label=_("Chat system"), choices=ChatRoom.System.choices)
    url = forms.URLField(label=_("Address of the robot"), max_length=500, assume_scheme="https")
    secret = forms.CharField(
        label=_("Signing key"), max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = store.departments.order_by("pk")


class RoomForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    system = forms.ChoiceField(label=_("Chat system"), choices=ChatRoom.System.choices)
    url = forms.URLField(
        label=_("Address of the robot"), max_length=500, required=False, help_text=KEEP, assume_scheme="https"
    )
    secret = forms.CharField(
        label=_("Signing key"), max_length=200, required=False, help_text=KEEP,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False)
