"""Forms of customers: what people type, checked for shape; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.refusal import Refused
from apps.customers.intake.columns import LABELS
from apps.customers.models import Customer, ImportBatch, Order

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
NOTE = forms.Textarea(attrs={"rows": 3})


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal at its field, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("xlsx, xls or csv, as the system exported it; at most 40 MB.")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        initial="DMS",
        help_text=_("Name of the system: what its columns mean is remembered under it."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )


class TableForm(forms.Form):
    """Sheet and heading rows, named by a person."""

    sheet = forms.CharField(max_length=100, widget=forms.HiddenInput)
    first = forms.IntegerField(label=_("Heading in row"), min_value=1, max_value=200_000)
    rows = forms.TypedChoiceField(
        label=_("Height of the heading"), choices=[(1, _("one row")), (2, _("two rows"))], coerce=int
    )


class MappingForm(forms.Form):
    """One choice per column of the list, what its rows are, and what becomes of rows the file hides."""

    kind = forms.ChoiceField(label=_("The rows are"), choices=ImportBatch.Kind.choices)
    hidden = forms.ChoiceField(
        label=_("Rows hidden in the file"),
        choices=[("take", _("take in")), ("leave", _("leave out"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        meanings = {index: name for name, index in batch.mapping.items()}
        choices = [("", _("– not used –")), *LABELS.items()]
        if batch.found.get("hidden"):
            self.fields["hidden"].initial = "leave" if batch.found.get("leave_hidden") else "take"
        else:
            del self.fields["hidden"]
        self.fields["kind"].initial = batch.kind or ImportBatch.Kind.SETTLEMENTS
        for index, header in enumerate(batch.headers):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=header or _("(no heading)"),
                choices=choices,
                required=False,
                initial=meanings.get(index, ""),
            )

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Heading, samples and choice of every column."""
        samples = self.batch.samples
        return [
            {
                "header": header,
                "samples": samples[index] if index < len(samples) else [],
                "field": self[f"column-{index}"],
            }
            for index, header in enumerate(self.batch.headers)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping: dict[str, int] = {}
        for index in range(len(self.batch.headers)):
            name = cleaned.get(f"column-{index}")
            if name and name in mapping:
                self.add_error(f"column-{index}", _("This meaning was chosen for another column too."))
            elif name:
                mapping[name] = index
        cleaned["mapping"] = mapping
        return cleaned


class OrderForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of document"), choices=Order.Kind.choices)
    number = forms.CharField(label=_("Document number"), max_length=40)
    document_day = forms.DateField(label=_("Document day"), widget=DAY)
    customer_name = forms.CharField(label=_("Customer name"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    is_company = forms.BooleanField(label=_("The customer is a company"), required=False)
    plate_no = forms.CharField(label=_("Plate number"), max_length=12, required=False)
    vin = forms.RegexField(
        r"^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$",
        label=_("VIN"),
        required=False,
        error_messages={"invalid": _("A VIN has 17 letters and digits, without I, O and Q.")},
    )
    model = forms.CharField(label=_("Model"), max_length=100, required=False)
    served_by = forms.CharField(label=_("Consultant or advisor"), max_length=60, required=False)
    repair_type = forms.CharField(label=_("Repair type"), max_length=60, required=False)
    mileage = forms.IntegerField(label=_("Mileage, km"), min_value=0, max_value=2_000_000, required=False)
    amount = forms.DecimalField(
        label=_("Amount, CNY"), min_value=0, max_digits=10, decimal_places=2, required=False
    )


class CustomerForm(forms.ModelForm):
    class Meta:
        model = Customer
        fields = ["name", "kind", "gender", "birthday", "id_no", "address", "source", "remark"]
        widgets = {"birthday": DAY, "remark": NOTE}


class PhoneForm(forms.Form):
    number = forms.CharField(
        label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    first = forms.BooleanField(label=_("Call this number first"), required=False)


class MemberForm(forms.Form):
    number = forms.CharField(label=_("Member number"), max_length=40)
    customer_name = forms.CharField(label=_("Name"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    joined_on = forms.DateField(label=_("Joined on"), widget=DAY)
    level = forms.CharField(label=_("Level"), max_length=40, required=False)
    document = forms.CharField(label=_("Source document"), max_length=60, required=False)


class ExpectedForm(forms.Form):
    expected = forms.IntegerField(label=_("Members expected"), min_value=0, max_value=999)


class ExportForm(forms.Form):
    """How many rows beyond the quota, and what for."""

    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=100_000)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stays on record: without names and numbers.")
    )
