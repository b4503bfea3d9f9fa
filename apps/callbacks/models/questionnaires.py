"""Question sets 回访问卷 (S05): versioned; a draft until it is given a first day, frozen by the database once used."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department
from apps.callbacks.models.calls import Callback
from apps.core.audit import tracked


@tracked()
class QuestionSet(models.Model):
    kind = models.CharField(_("kind"), max_length=20, choices=Callback.Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    effective_from = models.DateField(_("in force from"), null=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="question_set_version_unique"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(effective_from__isnull=True), name="question_set_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en if get_language() == 'en' else self.name_zh} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.effective_from is None


@tracked()
class Question(models.Model):
    """`bad_up_to`: a score of 0–10 up to this one is a bad answer; other kinds mark their options."""

    class Type(models.TextChoices):
        RATING = "rating", _("Rating 1–5")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")
        SCORE = "score", _("0–10")
        TEXT = "text", _("Text")

    question_set = models.ForeignKey(
        QuestionSet, models.CASCADE, related_name="questions", verbose_name=_("question set")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=30)
    text_zh = models.CharField(_("text in Chinese"), max_length=200)
    text_en = models.CharField(_("text in English"), max_length=200)
    type = models.CharField(_("kind of answer"), max_length=8, choices=Type)
    mandatory = models.BooleanField(_("mandatory"), default=True)
    counts_for_satisfaction = models.BooleanField(_("counts for satisfaction"), default=False)
    department_kind = models.CharField(
        _("kind of department"), max_length=12, choices=Department.Kind, blank=True
    )
    process_step = models.CharField(_("process step"), max_length=40, blank=True)
    bad_up_to = models.PositiveSmallIntegerField(_("bad up to"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question_set", "code"], name="question_code_unique")]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_zh


@tracked()
class Option(models.Model):
    """An answer to choose. `score` feeds statistics; null means 不表态 and leaves the base (R29)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"))
    value = models.CharField(_("value"), max_length=10)
    score = models.SmallIntegerField(_("score"), null=True)
    label_zh = models.CharField(_("text in Chinese"), max_length=40)
    label_en = models.CharField(_("text in English"), max_length=40)
    is_bad = models.BooleanField(_("bad answer"), default=False)
    is_good = models.BooleanField(_("good answer"), default=False)

    class Meta:
        verbose_name = _("answer to choose")
        verbose_name_plural = _("answers to choose")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "value"], name="option_value_unique")]

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_zh
