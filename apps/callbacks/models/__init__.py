from apps.callbacks.models.answers import Answer, AnswerWords
from apps.callbacks.models.attempts import Attempt, AttemptWords, Outcome
from apps.callbacks.models.calls import Barred, Callback, CallbackMove, CallbackMoveWords, Draft
from apps.callbacks.models.checks import SpotCheck, SpotCheckItem
from apps.callbacks.models.contacts import InboundCall, Recording, SentMessage, SentMessageWords
from apps.callbacks.models.corrections import Correction
from apps.callbacks.models.day_sheets import DaySheet, DaySheetWords
from apps.callbacks.models.held import HeldSave
from apps.callbacks.models.inquiries import Inquiry, InquiryWords
from apps.callbacks.models.questionnaires import Option, Question, QuestionSet
from apps.callbacks.models.saved_lists import SavedList
from apps.callbacks.models.scripts import Script

__all__ = [
    "Answer",
    "AnswerWords",
    "Attempt",
    "AttemptWords",
    "Barred",
    "Callback",
    "CallbackMove",
    "CallbackMoveWords",
    "Correction",
    "DaySheet",
    "DaySheetWords",
    "Draft",
    "HeldSave",
    "InboundCall",
    "Inquiry",
    "InquiryWords",
    "Option",
    "Outcome",
    "Question",
    "QuestionSet",
    "Recording",
    "SavedList",
    "Script",
    "SentMessage",
    "SentMessageWords",
    "SpotCheck",
    "SpotCheckItem",
]
