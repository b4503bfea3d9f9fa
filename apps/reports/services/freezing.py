"""What a report says at its submission: numbers, and one canonical text with its fingerprints (S15, 4.4)."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation

from apps.accounts.models import User
from apps.reports.figures import BY_CODE
from apps.reports.models import (
    DraftFigure,
    FigureRow,
    FrozenFigure,
    Issue,
    IssueWords,
    Paper,
    PaperVoice,
    Seal,
)
from apps.reports.services.voices import voice_rows
from apps.reports.services.wording import Definition, Wording

# The draft's own rows, as they are: nothing is read out and written in again.
COPY = """
INSERT INTO reports_frozenfigure (issue_id, key, part, numerator, base, previous_numerator, previous_base,
                                  earlier_numerator, earlier_base, target, is_small, trend)
SELECT issue_id, key, part, numerator, base, previous_numerator, previous_base,
       earlier_numerator, earlier_base, target, is_small, trend
  FROM reports_draftfigure WHERE issue_id = %s ORDER BY id
"""
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def freeze(issue: Issue, *, now: datetime) -> Seal:
    """Copy the draft's numbers, write down every word that stands beside them, and seal both.

    Definitions and names are kept in every language of the house, so a later reader needs nothing else.
    """
    rows = list(DraftFigure.objects.filter(issue=issue).order_by("pk").values(*FigureRow.NUMBERS))
    with connection.cursor() as cursor:
        cursor.execute(COPY, [issue.pk])
    body = canonical(_told(issue, {row["part"] for row in rows}))
    Paper.objects.create(issue=issue, body=body)
    PaperVoice.objects.bulk_create(voice_rows(issue, languages=LANGUAGES))
    paper = fingerprint(paper_text(issue, body))
    return Seal.objects.create(issue=issue, numbers=digest_of(rows), paper=paper, at=now)


def paper_text(issue: Issue, body: str) -> str:
    """Everything in words that a submitted report says, as one text."""
    voices = PaperVoice.objects.filter(issue=issue).order_by("position")
    return canonical([body, list(voices.values_list("kind", "text", "about", "department", "area"))])


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """The fingerprint of numbers, whatever order and scale they come in."""
    lines = sorted([_plain(row[name]) for name in FigureRow.NUMBERS] for row in rows)
    return fingerprint(canonical(lines))


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list):
        return canonical(value)
    return value if isinstance(value, str) else f"{value:.2f}"


def canonical(told: object) -> str:
    """JSON with one spelling: the same facts give the same bytes."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def seal_state(issue: Issue) -> str:
    """Is the report still what was signed? intact, "words" (a person's words were erased since) or broken."""
    seal, paper = getattr(issue, "seal", None), getattr(issue, "paper", None)
    if seal is None or paper is None:
        return ""
    numbers = FrozenFigure.objects.filter(issue=issue).values(*FigureRow.NUMBERS)
    if digest_of(numbers) != seal.numbers:
        return "broken"
    return "intact" if fingerprint(paper_text(issue, paper.body)) == seal.paper else "words"


def _told(issue: Issue, parts: set[str]) -> dict[str, Any]:
    wording = Wording(BY_CODE[issue.kind], issue.period, issue.store)
    words = getattr(issue, "words", None) or IssueWords()
    return {
        "kind": issue.kind,
        "start": issue.start.isoformat(),
        "end": issue.end.isoformat(),
        "number": issue.number,
        "store": whose(issue),
        "signs": _signs(issue),
        "rules": dict(wording.rules),
        "words": {name: getattr(words, name) for name in ("problems", "suggestions", "remark")},
        "departments": words_by_department(issue),
        "said": {language: _said(wording, parts, language) for language in LANGUAGES},
    }


def _said(wording: Wording, parts: set[str], language: str) -> dict[str, Any]:
    """Definitions and names in one language; names in the order in which tables show them."""
    with translation.override(language):
        labels = wording.labels(parts)
        return {
            "definitions": [Definition.of(figure).stored() for figure in wording.figures.values()],
            "labels": {dimension: list(names.items()) for dimension, names in labels.names.items()},
        }


def _signs(issue: Issue) -> dict[str, Any]:
    people: dict[str, tuple[User | None, datetime | None]] = {
        "prepared": (issue.prepared_by, issue.prepared_at),
        "reviewed": (issue.reviewed_by, issue.reviewed_at),
        "submitted": (issue.submitted_by, issue.submitted_at),
    }
    return {name: [str(who), at and at.isoformat()] for name, (who, at) in people.items() if who is not None}


def whose(issue: Issue) -> str:
    """The store, and the department of a report about one."""
    return " · ".join(str(one) for one in (issue.store, issue.department) if one is not None)


def stored_body(issue: Issue) -> dict[str, Any] | None:
    """What the paper of a submitted report says; None for a draft."""
    paper = getattr(issue, "paper", None) if issue.is_frozen else None
    return None if paper is None else json.loads(paper.body)


def words_by_department(issue: Issue) -> list[dict[str, Any]]:
    """问题 and 建议 for each department about which something was written; a paper's own when submitted."""
    body = stored_body(issue)
    if body is not None:
        return body["departments"]
    rows = issue.department_words.select_related("department").order_by("department_id")
    return [
        {
            "department": row.department_id,
            "name": row.department.name,
            "problems": row.problems,
            "suggestions": row.suggestions,
        }
        for row in rows
    ]
