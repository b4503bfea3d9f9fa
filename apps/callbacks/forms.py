"""Forms of the manager's and the clerk's pages."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, Store, User
from apps.callbacks.models import Inquiry, SpotCheckItem
from apps.callbacks.services import CANCEL_CODES, RULES
from apps.callbacks.services.hand_over import CALLERS
from apps.core.flat_select import FlatSelect, FlatText
from apps.customers.models import Order

MOST_KM = 2_000_000


def day_input() -> forms.DateInput:
    """A day picker; browsers take ISO days only."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def callers(store: Store, *, on: Any) -> Any:
    """Who may be given calls today."""
    holding = User.objects.filter(posts__role__in=CALLERS, posts__store=store, posts__from_day__lte=on)
    return User.objects.present(on).filter(pk__in=holding.values("pk")).order_by("name", "pk")


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("New agent"), empty_label=_("Please choose"), widget=FlatSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=FlatText)

    def __init__(self, *args: Any, store: Store, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reassign_%s", **kwargs)
        # Nothing is asked for a form that is only shown: the page that shows it knows the people already.
        if self.is_bound:
            self.fields["to"].queryset = callers(store, on=on)


class CancelForm(forms.Form):
    code = forms.ChoiceField(label=_("Why"), choices=list(CANCEL_CODES.items()), widget=FlatSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=FlatText)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="cancel_%s", **kwargs)


class OrderForm(forms.ModelForm):
    """What may be corrected on a document; the reason is kept with the change."""

    reason = forms.CharField(label=_("Reason"), max_length=500)

    class Meta:
        model = Order
        fields = ["number", "document_day", "served_by", "repair_type", "mileage", "amount"]
        labels = {"number": _("Document number"), "served_by": _("Consultant or advisor")}
        widgets = {"document_day": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        store = self.instance.store
        people = User.objects.filter(posts__store=store, is_active=True).distinct().order_by("name", "pk")
        self.fields["served_by"].queryset = people
        self.fields["served_by"].empty_label = "–"
        self.fields["mileage"].validators.append(MaxValueValidator(MOST_KM))

    def _post_clean(self) -> None:
        """The verb writes the row: the form leaves it untouched."""

    def changes(self) -> dict[str, Any]:
        """Fields whose value differs from the stored one."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {name: value for name, value in values.items() if value != getattr(self.instance, name)}


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=FlatText)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="void_%s", **kwargs)


class DrawForm(forms.Form):
    first_day = forms.DateField(label=_("Due from"), widget=day_input())
    last_day = forms.DateField(label=_("Due until"), widget=day_input())
    rule = forms.ChoiceField(label=_("Draw"), choices=list(RULES.items()))
    size = forms.IntegerField(
        label=_("How many"),
        initial=10,
        min_value=1,
        max_value=200,
        help_text=_("Of the overdue all are taken, up to 200."),
    )
    agent = forms.ModelChoiceField(
        User.objects.none(), label=_("Agent"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(posts__role__in=CALLERS, posts__store=store)
        self.fields["agent"].queryset = people.distinct().order_by("name", "pk")


class VerdictForm(forms.ModelForm):
    class Meta:
        model = SpotCheckItem
        fields = ["verdict", "remark"]
        widgets = {"remark": forms.TextInput(attrs={"placeholder": _("Remark")})}


class AnswerForm(forms.Form):
    """What the customer was told; a suggestion also says what becomes of it."""

    reply = forms.CharField(
        label=_("What the customer was told"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    channel = forms.ChoiceField(label=_("Told"), choices=Inquiry.Channel.choices)
    department_kind = forms.ChoiceField(
        label=_("Concerns"), choices=[("", "–"), *Department.Kind.choices], required=False
    )
    adopted = forms.TypedChoiceField(
        label=_("Adopted"),
        choices=[("", _("Please choose")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    why = forms.CharField(label=_("Why not, or how"), max_length=500, required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, silent: bool = False, **kwargs: Any) -> None:
        """`silent`: the customer does not want to be called, so a reply is a message unless one says otherwise."""
        initial = {"department_kind": inquiry.department_kind}
        if silent:
            initial["channel"] = Inquiry.Channel.MESSAGE
        super().__init__(*args, initial=initial, **kwargs)
        if inquiry.kind == Inquiry.Kind.QUESTION:
            del self.fields["adopted"], self.fields["why"]


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=_("Please choose"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=FlatText)

    def __init__(self, *args: Any, store: Store, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="over_%s", **kwargs)
        here = User.objects.present(on).filter(posts__store=store, posts__from_day__lte=on)
        self.fields["to"].queryset = here.distinct().order_by("name", "pk")


class DismissForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=FlatText)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="dismiss_%s", **kwargs)


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("Remark"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What stood out today, what is left for tomorrow."),
    )
