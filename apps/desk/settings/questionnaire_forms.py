"""What is typed to write a questionnaire or a script."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department
from apps.callbacks.models import Question, QuestionSet, Script
from apps.callbacks.services import Choice, QuestionEntry, ScriptEntry

ROWS = 6
MARKS = [("", "–"), ("good", _("good")), ("bad", _("bad"))]
BAD_ANSWERS = [("", _("neither")), ("no", _("No")), ("yes", _("Yes"))]
SAID = ("greeting_zh", "body_zh", "closing_zh", "greeting_en", "body_en", "closing_en")
LANGUAGES = {"zh": "zh-Hans", "en": "en"}


class NamesForm(forms.ModelForm):
    class Meta:
        model = QuestionSet
        fields = ["name_zh", "name_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_en"].required = False

    def _post_clean(self) -> None:
        """The verb writes the row: the form leaves it untouched."""


class ReleaseForm(forms.Form):
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class QuestionForm(forms.Form):
    """One question; which parts apply depends on the kind of answer."""

    text_zh = forms.CharField(label=_("Question in Chinese"), max_length=200)
    text_en = forms.CharField(label=_("Question in English"), max_length=200, required=False)
    type = forms.ChoiceField(label=_("Kind of answer"), choices=Question.Type.choices)
    bad_up_to = forms.IntegerField(
        label=_("Bad up to"),
        min_value=0,
        max_value=9,
        required=False,
        help_text=_("This answer and lower ones unfold the complaint on the call screen."),
    )
    bad_answer = forms.ChoiceField(label=_("Bad answer"), choices=BAD_ANSWERS, required=False)
    department_kind = forms.ChoiceField(
        label=_("Department"), choices=[("", "–"), *Department.Kind.choices], required=False
    )
    process_step = forms.CharField(
        label=_("Process step"),
        max_length=40,
        required=False,
        help_text=_("What the customer's answer says was done: test_drive, estimate …"),
    )
    mandatory = forms.BooleanField(label=_("has to be answered"), required=False, initial=True)
    counts_for_satisfaction = forms.BooleanField(label=_("counts for satisfaction"), required=False)

    def __init__(self, *args: Any, entry: QuestionEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._initial(entry), **kwargs)
        for number in range(1, ROWS + 1):
            self.fields[f"choice_zh_{number}"] = forms.CharField(
                label=_("Answer in Chinese"), max_length=40, required=False
            )
            self.fields[f"choice_en_{number}"] = forms.CharField(
                label=_("Answer in English"), max_length=40, required=False
            )
            self.fields[f"choice_mark_{number}"] = forms.ChoiceField(
                label=_("Mark"), choices=MARKS, required=False
            )

    @staticmethod
    def _initial(entry: QuestionEntry | None) -> dict[str, Any]:
        if entry is None:
            return {"type": Question.Type.RATING, "bad_up_to": 2, "bad_answer": "no"}
        found = {name: value for name, value in vars(entry).items() if name != "choices"}
        for number, choice in enumerate(entry.choices, start=1):
            found |= {
                f"choice_zh_{number}": choice.label_zh,
                f"choice_en_{number}": choice.label_en,
                f"choice_mark_{number}": choice.mark,
            }
        return found

    @property
    def choice_rows(self) -> list[list[Any]]:
        """The fields of the answers to choose, row by row."""
        return [
            [self[f"choice_{part}_{number}"] for part in ("zh", "en", "mark")]
            for number in range(1, ROWS + 1)
        ]

    def entry(self) -> QuestionEntry:
        data = self.cleaned_data
        rows = [
            Choice(*(data.get(f"choice_{part}_{number}") or "" for part in ("zh", "en", "mark")))
            for number in range(1, ROWS + 1)
        ]
        own = {name: value for name, value in data.items() if not name.startswith("choice_")}
        return QuestionEntry(**own, choices=[row for row in rows if row.label_zh.strip()])


class ScriptForm(forms.ModelForm):
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = Script
        fields = [*SAID, "effective_from"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "maxlength": 2000, "lang": LANGUAGES[name[-2:]]})
            for name in SAID
        }

    def _post_clean(self) -> None:
        """The verb writes the row: the form leaves it untouched."""

    def entry(self) -> ScriptEntry:
        return ScriptEntry(**{name: self.cleaned_data.get(name, "") for name in SAID})
