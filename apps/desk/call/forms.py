"""What the call screen sends: outcome, answers, words, appointment, and the complaint that unfolds."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.callbacks.services import AttemptEntry
from apps.callbacks.services.data_check import LABELS
from apps.complaints.models import Category, Complaint

ANSWER, CHECK, ALSO, FIX = "answer-", "check-", "also-", "fix-"
KEPT = (
    "outcome", "phone", "note", "problem", "suggestion", "question", "slot", "appointment", "off_window_reason",
    "opt_out", "opt_out_reason",
    "open_complaint", "complaint_category", "complaint_level", "complaint_text", "complaint_demand",
)  # fmt: skip
RIGHT, WRONG, OTHER = "right", "wrong", "other"


class CallForm(forms.Form):
    """The scalar fields; answers and marks are read beside it, because their names come from the questions."""

    outcome = forms.CharField(
        max_length=20, error_messages={"required": _("Please choose how the call ended.")}
    )
    phone = forms.IntegerField(required=False)
    note = forms.CharField(required=False, strip=True)
    problem = forms.CharField(required=False, strip=True)
    suggestion = forms.CharField(required=False, strip=True)
    question = forms.CharField(required=False, strip=True)
    slot = forms.CharField(required=False)
    appointment = forms.CharField(required=False)
    off_window_reason = forms.CharField(required=False)
    opt_out = forms.CharField(required=False)
    opt_out_reason = forms.CharField(required=False, max_length=200)
    request_key = forms.UUIDField(initial=uuid4)
    called_at = forms.CharField(required=False)
    earlier_reason = forms.CharField(required=False, max_length=200)
    open_complaint = forms.BooleanField(required=False)
    complaint_category = forms.ModelChoiceField(
        Category.objects.filter(retired_on__isnull=True), required=False
    )
    complaint_level = forms.ChoiceField(choices=Complaint.Level, required=False)
    complaint_text = forms.CharField(required=False)
    complaint_demand = forms.CharField(required=False)

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = store

    def clean(self) -> dict[str, Any]:
        """`appointment_at`: the start of the chosen slot or the moment typed; `earlier_at`: a call made before."""
        data = super().clean()
        slot = data.get("slot") or ""
        typed = data.get("appointment") if slot in ("", OTHER) else slot
        data["appointment_at"] = self._moment(typed or "", field="appointment")
        data["earlier_at"] = self._moment(data.get("called_at") or "", field="called_at")
        if data.get("open_complaint"):
            self._check_complaint(data)
        return data

    def _moment(self, text: str, *, field: str) -> datetime | None:
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.store.tz))).astimezone(UTC)
        except (ValueError, OverflowError):
            self.add_error(field, _("Please enter day and time."))
            return None

    def _check_complaint(self, data: dict[str, Any]) -> None:
        if data.get("complaint_category") is None:
            self.add_error("complaint_category", _("Please choose a category."))
        if not data.get("complaint_text"):
            self.add_error("complaint_text", _("Please write down what the customer said."))

    def entry(self, *, started_at: datetime, inbound: bool = False) -> AttemptEntry:
        """The attempt as the verb wants it."""
        data = self.cleaned_data
        return AttemptEntry(
            outcome_code=data["outcome"],
            started_at=started_at,
            request_key=data["request_key"],
            phone_id=data["phone"],
            answers=answers_in(self.data),
            checked=checks_in(self.data),
            fixes=fixes_in(self.data),
            note=data["note"],
            problem=data["problem"],
            suggestion=data["suggestion"],
            question=data["question"],
            appointment_at=data["appointment_at"],
            off_window_reason=data["off_window_reason"],
            opt_out=data["opt_out"],
            inbound=inbound,
            opt_out_reason=data["opt_out_reason"],
        )


def answers_in(data: Mapping[str, Any]) -> dict[int, str]:
    """Question id to what was answered; names that are no question's are left out."""
    found = {name.removeprefix(ANSWER): value for name, value in data.items() if name.startswith(ANSWER)}
    return {int(pk): value for pk, value in found.items() if pk.isascii() and pk.isdigit() and len(pk) < 19}


def checks_in(data: Mapping[str, Any]) -> dict[str, bool]:
    """Field of the customer's data to right or wrong, where it was marked."""
    marks = {name.removeprefix(CHECK): value for name, value in data.items() if name.startswith(CHECK)}
    return {name: mark == RIGHT for name, mark in marks.items() if mark in (RIGHT, WRONG)}


def fixes_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Field of the customer's data to the right value, where one was typed for a wrong or missing one."""
    typed = {name: data.get(f"{FIX}{name}", "").strip() for name in LABELS}
    stays = {name for name, right in checks_in(data).items() if right}
    return {name: value for name, value in typed.items() if value and name not in stays}


def kept_of(data: QueryDict) -> dict[str, str]:
    """What a draft keeps of a sent form."""
    return {
        name: value
        for name, value in data.items()
        if value and (name in KEPT or name.startswith((ANSWER, CHECK, ALSO, FIX)))
    }


def fresh_key() -> UUID:
    """A key for one page: saving it twice is saving it once."""
    return uuid4()
