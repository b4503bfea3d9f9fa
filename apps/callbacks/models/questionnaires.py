"""Question sets 回访问卷 (S05): versioned, frozen once used."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department
from apps.callbacks.models.calls import Callback
from apps.core.audit import tracked


@tracked()
class QuestionSet(models.Model):
    kind = models.CharField(max_length=20, choices=Callback.Kind)
    version = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    effective_from = models.DateField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="question_set_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name_en if get_language() == 'en' else self.name_zh} v{self.version}"


@tracked()
class Question(models.Model):
    class Type(models.TextChoices):
        RATING = "rating", _("Rating 1–5")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")
        SCORE = "score", _("0–10")
        TEXT = "text", _("Text")

    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    type = models.CharField(max_length=8, choices=Type)
    mandatory = models.BooleanField(default=True)
    counts_for_satisfaction = models.BooleanField(default=False)
    department_kind = models.CharField(max_length=12, choices=Department.Kind, blank=True)
    process_step = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question_set", "code"], name="question_code_unique")]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_zh


@tracked()
class Option(models.Model):
    """An answer to choose. `score` feeds statistics; null means 不表态 and leaves the base (R29)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=10)
    score = models.SmallIntegerField(null=True)
    label_zh = models.CharField(max_length=40)
    label_en = models.CharField(max_length=40)
    is_bad = models.BooleanField(default=False)
    is_good = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "value"], name="option_value_unique")]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_zh
