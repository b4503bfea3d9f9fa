"""The filters of a segment as a form, and its name."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.customers.models import Consent, Customer, Flag

ANY = ("", _("any"))


def choice(label: object, *choices: tuple[str, object]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[ANY, *choices], required=False)


class SegmentForm(forms.Form):
    kind = choice(_("Kind"), *Customer.Kind.choices)
    model = forms.CharField(label=_("Model contains"), max_length=60, required=False)
    visit = choice(
        _("Last visit"),
        ("within:1", _("within a month")),
        ("within:3", _("within 3 months")),
        ("within:12", _("within a year")),
        ("gone:3", _("not for 3 months")),
        ("gone:6", _("not for 6 months")),
        ("gone:12", _("not for a year")),
        ("never", _("never")),
    )
    flag = choice(_("Flag"), ("any", _("flagged")), *Flag.Kind.choices, ("due", _("review is due")))
    member = choice(_("Member"), ("yes", _("Yes")), ("no", _("No")))
    level = forms.CharField(label=_("Member level"), max_length=40, required=False)
    opt_out = choice(_("Opt-out"), ("none", _("none")), ("any", _("some calls")), ("every", _("every call")))
    consent = choice(_("Consent to"), *Consent.Matter.choices)
    satisfaction = choice(
        _("Satisfaction, last year"),
        ("bad", _("a bad answer")),
        ("good", _("no bad answer")),
        ("unasked", _("not reached")),
    )
    complaint = choice(
        _("Complaint"), ("open", _("open")), ("year", _("within a year")), ("none", _("none within a year"))
    )
    birthday = choice(_("Birthday"), ("1", _("today")), ("7", _("next 7 days")), ("30", _("next 30 days")))
    address = forms.CharField(label=_("Address contains"), max_length=60, required=False)
    missing = choice(
        _("Missing"),
        ("phone", _("valid phone")),
        ("verified", _("phone verified")),
        ("vin", "VIN"),
        ("birthday", _("birthday")),
        ("address", _("address")),
    )

    @property
    def filters(self) -> dict[str, str]:
        """What was asked for; of an invalid form, the good parts."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SegmentNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the segment"), max_length=60)


def words_of(filters: Mapping[str, str]) -> list[str]:
    """The filters as "label: value" in the reader's language."""
    found = []
    for name, field in SegmentForm.base_fields.items():
        value = filters.get(name)
        if value:
            shown = dict(getattr(field, "choices", ())).get(value, value)
            found.append(f"{field.label}{_(': ')}{shown}")
    return found
