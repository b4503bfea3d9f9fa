"""Visits, compensation, the investigation report, the typical case, the tree of causes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.complaints.forms.steps import MOMENT, MOMENT_FORMATS, StepForm, text_field
from apps.complaints.models import CauseKind, Compensation


class VisitForm(StepForm):
    visited_at = forms.DateTimeField(label=_("Visited at"), widget=MOMENT, input_formats=MOMENT_FORMATS)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    result = text_field(_("What came of it"))


class CompensationForm(StepForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Compensation.Kind.choices)
    amount = forms.DecimalField(label=_("Amount, CNY"), max_digits=10, decimal_places=2, min_value=0)
    what = text_field(_("What the customer gets, and why"))


class VerdictForm(StepForm):
    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Approve")), ("no", _("Refuse"))),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    reason = text_field(_("Reason"), required=False, help_text=_("A refusal needs one."))


class TypicalCaseForm(StepForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    story = text_field(_("What happened"), help_text=_("No names, numbers, plate or VIN."))
    lesson = text_field(_("What we learn from it"))

    def offer(self) -> None:
        told = getattr(self.complaint, "typical", None)
        for name in ("title", "story", "lesson") if told is not None else ():
            self.fields[name].initial = getattr(told, name)


class InvestigationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    course = text_field(_("Course of events"), required=False)
    findings = text_field(_("Findings"), required=False)
    conclusion = text_field(_("Cause and responsibility"), required=False)
    prevention = text_field(_("So that it does not happen again"), required=False)


class CauseForm(forms.ModelForm):
    """Name or retire one cause; `version` is the one the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CauseKind
        fields = ("name_zh", "name_en", "retired")


class NewCauseForm(forms.Form):
    parent = forms.ModelChoiceField(
        CauseKind.objects.none(), label=_("Group"), required=False, empty_label=_("a new group")
    )
    name_zh = forms.CharField(label=_("name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("name in English"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = CauseKind.objects.filter(parent__isnull=True, retired=False)
