"""What a step of a complaint asks for."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, User
from apps.complaints.models import CauseKind, Complaint
from apps.complaints.rules.missing import MISSING
from apps.complaints.services import people

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


class CauseIterator(forms.models.ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for group, causes in groupby(self.queryset, key=lambda cause: cause.parent):
            yield (str(group), [self.choice(cause) for cause in causes])


class CauseField(forms.ModelChoiceField):
    """The tree of causes: groups as headings, their causes to choose from."""

    iterator = CauseIterator


class ReturnForm(StepForm):
    cause = text_field(_("Cause"))
    measure = text_field(_("Measure"))
    result = text_field(_("Result"), help_text=_("What was done, and what the customer said."))
    liable = forms.ChoiceField(
        label=_("Who is liable"), choices=[("", _("please choose")), *Complaint.Liable.choices[1:]]
    )
    cause_kind = CauseField(
        CauseKind.objects.offered(), label=_("Kind of cause"), empty_label=_("please choose")
    )

    def offer(self) -> None:
        for name in ("cause", "measure", "result"):
            self.fields[name].initial = getattr(self.complaint.words, name)
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence
        self.fields["liable"].initial = self.complaint.liable
        self.fields["cause_kind"].initial = self.complaint.cause_kind_id


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
