"""Forms of people: set-up, account, users, posts, absences."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Absence, Department, Post, Role, Store, User
from apps.accounts.services import FIRST_DEPARTMENTS

ZONES = [
    (zone, zone) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")
]
DATE = {"type": "date"}


class SetUpForm(forms.Form):
    """The one-time page of an empty house."""

    store_name = forms.CharField(label=_("Name of the store"), max_length=100)
    tz = forms.ChoiceField(label=_("Time zone"), choices=ZONES, initial="Asia/Shanghai")
    departments = forms.CharField(
        label=_("Departments"),
        help_text=_(
            "One a line: the name, then its kind after a comma (care, sales, aftersales, admin, hr, other)."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        initial="\n".join(f"{name}, {kind}" for kind, name in FIRST_DEPARTMENTS),
    )
    name = forms.CharField(label=_("Your name"), max_length=60)
    username = forms.SlugField(label=_("Sign-in name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_departments(self) -> list[tuple[str, str]]:
        """(kind, name) pairs; every house needs customer care and one department that answers complaints."""
        found = []
        for line in self.cleaned_data["departments"].splitlines():
            name, _comma, kind = (part.strip() for part in line.replace("，", ",").partition(","))
            if not name:
                continue
            if kind not in Department.Kind.values:
                raise forms.ValidationError(
                    _("“%(line)s”: name a known kind after the comma.") % {"line": line}
                )
            found.append((kind, name))
        if "care" not in [kind for kind, _name in found] or len(found) < 2:
            raise forms.ValidationError(_("Name the customer-care department and at least one more."))
        if len({name for _kind, name in found}) < len(found):
            raise forms.ValidationError(_("Two departments have the same name."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("password"):
            person = User(username=cleaned.get("username", ""), name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ConfirmForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """A code of the app or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from the app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class NewFactorForm(CodeForm):
    offer = forms.CharField(max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six digits the app shows now.")


class AccountForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")])

    class Meta:
        model = User
        fields = ["name", "email", "language", "theme"]


class PostFields(forms.Form):
    """Role, department and days of a post; departments and people come from the administrator's store."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(store=store).order_by("pk")


class PersonForm(PostFields):
    username = forms.SlugField(label=_("Sign-in name"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ["username", "name", "email", "role", "department"]


class PostForm(PostFields):
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    )
    until_day = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    )
    principal = forms.ModelChoiceField(User.objects.none(), label=_("Deputy for"), required=False)

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, store=store, **kwargs)
        self.fields["principal"].queryset = people_of(store)


class EndPostForm(forms.Form):
    until_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))


class AbsenceForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Substitute"),
        required=False,
        help_text=_("Gets the open calls. Without one the calls are dealt to everybody present."),
    )

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = self.fields["substitute"].queryset = people_of(store)


def people_of(store: Store) -> Any:
    """Active users with a post in the store, by name."""
    return User.objects.filter(
        is_active=True, pk__in=Post.objects.filter(store=store).values("user_id")
    ).order_by("name")


def absences_of(store: Store) -> Any:
    people = Post.objects.filter(store=store).values("user_id")
    return (
        Absence.objects.filter(user_id__in=people)
        .select_related("user", "substitute")
        .order_by("-first_day", "-pk")
    )
