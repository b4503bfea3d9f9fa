"""Satisfaction from the answers of the period's calls (S18, R29)."""

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import MD5, Concat, Left, NullIf
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Answer, Question
from apps.reports.figures.calls import FOLLOW_UPS
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

SERVED_BY = "attempt__callback__order__served_by_name"


def name_sign(column: str) -> Left:
    """A short sign for a name, so that frozen figures hold no names; the page looks the name up again."""
    return Left(MD5(column), 12)


class Answers(Family):
    """Answers that count for satisfaction, by the moment of the call.

    `area` is the kind of department the question is about; `consultant` who served the customer.
    """

    dims = {
        "kind": F("attempt__callback__kind"),
        "area": NullIf(F("question__department_kind"), Value("")),
        "question": Concat("attempt__callback__kind", Value("."), "question__code"),
        "consultant": Case(When(~Q(**{SERVED_BY: ""}), then=name_sign(SERVED_BY)), default=Value(None)),
    }
    splits = (("kind",), ("area",), ("area", "question"), ("consultant",))
    clock = "attempt__started_at"
    related = (
        "attempt__callback__duty",
        "attempt__callback__customer",
        "attempt__agent",
        "question",
        "option",
    )

    def within(self, frame: Frame) -> QuerySet[Answer]:
        return Answer.objects.filter(
            attempt__callback__store=frame.store,
            attempt__callback__kind__in=FOLLOW_UPS,
            attempt__started_at__gte=frame.since,
            attempt__started_at__lt=frame.until,
            question__counts_for_satisfaction=True,
        ).exclude(question__type=Question.Type.TEXT)


ANSWERS = Answers()
OPINION = Q(score__isnull=False)


def is_good(frame: Frame) -> Q:
    """Ratings by the scores the house counts as satisfied; of 0–10, where nobody marks options, two points are one of
    the five steps (9 and 10 very satisfied, 7 and 8 satisfied); other scales by the mark on the option."""
    good = frame.good_scores
    rating, points = Q(question__type=Question.Type.RATING), Q(question__type=Question.Type.SCORE)
    of_ten = [score for score in range(11) if max(1, (score + 1) // 2) in good]
    return (
        (rating & Q(score__in=good))
        | (points & Q(score__in=of_ten))
        | (~rating & ~points & Q(option__is_good=True))
    )


class Satisfaction(Figure):
    key = "satisfaction"
    label = _("Satisfaction")
    target = "target.satisfaction"
    trended = True
    help = _(
        "Very satisfied and satisfied, of all answers except no opinion (R29); of 0 to 10 points 9 and 10 are very"
        " satisfied, 7 and 8 satisfied."
    )
    family = ANSWERS
    unit = "%"
    counts_answers = True

    def counted(self, frame: Frame) -> Q:
        return OPINION & is_good(frame)

    def base(self, frame: Frame) -> Q:
        return OPINION


class AnswersGiven(Figure):
    key = "answers.given"
    label = _("Answers")
    help = _("Answers to questions that count for satisfaction, by the moment of the call.")
    family = ANSWERS
    splits = (("kind",),)


class AnswersBad(Figure):
    key = "answers.bad"
    label = _("Dissatisfied answers")
    help = _("Marked as bad in the questionnaire; each should lead to a complaint.")
    family = ANSWERS

    def counted(self, frame: Frame) -> Q:
        return Q(is_bad=True)


class AnswersSilent(Figure):
    key = "answers.silent"
    label = _("No opinion")
    help = _("Left out of the rate (R29).")
    family = ANSWERS
    splits = (("kind",),)

    def counted(self, frame: Frame) -> Q:
        return Q(score__isnull=True)


FIGURES = (Satisfaction(), AnswersGiven(), AnswersBad(), AnswersSilent())
