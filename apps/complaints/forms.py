"""Forms of complaints: what a step asks for, the filters of the board, the new form."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, User
from apps.complaints.models import Category, Complaint
from apps.complaints.services import people
from apps.customers.models import Order, Vehicle

GROUNDS = {
    "safety": _("Safety"),
    "injury": _("Somebody was hurt"),
    "media": _("Media, authority or lawyer"),
    "demand": _("High demand"),
    "repeat": _("Repeated complaint"),
    "manager": _("The manager's decision"),
}
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
LONGEST_TEXT = 4000


def text_field(label: Any, **given: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **given
    )


class StepForm(forms.Form):
    """What one step asks for; `version` is the row version the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, complaint: Complaint, on: Any, **kwargs: Any) -> None:
        self.complaint, self.on = complaint, on
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = complaint.version
        self.offer()

    def offer(self) -> None:
        """Fill the choices from the complaint."""


class IssueForm(StepForm):
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Responsible department"), empty_label=_("please choose")
    )

    def offer(self) -> None:
        self.fields["department"].queryset = Department.objects.filter(store=self.complaint.store_id)
        self.fields["department"].initial = self.complaint.department_id


class SignForm(StepForm):
    handler = forms.ModelChoiceField(User.objects.none(), label=_("Handler"), empty_label=_("please choose"))

    def offer(self) -> None:
        members = people.members_of(self.complaint.department, on=self.on)
        rows = User.objects.filter(pk__in=[user.pk for user in members]).order_by("name")
        self.fields["handler"].queryset = rows


class ContactForm(StepForm):
    note = text_field(_("What was said with the customer"))


class DraftForm(StepForm):
    cause = text_field(_("Cause"), required=False)
    measure = text_field(_("Measure"), required=False)
    result = text_field(_("Result"), required=False)

    def offer(self) -> None:
        for name in ("cause", "measure", "result"):
            self.fields[name].initial = getattr(self.complaint.words, name)


class ReturnForm(StepForm):
    cause = text_field(_("Cause"))
    measure = text_field(_("Measure"))
    result = text_field(_("Result"), help_text=_("What was done, and what the customer said."))
    liable = forms.ChoiceField(label=_("Who is liable"), choices=Complaint.Liable.choices[1:])

    def offer(self) -> None:
        for name in ("cause", "measure", "result"):
            self.fields[name].initial = getattr(self.complaint.words, name)
        self.fields["liable"].initial = self.complaint.liable


class ReasonForm(StepForm):
    reason = text_field(_("Reason"))


class ExtendForm(StepForm):
    until = forms.DateField(label=_("New closing day"), widget=DAY, help_text=_("The original day is kept."))
    reason = text_field(_("Reason"))


class RaiseForm(StepForm):
    level = forms.ChoiceField(label=_("Level"), choices=Complaint.Level.choices)
    escalation = forms.ChoiceField(label=_("Escalation"), choices=Complaint.Escalation.choices)
    ground = forms.ChoiceField(label=_("Ground"), choices=list(GROUNDS.items()))

    def offer(self) -> None:
        self.fields["level"].initial = self.complaint.level
        self.fields["escalation"].initial = self.complaint.escalation


class CaseForm(StepForm):
    number = forms.CharField(label=_("Manufacturer's case number"), max_length=40)
    received_at = forms.DateTimeField(
        label=_("Received by the manufacturer at"), widget=MOMENT, input_formats=MOMENT_FORMATS
    )


class InvalidForm(StepForm):
    merge_into = forms.ModelChoiceField(
        Complaint.objects.none(), label=_("Duplicate of"), required=False, empty_label=_("not a duplicate")
    )
    reason = text_field(_("Reason"))

    def offer(self) -> None:
        others = Complaint.objects.filter(customer=self.complaint.customer_id, store=self.complaint.store_id)
        others = others.exclude(pk=self.complaint.pk).exclude(state=Complaint.State.INVALID)
        self.fields["merge_into"].queryset = others.order_by("-recorded_at")


class BoardFilter(forms.Form):
    """Filters of the board and its table; their values live in the URL."""

    LANES = (("", _("none")), ("department", _("Department")), ("level", _("Level")))

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("all")
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("all")), *Complaint.Level.choices]
    )
    handler = forms.ModelChoiceField(
        User.objects.none(), label=_("Handler"), required=False, empty_label=_("all")
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("all")), *Complaint.Source.choices]
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
        ("", _("all")),
        ("open", _("all open")),
        *Complaint.State.choices,
        ("unseen", _("not seen yet")),
    )

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    lane = None
    field_order = ["state", "department", "level", "handler", "source", "q"]


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
