"""What customers said in the period, in their own words: without names, numbers masked."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.callbacks.models import AttemptWords
from apps.complaints.models import Complaint
from apps.core.wording import masked_phone
from apps.core.worktime import Period
from apps.reports.figures import Frame, Scope
from apps.reports.views.lens import KIND_OF_AREA, Lens

MOST = 30
DIGITS = re.compile(r"(?<![\dA-Za-z])\d[\d\s-]{5,}\d(?!\d)")
VIN = re.compile(r"\b[A-HJ-NPR-Z0-9]{11}([A-HJ-NPR-Z0-9]{6})\b")


@dataclass(frozen=True)
class Voice:
    text: str
    about: str
    url: str = ""


@dataclass(frozen=True)
class Voices:
    """The first of each kind, and how many there are."""

    problems: list[Voice]
    problem_count: int
    suggestions: list[Voice]
    suggestion_count: int


def masked_text(text: str) -> str:
    """The words with phone numbers and chassis numbers hidden."""
    text = VIN.sub(r"***********\1", text.strip())
    return DIGITS.sub(lambda found: masked_phone(re.sub(r"\D", "", found.group())), text)


def voices_of(period: Period, store: Store, *, lens: Lens, until: datetime | None = None) -> Voices:
    """Problems (complaints and what agents wrote down) and suggestions; `until` leaves out what was saved later."""
    frame = Frame(period, Scope(store))
    complaints, spoken = _complaints(frame, lens, until), _spoken(frame, lens, until)
    other = spoken.exclude(problem="").filter(attempt__complaint__isnull=True)
    suggested = spoken.exclude(suggestion="")
    problems = [_of_complaint(row, lens) for row in complaints[:MOST]]
    problems += [_of_call(row, row.problem) for row in other[: max(0, MOST - len(problems))]]
    return Voices(
        problems,
        complaints.count() + other.count(),
        [_of_call(row, row.suggestion) for row in suggested[:MOST]],
        suggested.count(),
    )


def _complaints(frame: Frame, lens: Lens, until: datetime | None) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(
        store=frame.store, recorded_at__gte=frame.since, recorded_at__lt=frame.until
    ).exclude(Q(state=Complaint.State.INVALID) | Q(words__text=""))
    if until is not None:
        rows = rows.filter(recorded_at__lte=until)
    if not lens.is_whole:
        rows = rows.filter(department__in=lens.departments)
    related = ("words", "category", "department", "vehicle")
    return rows.filter(words__isnull=False).select_related(*related).order_by("recorded_at", "pk")


def _spoken(frame: Frame, lens: Lens, until: datetime | None) -> QuerySet[AttemptWords]:
    rows = AttemptWords.objects.filter(
        attempt__callback__store=frame.store,
        attempt__started_at__gte=frame.since,
        attempt__started_at__lt=frame.until,
    )
    if until is not None:
        rows = rows.filter(attempt__saved_at__lte=until)
    if not lens.is_whole:
        kinds = [KIND_OF_AREA[one.kind] for one in lens.departments if one.kind in KIND_OF_AREA]
        rows = rows.filter(attempt__callback__kind__in=kinds)
    return rows.select_related("attempt__callback__vehicle").order_by("attempt__started_at", "pk")


def _of_complaint(row: Complaint, lens: Lens) -> Voice:
    number = _("Complaint %(number)s") % {"number": row.number}
    model = row.vehicle.model if row.vehicle else ""
    url = reverse("complaints:detail", args=[row.pk]) if lens.drills else ""
    return Voice(masked_text(row.words.text), _about(row.category, model, row.department, number), url)


def _of_call(row: AttemptWords, text: str) -> Voice:
    callback = row.attempt.callback
    model = callback.vehicle.model if callback.vehicle else ""
    return Voice(masked_text(text), _about(callback.get_kind_display(), model))


def _about(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
