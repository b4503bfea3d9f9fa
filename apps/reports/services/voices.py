"""What customers said in the period, in their own words: without names, numbers masked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.callbacks.models import AttemptWords
from apps.complaints.models import Complaint
from apps.core.wording import masked_phone
from apps.core.worktime import Period
from apps.reports.figures import Frame, Scope
from apps.reports.figures.marks import KIND_OF_AREA
from apps.reports.models import Issue, PaperVoice
from apps.reports.services.lens import WHOLE, Lens

MOST = 60
PROBLEM, SUGGESTION = PaperVoice.Kind.PROBLEM.value, PaperVoice.Kind.SUGGESTION.value
DIGITS = re.compile(r"(?<![\dA-Za-z])\d[\d\s-]{5,}\d(?!\d)")
VIN = re.compile(r"\b[A-HJ-NPR-Z0-9]{11}([A-HJ-NPR-Z0-9]{6})\b")


@dataclass(frozen=True)
class Voice:
    """What one customer said; a complaint leads to its page for readers who may open it."""

    kind: str
    text: str
    about: str
    complaint: int | None = None

    @property
    def url(self) -> str:
        return reverse("complaints:detail", args=[self.complaint]) if self.complaint else ""


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


def voices_of(period: Period, store: Store, *, lens: Lens) -> Voices:
    """Problems (complaints by department and category, then what agents wrote down) and suggestions of the period, as
    they are now (S15)."""
    frame = Frame(period, Scope(store))
    complaints, other, suggested = _complaints(frame, lens), *_spoken(frame, lens)
    problems = [_of_complaint(row) for row in complaints[:MOST]]
    problems += [_of_call(row, PROBLEM) for row in other[: max(0, MOST - len(problems))]]
    suggestions = [_of_call(row, SUGGESTION) for row in suggested[:MOST]]
    counts = complaints.count() + other.count(), suggested.count()
    return Voices([_shown(one, lens) for one in problems], counts[0], suggestions, counts[1])


def voice_rows(issue: Issue, *, languages: Iterable[str]) -> list[PaperVoice]:
    """Every problem and suggestion of the report's period, to be stored with it at submission."""
    frame = Frame(issue.period, Scope(issue.store))
    complaints, (other, suggested) = _complaints(frame, WHOLE), _spoken(frame, WHOLE)
    found = [(row, PROBLEM) for row in (*complaints, *other)] + [(row, SUGGESTION) for row in suggested]
    rows = [_row(row, kind, issue, position) for position, (row, kind) in enumerate(found)]
    for language in languages:
        with translation.override(language):
            for row, (source, kind) in zip(rows, found, strict=True):
                row.about[language] = _told(source, kind).about
    return rows


def _row(source: Complaint | AttemptWords, kind: str, issue: Issue, position: int) -> PaperVoice:
    row = PaperVoice(issue=issue, position=position, kind=kind, text=_told(source, kind).text)
    if isinstance(source, Complaint):
        row.complaint, row.department_id = source, source.department_id
    else:
        row.attempt_id, row.area = source.attempt_id, source.attempt.callback.kind
    return row


def stored_voices(issue: Issue, *, lens: Lens, language: str) -> Voices:
    """What a submitted report holds, through a reader's lens; an erased person's words are gone."""
    rows = PaperVoice.objects.filter(issue=issue).exclude(text="").order_by("position")
    if not lens.is_whole:
        rows = rows.filter(Q(department__in=lens.departments) | Q(area__in=_areas(lens)))
    found: list[Any] = []
    for kind in (PROBLEM, SUGGESTION):
        of_kind = rows.filter(kind=kind)
        voices = [Voice(kind, row.text, row.about[language], row.complaint_id) for row in of_kind[:MOST]]
        found += [[_shown(voice, lens) for voice in voices], of_kind.count()]
    return Voices(*found)


def _shown(voice: Voice, lens: Lens) -> Voice:
    return voice if lens.drills else replace(voice, complaint=None)


def _areas(lens: Lens) -> list[str]:
    """The kinds of call that are about the reader's departments."""
    return [KIND_OF_AREA[one.kind] for one in lens.departments or () if one.kind in KIND_OF_AREA]


def _complaints(frame: Frame, lens: Lens) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(
        store=frame.store, recorded_at__gte=frame.since, recorded_at__lt=frame.until
    ).exclude(Q(state=Complaint.State.INVALID) | Q(words__text=""))
    if not lens.is_whole:
        rows = rows.filter(department__in=lens.departments)
    related = ("words", "category", "department", "vehicle")
    rows = rows.filter(words__isnull=False).select_related(*related)
    return rows.order_by("department_id", "category__position", "recorded_at", "pk")


def _spoken(frame: Frame, lens: Lens) -> tuple[QuerySet[AttemptWords], QuerySet[AttemptWords]]:
    """Problems that became no complaint, and suggestions."""
    rows = AttemptWords.objects.filter(
        attempt__callback__store=frame.store,
        attempt__started_at__gte=frame.since,
        attempt__started_at__lt=frame.until,
    )
    if not lens.is_whole:
        rows = rows.filter(attempt__callback__kind__in=_areas(lens))
    rows = rows.select_related("attempt__callback__vehicle").order_by("attempt__started_at", "pk")
    return rows.exclude(problem="").filter(attempt__complaint__isnull=True), rows.exclude(suggestion="")


def _told(source: Complaint | AttemptWords, kind: str) -> Voice:
    return _of_complaint(source) if isinstance(source, Complaint) else _of_call(source, kind)


def _of_complaint(row: Complaint) -> Voice:
    number = _("Complaint %(number)s") % {"number": row.number}
    model = row.vehicle.model if row.vehicle else ""
    about = _about(row.department, row.category, model, number)
    return Voice(PROBLEM, masked_text(row.words.text), about, row.pk)


def _of_call(row: AttemptWords, kind: str) -> Voice:
    callback = row.attempt.callback
    model = callback.vehicle.model if callback.vehicle else ""
    about = _about(callback.get_kind_display(), model)
    return Voice(kind, masked_text(getattr(row, kind)), about)


def _about(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
