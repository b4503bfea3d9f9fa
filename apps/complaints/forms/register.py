"""The new form 抱怨单, and a customer the house does not know yet."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department
from apps.complaints.forms.steps import MOMENT, MOMENT_FORMATS, text_field
from apps.complaints.models import Category, Complaint
from apps.customers.models import Order, Vehicle


class RegisterForm(forms.Form):
    """The new form 抱怨单; customer, vehicle and order are chosen beside it."""

    source = forms.ChoiceField(label=_("Source"), choices=Complaint.Source.choices, initial="hotline")
    learned_at = forms.DateTimeField(
        label=_("Learned at"),
        widget=MOMENT,
        input_formats=MOMENT_FORMATS,
        required=False,
        help_text=_(
            "When the house learned of it. Empty means now; it has to be recorded within 60 minutes."
        ),
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(retired_on__isnull=True), label=_("Category"), empty_label=None
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("by category")
    )
    level = forms.ChoiceField(label=_("Level"), choices=Complaint.Level.choices, initial="normal")
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Complaint.Urgency.choices, initial="normal")
    escalation = forms.ChoiceField(label=_("Escalation"), choices=Complaint.Escalation.choices)
    line = forms.ChoiceField(label=_("Business line"), choices=Complaint.Line.choices)
    vehicle = forms.ModelChoiceField(
        Vehicle.objects.none(), label=_("Vehicle"), required=False, empty_label=_("none")
    )
    order = forms.ModelChoiceField(
        Order.objects.none(), label=_("Document"), required=False, empty_label=_("none")
    )
    text = text_field(_("What happened, in the customer's words"))
    demand = text_field(_("What the customer wants"), required=False)
    request_key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Any, customer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(store=store)
        if customer is None:
            del self.fields["vehicle"], self.fields["order"]
            return
        vehicles = Vehicle.objects.filter(roles__customer=customer).distinct()
        self.fields["vehicle"].queryset = vehicles
        self.fields["order"].queryset = Order.objects.filter(customer=customer).order_by("-document_day")


class NewcomerForm(forms.Form):
    """Name and number of a customer the house does not know yet."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
