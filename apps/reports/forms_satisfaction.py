"""What people type about a month's satisfaction: a score of the brand, the meeting's record, a reward or fine."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, Store, User
from apps.core.worktime import Period
from apps.penalties.forms import SLIP_WORDS
from apps.reports.forms import day_field
from apps.reports.models import SatisfactionMeeting
from apps.reports.services.satisfaction import BRAND, LONGEST, WORTHS


def staff_of(store: Store, month: date) -> QuerySet[User]:
    """Who held a post in the store in the month or since."""
    held = User.objects.filter(posts__store=store).exclude(posts__until_day__lt=month)
    return held.distinct().order_by("name", "pk")


class ScoreForm(forms.Form):
    indicator = forms.ChoiceField(label=_("Indicator"), choices=[(one.value, one.label) for one in BRAND])
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("The whole store"),
    )
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    score = forms.DecimalField(label=_("Score"), max_digits=5, decimal_places=1, min_value=0, max_value=1000)
    target = forms.DecimalField(
        label=_("Target"), max_digits=5, decimal_places=1, min_value=0, max_value=1000, required=False
    )

    def __init__(self, *args: Any, store: Store, month: date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="score_%s", **kwargs)
        self.fields["department"].queryset = store.departments.order_by("pk")
        self.fields["person"].queryset = staff_of(store, month)


class ListForm(forms.Form):
    """The brand's list of a month."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "xlsx with the columns Indicator (CSS or CSI) and Score; Department, Person and Target if known."
        ),
    )
    published_on = forms.DateField(label=_("Published on"), required=False, widget=day_field())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="list_%s", **kwargs)


class RecordForm(forms.Form):
    published_on = forms.DateField(label=_("Scores published on"), required=False, widget=day_field())
    held_on = forms.DateField(label=_("Held on"), widget=day_field())
    chair = forms.ModelChoiceField(
        label=_("Chair"), queryset=User.objects.none(), empty_label=_("Please choose")
    )
    present = forms.ModelMultipleChoiceField(
        label=_("Present"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label=_("What was said"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    decisions = forms.CharField(
        label=_("What was decided"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is to change, by whom and until when; who is rewarded or fined and why."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        store: Store,
        month: date,
        meeting: SatisfactionMeeting | None = None,
        present: Iterable[User] = (),
        **kwargs: Any,
    ) -> None:
        if meeting is not None and meeting.written_at is not None:
            kept = {name: getattr(meeting, name) for name in ("held_on", "minutes", "decisions", "version")}
            kwargs["initial"] = kept | {"chair": meeting.chair_id, "present": [one.pk for one in present]}
        if meeting is not None:
            kwargs["initial"] = kwargs.get("initial", {}) | {"published_on": meeting.published_on}
        super().__init__(*args, auto_id="record_%s", **kwargs)
        self.fields["chair"].queryset = self.fields["present"].queryset = staff_of(store, month)


class ResultForm(forms.Form):
    what = forms.ChoiceField(label=_("What it is"), choices=[(one, SLIP_WORDS[one]) for one in WORTHS])
    subject = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Please choose")
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=8, decimal_places=2)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person concerned can read it."),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Store, month: date, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="result_%s", **kwargs)
        self.fields["request_key"].initial = uuid4
        last = Period.containing("month", month).end
        self.fields["subject"].queryset = staff_of(store, month).filter(posts__from_day__lte=last)
