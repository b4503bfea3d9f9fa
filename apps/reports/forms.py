"""What people type into a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, Store, User
from apps.reports.models import CrmCheck, Issue
from apps.reports.services import people_of, possible_preparers
from apps.reports.services.choosing import DAY_SHEET
from apps.reports.services.notes import day_of


def day_field() -> forms.DateInput:
    """The browser's own calendar; it takes its first value in no other form."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class WordsForm(forms.Form):
    """问题 and 建议: of the whole report, and a pair for each department of the store."""

    problems = forms.CharField(
        label=_("Problems"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What stands out in this period and why. Optional."),
    )
    suggestions = forms.CharField(
        label=_("Suggestions"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What should change, by whom. Optional."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, departments: Iterable[Department] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = list(departments)
        for one in self.departments:
            for name, label in (("problems", _("Problems")), ("suggestions", _("Suggestions"))):
                area = forms.Textarea(attrs={"rows": 3})
                self.fields[f"{name}_{one.pk}"] = forms.CharField(
                    label=label, required=False, max_length=4000, widget=area
                )

    @property
    def by_department(self) -> list[tuple[Department, Any, Any]]:
        """Each department with its two fields."""
        return [(one, self[f"problems_{one.pk}"], self[f"suggestions_{one.pk}"]) for one in self.departments]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["departments"] = {
            one.pk: (data.pop(f"problems_{one.pk}", ""), data.pop(f"suggestions_{one.pk}", ""))
            for one in self.departments
        }
        return data


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


class KindsForm(forms.Form):
    """Which kinds of report are made from today on."""

    kinds = forms.MultipleChoiceField(
        choices=[*Issue.Kind.choices, (DAY_SHEET, _("Day sheets"))],
        required=False,
        widget=forms.MultipleHiddenInput,
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class TargetForm(forms.Form):
    """A new target from a day on."""

    key = forms.ChoiceField(label=_("Figure"))
    value = forms.IntegerField(
        label=_("Target"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("In per cent, for CSS and CSI in points. Empty: without a target."),
    )
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = list(labels.items())


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Prepared by"), queryset=User.objects.none())

    def __init__(self, *args: Any, issue: Issue, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = possible_preparers(issue.store, now=now)


class TaskForm(forms.Form):
    """A problem of the report for a department."""

    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none())
    owner = forms.ModelChoiceField(
        label=_("Answered by"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Empty: the head of the department."),
    )
    problem = forms.CharField(
        label=_("What has to be put right"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_day = forms.DateField(
        label=_("To be put right by"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, store: Store, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments = store.departments.order_by("pk")
        self.fields["owner"].queryset = people_of(departments, on=day_of(store, now))


class NewTaskForm(TaskForm):
    """The same, with the report to be chosen: the newest version of each that has numbers."""

    issue = forms.ModelChoiceField(label=_("From the report"), queryset=Issue.objects.none())
    field_order = ("issue", "department", "owner", "problem", "due_day")

    def __init__(self, *args: Any, issues: QuerySet[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issue"].queryset = issues
        self.fields["issue"].label_from_instance = _report_label


def _report_label(issue: Issue) -> str:
    label = f"{issue.get_kind_display()} {issue.period.key}"
    return f"{label} · {issue.department}" if issue.department_id else label


class CrmForm(forms.Form):
    """What stands in the CRM of one day."""

    table = forms.ChoiceField(label=_("Table"), choices=CrmCheck.Table.choices)
    day = forms.DateField(label=_("Day"), widget=day_field())
    listed = forms.CharField(
        label=_("Entries in the CRM"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "One entry a line, copied as it is: number of the complaint, of the manufacturer's case, of the document,"
            " or the customer's phone. Empty: nothing was entered that day."
        ),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
