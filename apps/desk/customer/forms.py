"""Forms of the customer's file: what people type, checked for shape; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.customers.models import CallKind, Consent, Customer, DataCheck, Flag, Phone, Vehicle, VehicleRole

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
TEXT = forms.Textarea(attrs={"rows": 3})


def reason_field(label: Any = None) -> forms.CharField:
    return forms.CharField(label=label or _("Reason"), max_length=200)


class ReasonForm(forms.Form):
    reason = reason_field()


class OptOutForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of call"), choices=CallKind.choices, required=False)
    vehicle = forms.ModelChoiceField(
        Vehicle.objects.none(), label=_("Vehicle"), required=False, empty_label=_("All vehicles")
    )
    reason = reason_field(_("Why: the customer's words"))

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vehicle"].queryset = Vehicle.objects.filter(roles__customer=customer).distinct()


class FlagForm(forms.Form):
    kind = forms.ChoiceField(label=_("Flag"), choices=Flag.Kind.choices)
    reason = reason_field()
    measure = forms.CharField(label=_("Measure"), widget=TEXT, max_length=2000, required=False)
    review_on = forms.DateField(label=_("Review on"), widget=DAY, required=False)


class ReviewForm(forms.Form):
    reason = reason_field()
    measure = forms.CharField(label=_("Measure"), widget=TEXT, max_length=2000, required=False)
    review_on = forms.DateField(label=_("Next review on"), widget=DAY, required=False)


class ConsentForm(forms.Form):
    matter = forms.ChoiceField(label=_("About"), choices=Consent.Matter.choices)
    given = forms.TypedChoiceField(
        label=_("Consent"),
        choices=[("1", _("given")), ("", _("withdrawn"))],
        coerce=bool,
        required=False,
        empty_value=False,
    )
    at = forms.DateTimeField(label=_("When"), widget=MOMENT)
    channel = forms.ChoiceField(label=_("How"), choices=Consent.Channel.choices)
    evidence = forms.CharField(label=_("Evidence: paper number, recording, message"), max_length=200)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), widget=TEXT, max_length=4000)


class PhoneEditForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Type"), choices=[("", _("by the number itself")), *Phone.Kind.choices], required=False
    )
    validity = forms.ChoiceField(label=_("Validity"), choices=Phone.Validity.choices)
    first = forms.BooleanField(label=_("Call this number first"), required=False)


class RoleForm(forms.Form):
    vehicle = forms.CharField(label=_("Plate or VIN"), max_length=20)
    role = forms.ChoiceField(label=_("Is its"), choices=VehicleRole.Role.choices)
    since = forms.DateField(label=_("From"), widget=DAY, required=False)
    until = forms.DateField(label=_("Until"), widget=DAY, required=False)


class VehicleForm(forms.ModelForm):
    """Names and lengths only: what is a plate or a VIN the verb decides."""

    class Meta:
        model = Vehicle
        fields = ["plate", "vin", "model", "colour", "engine_no"]

    def validate_unique(self) -> None:
        """The verb says whose VIN it is."""


class CheckForm(forms.Form):
    step = forms.ChoiceField(label=_("Check"), choices=DataCheck.Step.choices)
    wrong = forms.MultipleChoiceField(
        label=_("Wrong were"),
        choices=DataCheck.Field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(label=_("What was changed"), max_length=300, required=False)


class MemberEditForm(forms.Form):
    number = forms.CharField(label=_("Member number"), max_length=40)
    level = forms.CharField(label=_("Level"), max_length=40, required=False)
    joined_on = forms.DateField(label=_("Joined on"), widget=DAY, required=False)
    document = forms.CharField(label=_("Source document"), max_length=60, required=False)


class MemberFindingForm(MemberEditForm):
    found = forms.BooleanField(
        label=_("Found wrong in a check"),
        required=False,
        help_text=_("Proposes a fine against whoever entered it (R25), once for the record."),
    )
