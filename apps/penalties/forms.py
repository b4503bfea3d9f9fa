"""Forms of the penalty pages: a verb with its reason, filters, a slip by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store, User
from apps.penalties.models import Penalty

VERB_WORDS = {
    "confirm": _("Confirm"),
    "reject": _("Does not hold"),
    "waive": _("Waive"),
    "uphold": _("The penalty stands"),
    "grant": _("Waive the penalty"),
    "accept": _("Accept the suggestion"),
    "decline": _("Decline the suggestion"),
    "reverse": _("Reverse in the open month"),
}


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": 2000})


def _moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class VerbForm(forms.Form):
    """What to do with a penalty and why; `seen` is the moment of the proposal the person looked at."""

    verb = forms.ChoiceField(label=_("Conclusion"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        widget=area(),
        help_text=_("The person concerned can read it."),
        error_messages={"required": _("Please give a reason.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, verbs: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(verb, VERB_WORDS[verb]) for verb in verbs]
        self.fields["verb"].initial = verbs[0]
        if len(verbs) == 1:
            self.fields["verb"].widget = forms.HiddenInput()


class WordsForm(forms.Form):
    """The subject's own words: an explanation or an appeal."""

    reason = forms.CharField(
        label=_("Your words"), widget=area(), error_messages={"required": _("Please give a reason.")}
    )


class CaseFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    subject = forms.ModelChoiceField(
        label=_("Person"), required=False, queryset=User.objects.none(), empty_label=_("All")
    )
    month = forms.DateField(
        label=_("Month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *Penalty.Kind.choices]
        people = Penalty.objects.filter(store=store).order_by().values("subject")
        self.fields["subject"].queryset = User.objects.filter(pk__in=people).order_by("name")


SLIP_WORDS = {
    "fault": _("Fault slip"),
    "reward": _("Reward slip"),
    "satisfaction_fine": _("Satisfaction result below target: fine"),
    "satisfaction_reward": _("Satisfaction result above target: reward"),
}


class SlipForm(forms.Form):
    what = forms.ChoiceField(label=_("What it is"), choices=list(SLIP_WORDS.items()), initial="fault")
    subject = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    fact_day = forms.DateField(
        label=_("Day of the fact"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=8, decimal_places=2)
    reason = forms.CharField(
        label=_("What happened"), widget=area(4), help_text=_("The person concerned can read it.")
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Store, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid4
        people = User.objects.filter(is_active=True, posts__store=store).exclude(pk=by.pk)
        self.fields["subject"].queryset = people.distinct().order_by("name")


class OutageForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("Down from"), widget=_moment_input())
    ends_at = forms.DateTimeField(label=_("Down until"), widget=_moment_input())
    reason = forms.CharField(label=_("What was down"), max_length=200)


class WageFileForm(forms.Form):
    file = forms.FileField(
        label=_("Excel file"), help_text=_("One line a person with the headings Name and Wage.")
    )


class WagesForm(forms.Form):
    """One field a person who held a post in the month; an empty one changes nothing."""

    def __init__(self, *args: Any, people: list[User], known: Mapping[int, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for user in people:
            self.fields[f"wage_{user.pk}"] = forms.DecimalField(
                label=str(user),
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=2,
                initial=known.get(user.pk),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def wages(self) -> dict[int, Decimal]:
        """What was typed, by user id."""
        typed = {int(name.removeprefix("wage_")): value for name, value in self.cleaned_data.items()}
        return {user_id: value for user_id, value in typed.items() if value is not None}
