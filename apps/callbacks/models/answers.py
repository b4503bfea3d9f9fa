"""Answers as rows, so that statistics are SQL (S05, S18)."""

from django.db import models

from apps.callbacks.models.attempts import Attempt
from apps.callbacks.models.questionnaires import Option, Question


class Answer(models.Model):
    """Append-only: the option chosen; free text stands in AnswerWords."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    score = models.SmallIntegerField(null=True)
    is_bad = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"


class AnswerWords(models.Model):
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]
