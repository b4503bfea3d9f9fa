"""What customers answer: mostly content, sometimes sour, rarely angry enough to complain (S05)."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from random import Random

from apps.callbacks import services as calls
from apps.callbacks.models import Callback, Question
from apps.desk.demo.scene import Scene

GOOD = (("5", 70), ("4", 24), ("3", 4), ("0", 2))
SOUR_SHARE, ANGRY_SHARE = 0.035, 0.019
DOUBTS = 0.04


class Mood(Enum):
    FINE = "fine"
    SOUR = "sour"
    ANGRY = "angry"


def mood_of(callback: Callback, *, draw: Random, scene: Scene) -> Mood:
    """Complaints come from delivery and repair calls only."""
    if callback.kind not in (Callback.Kind.DELIVERY, Callback.Kind.REPAIR):
        return Mood.FINE
    luck = draw.random()
    if luck < ANGRY_SHARE:
        return Mood.ANGRY
    return Mood.SOUR if luck < ANGRY_SHARE + SOUR_SHARE else Mood.FINE


def answers_of(callback: Callback, *, mood: Mood, draw: Random, on: date) -> Mapping[int, str]:
    """A value for every question of the set in force that day; one bad answer where the mood is not fine."""
    found = calls.question_set_for(callback.kind, on=on)
    if found is None:
        return {}
    questions = list(found.questions.all())
    values = {question.pk: _good(question, draw=draw) for question in questions}
    if mood is not Mood.FINE:
        worst = draw.choice([one for one in questions if one.type == Question.Type.RATING])
        values[worst.pk] = "1" if mood is Mood.ANGRY else "2"
        values[questions[-2].pk] = "2" if mood is Mood.ANGRY else "3"
    return values


def _good(question: Question, *, draw: Random) -> str:
    if question.type == Question.Type.RATING:
        values, weights = zip(*GOOD, strict=True)
        return draw.choices(values, weights)[0]
    return "2" if question.type == Question.Type.YES_NO and draw.random() < DOUBTS else "1"
