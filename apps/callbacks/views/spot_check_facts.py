"""What a checker reads about each call of a sample: dials, answers, words without numbers, the proposed fine (S07)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from apps.callbacks.models import Attempt, SpotCheckItem
from apps.penalties.models import Penalty


@dataclass
class Facts:
    """One call as the house knows it; nobody's phone number is in it."""

    attempts: list[Attempt] = field(default_factory=list)
    penalty: Penalty | None = None

    @property
    def answers(self) -> list[Any]:
        """Answers of the newest dial that has any."""
        return next((found for one in self.attempts if (found := list(one.answers.all()))), [])


def facts_of(items: list[SpotCheckItem]) -> dict[int, Facts]:
    """Facts by call; a bounded number of statements whatever the size of the sample."""
    found: dict[int, Facts] = defaultdict(Facts)
    ids = [item.callback_id for item in items]
    attempts = Attempt.objects.filter(callback__in=ids).select_related(
        "outcome", "agent", "words", "entered_by"
    )
    answers = attempts.prefetch_related("answers__question", "answers__option", "answers__words")
    for attempt in answers.order_by("-started_at", "-pk"):
        found[attempt.callback_id].attempts.append(attempt)
    fines = Penalty.objects.filter(duty__callback__in=ids).select_related("duty__callback", "decided_by")
    for fine in fines.order_by("pk"):
        found[fine.duty.callback.pk].penalty = fine
    return found
