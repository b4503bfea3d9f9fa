"""A question as typed and the answers it offers: fixed scales with a threshold, or choices somebody wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import Department
from apps.callbacks.models import Option, Question
from apps.callbacks.reference import RATING, YES_NO
from apps.core.refusal import Refused

MOST_CHOICES = 8
GOOD, BAD = "good", "bad"
SCORES = {GOOD: 5, "": 3, BAD: 1}
WORST_RATING = 2
HIGHEST = {Question.Type.RATING: 5, Question.Type.SCORE: 10}
LONGEST = {"text_zh": 200, "text_en": 200, "process_step": 40}
LONGEST_CHOICE = 40


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `mark` is good, bad or ""."""

    label_zh: str
    label_en: str = ""
    mark: str = ""


@dataclass(frozen=True)
class QuestionEntry:
    """One question as typed. `bad_up_to` bounds bad ratings and scores; `bad_answer` is yes, no or "" (yes/no)."""

    text_zh: str
    type: str
    text_en: str = ""
    mandatory: bool = True
    counts_for_satisfaction: bool = False
    department_kind: str = ""
    process_step: str = ""
    bad_up_to: int | None = None
    bad_answer: str = ""
    choices: Sequence[Choice] = ()


def check_scale(entry: QuestionEntry) -> None:
    """Raises Refused naming the field of a question that cannot be asked like this."""
    if not entry.text_zh.strip():
        raise Refused(_("Please write the question."), field="text_zh", code="invalid")
    for field, longest in LONGEST.items():
        _refuse_long(getattr(entry, field), longest, field=field)
    if entry.type not in Question.Type.values:
        raise Refused(_("Please choose the kind of answer."), field="type", code="invalid")
    if entry.department_kind and entry.department_kind not in Department.Kind.values:
        raise Refused(_("There is no such department."), field="department_kind", code="invalid")
    highest = HIGHEST.get(entry.type)
    if highest and entry.bad_up_to is not None and not 0 <= entry.bad_up_to < highest:
        message = _("Bad answers end below %(highest)s.") % {"highest": highest}
        raise Refused(message, field="bad_up_to", code="invalid")
    if entry.type == Question.Type.CHOICE:
        _check_choices(entry.choices)
    if entry.counts_for_satisfaction and not _has_good(entry):
        message = _("Say which answer is a good one, or satisfaction cannot count it.")
        raise Refused(message, field="counts_for_satisfaction", code="invalid")


def _has_good(entry: QuestionEntry) -> bool:
    """Can an answer be a good one (R29)? Of yes and no it is the one that is not bad; a text has none."""
    if entry.type == Question.Type.YES_NO:
        return bool(entry.bad_answer)
    if entry.type == Question.Type.CHOICE:
        return any(choice.mark == GOOD for choice in entry.choices)
    return entry.type != Question.Type.TEXT


def _check_choices(choices: Sequence[Choice]) -> None:
    if not 2 <= len(choices) <= MOST_CHOICES:
        message = _("Please write between 2 and %(most)s answers.") % {"most": MOST_CHOICES}
        raise Refused(message, field="choices", code="invalid")
    for choice in choices:
        _refuse_long(choice.label_zh, LONGEST_CHOICE, field="choices")
        _refuse_long(choice.label_en, LONGEST_CHOICE, field="choices")
    if len({choice.label_zh.strip() for choice in choices}) < len(choices):
        raise Refused(_("Two answers read the same."), field="choices", code="invalid")


def _refuse_long(text: str, longest: int, *, field: str) -> None:
    if len(text.strip()) > longest:
        message = _("Please keep it under %(count)s characters.") % {"count": longest}
        raise Refused(message, field=field, code="invalid")


def write_options(question: Question, entry: QuestionEntry) -> None:
    """Replace the answers of a draft's question."""
    question.options.all().delete()
    if entry.type not in SCALES:
        return
    options = SCALES[entry.type](entry)
    for position, option in enumerate(options, start=1):
        option.question, option.position = question, position
    Option.objects.bulk_create(options)


def _rating(entry: QuestionEntry) -> list[Option]:
    """The five steps and no opinion; bad up to the threshold, the two best are good."""
    worst = WORST_RATING if entry.bad_up_to is None else entry.bad_up_to
    return [
        Option(
            value=value, label_zh=zh, label_en=en, score=score, is_good=good and score > worst,
            is_bad=score is not None and score <= worst,
        )
        for value, zh, en, score, _bad, good in RATING
    ]  # fmt: skip


def _yes_no(entry: QuestionEntry) -> list[Option]:
    """Yes, no and no opinion: which of them is bad is said with the question; the other one is good."""
    bad = {"yes": "1", "no": "2"}.get(entry.bad_answer, "")
    return [
        Option(
            value=value, label_zh=zh, label_en=en, is_bad=value == bad, is_good=bool(bad) and value not in (bad, "0"),
            score=score if not bad or score is None else int(value != bad),
        )
        for value, zh, en, score, _bad, _good in YES_NO
    ]  # fmt: skip


def _choices(entry: QuestionEntry) -> list[Option]:
    return [
        Option(
            value=str(number), label_zh=choice.label_zh.strip(), score=SCORES[choice.mark],
            label_en=choice.label_en.strip() or choice.label_zh.strip(),
            is_bad=choice.mark == BAD, is_good=choice.mark == GOOD,
        )
        for number, choice in enumerate(entry.choices, start=1)
    ]  # fmt: skip


SCALES: dict[str, Callable[[QuestionEntry], list[Option]]] = {
    Question.Type.RATING: _rating,
    Question.Type.YES_NO: _yes_no,
    Question.Type.CHOICE: _choices,
}


def entry_of(question: Question) -> QuestionEntry:
    """The question as it would be typed, for its form."""
    options = list(question.options.all())
    bad = {option.value for option in options if option.is_bad}
    choices = [
        Choice(one.label_zh, one.label_en, BAD if one.is_bad else GOOD if one.is_good else "")
        for one in options
        if question.type == Question.Type.CHOICE
    ]
    worst = max((one.score for one in options if one.is_bad and one.score is not None), default=0)
    return QuestionEntry(
        text_zh=question.text_zh,
        text_en=question.text_en,
        type=question.type,
        mandatory=question.mandatory,
        counts_for_satisfaction=question.counts_for_satisfaction,
        department_kind=question.department_kind,
        process_step=question.process_step,
        bad_up_to=worst if question.type == Question.Type.RATING else question.bad_up_to,
        bad_answer="yes" if "1" in bad else "no" if "2" in bad else "",
        choices=choices,
    )
