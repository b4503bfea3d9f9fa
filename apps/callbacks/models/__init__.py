from apps.callbacks.models.answers import Answer, AnswerWords
from apps.callbacks.models.attempts import Attempt, AttemptWords, Outcome
from apps.callbacks.models.calls import Callback, CallbackMove, CallbackMoveWords, Draft
from apps.callbacks.models.checks import SpotCheck, SpotCheckItem
from apps.callbacks.models.corrections import Correction
from apps.callbacks.models.questionnaires import Option, Question, QuestionSet

__all__ = [
    "Answer",
    "AnswerWords",
    "Attempt",
    "AttemptWords",
    "Callback",
    "CallbackMove",
    "CallbackMoveWords",
    "Correction",
    "Draft",
    "Option",
    "Outcome",
    "Question",
    "QuestionSet",
    "SpotCheck",
    "SpotCheckItem",
]
