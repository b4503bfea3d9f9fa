"""The questionnaire of a call (S05): which version is asked, what was answered, and its freezing at first use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.callbacks.models import Option, Question, QuestionSet
from apps.core.refusal import Refused
from apps.core.remembering import remembered, remembers

LONGEST_ANSWER = 2000
SCORES = range(11)


@dataclass(frozen=True)
class Given:
    """One checked answer: the option chosen, a score of its own, or words."""

    question: Question
    option: Option | None = None
    score: int | None = None
    text: str = ""

    @property
    def is_bad(self) -> bool:
        if self.option:
            return self.option.is_bad
        worst = self.question.bad_up_to
        return self.score is not None and worst is not None and self.score <= worst


def question_set_for(kind: str, *, on: date) -> QuestionSet | None:
    """The newest version of this kind in force on a day, with questions and options; None where there is none."""
    if not remembers():
        return _whole(_newest_first(kind).filter(effective_from__lte=on)).first()
    pk = next((pk for pk, since in _versions(kind) if since <= on), None)
    return None if pk is None else _version(pk)


def _newest_first(kind: str) -> Any:
    released = QuestionSet.objects.filter(kind=kind, effective_from__isnull=False)
    return released.order_by("-effective_from", "-version")


@remembered
def _versions(kind: str) -> list[tuple[int, date]]:
    """Of all days: every day finds what was read for the day before, here and below."""
    return list(_newest_first(kind).values_list("pk", "effective_from"))


@remembered
def _version(pk: int) -> QuestionSet:
    return _whole(QuestionSet.objects).get(pk=pk)


def _whole(sets: Any) -> Any:
    return sets.prefetch_related(Prefetch("questions", Question.objects.prefetch_related("options")))


def check_answers(question_set: QuestionSet | None, answers: Mapping[int, str]) -> list[Given]:
    """The answers as rows to be. Raises Refused naming the field of a missing, unfit or foreign answer."""
    if question_set is None:
        return []
    questions = {question.pk: question for question in question_set.questions.all()}
    foreign = [pk for pk, value in answers.items() if value and pk not in questions]
    if foreign:
        raise Refused(_("The questions have changed. Please answer them again."), code="stale")
    found = [_check(question, str(answers.get(pk) or "").strip()) for pk, question in questions.items()]
    return [given for given in found if given is not None]


def field_of(question: Question) -> str:
    """The name of the question's field on the call screen."""
    return f"answer-{question.pk}"


def _check(question: Question, value: str) -> Given | None:
    if not value:
        if question.mandatory:
            raise Refused(_("Please answer every question."), field=field_of(question), code="invalid")
        return None
    if question.type == Question.Type.TEXT:
        return Given(question, text=_short(question, value))
    if question.type == Question.Type.SCORE:
        return Given(question, score=_score(question, value))
    option = next((one for one in question.options.all() if one.value == value), None)
    if option is None:
        raise Refused(_("This answer cannot be chosen."), field=field_of(question), code="invalid")
    return Given(question, option=option, score=option.score)


def _short(question: Question, value: str) -> str:
    if len(value) > LONGEST_ANSWER:
        message = _("Please keep it under %(count)s characters.") % {"count": LONGEST_ANSWER}
        raise Refused(message, field=field_of(question), code="invalid")
    return value


def _score(question: Question, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) in SCORES):
        raise Refused(_("This answer cannot be chosen."), field=field_of(question), code="invalid")
    return int(value)


def freeze_at_use(question_set: QuestionSet | None, *, now: datetime) -> None:
    """A version somebody has answered is never edited again."""
    if question_set is not None and question_set.frozen_at is None:
        QuestionSet.objects.filter(pk=question_set.pk, frozen_at__isnull=True).update(frozen_at=now)
        question_set.frozen_at = now
