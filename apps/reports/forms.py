"""What people type into a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.reports.models import Issue
from apps.reports.services import possible_preparers


class WordsForm(forms.Form):
    problems = forms.CharField(
        label=_("Problems"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What stands out in this period and why. Optional."),
    )
    suggestions = forms.CharField(
        label=_("Suggestions"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What should change, by whom. Optional."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """A step without words; the version says which state of the report the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(MoveForm):
    remark = forms.CharField(
        label=_("Remark (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReturnForm(MoveForm):
    remark = forms.CharField(
        label=_("What should change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Prepared by"), queryset=User.objects.none())

    def __init__(self, *args: Any, issue: Issue, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = possible_preparers(issue.store, now=now)
