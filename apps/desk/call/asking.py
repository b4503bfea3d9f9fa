"""The questionnaire as keys on the call screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.callbacks.models import Question, QuestionSet
from apps.callbacks.services import field_of


@dataclass(frozen=True)
class Ask:
    """One question with its keys; `chosen` is what is answered so far."""

    question: Question
    name: str
    keys: list[dict[str, Any]]
    none: dict[str, Any] | None
    chosen: str
    fault: str = ""


def asks(
    question_set: QuestionSet | None, typed: Mapping[str, Any], faults: Mapping[str, str], *, prefix: str = ""
) -> list[Ask]:
    """The questions of a set; `prefix` keeps those of a second call apart."""
    if question_set is None:
        return []
    return [_ask(question, typed, faults, prefix=prefix) for question in question_set.questions.all()]


def _ask(question: Question, typed: Mapping[str, Any], faults: Mapping[str, str], *, prefix: str) -> Ask:
    name = prefix + field_of(question)
    chosen = str(typed.get(name, ""))
    if question.type == Question.Type.SCORE:
        worst = -1 if question.bad_up_to is None else question.bad_up_to
        keys = [{"value": str(n), "label": "", "bad": n <= worst, "on": chosen == str(n)} for n in range(11)]
        return Ask(question, name, keys, None, chosen, faults.get(name, ""))
    options = [
        {"value": one.value, "label": str(one), "bad": one.is_bad, "on": chosen == one.value}
        for one in question.options.all()
    ]
    none = next((one for one in options if one["value"] == "0"), None)
    keys = [one for one in options if one is not none]
    return Ask(question, name, keys, none, chosen, faults.get(name, ""))
