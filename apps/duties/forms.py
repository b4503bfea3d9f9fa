from django import forms
from django.utils.translation import gettext_lazy as _

from apps.duties.models import Duty


class ExcuseForm(forms.Form):
    """Nobody answers for a duty: on what ground, and why."""

    cause = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            (Duty.Cause.DECIDED, _("Excused by a manager")),
            (Duty.Cause.OUTAGE, _("The system was down")),
            (Duty.Cause.ABSENT, _("Absent without substitute")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        error_messages={"required": _("An excuse needs a reason.")},
    )
