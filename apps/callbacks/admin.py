"""Outcomes and questionnaires in the admin; a question set that has been used is frozen."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from apps.callbacks.models import Option, Outcome, Question, QuestionSet
from apps.core.reference_admin import ReferenceAdmin


@admin.register(Outcome)
class OutcomeAdmin(ReferenceAdmin):
    list_display = ["code", "name_zh", "name_en", "reached", "effect", "shortcut", "position", "retired_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What attempts were counted by stays as it was; names and the retirement may change."""
        return ["code", "reached", "effect"] if obj else []


class QuestionInline(StackedInline):
    model = Question
    extra = 0


class OptionInline(TabularInline):
    model = Option
    extra = 0


def _frozen(question_set: QuestionSet | None) -> bool:
    return question_set is not None and question_set.frozen_at is not None


@admin.register(QuestionSet)
class QuestionSetAdmin(ReferenceAdmin):
    list_display = ["kind", "version", "name_zh", "name_en", "effective_from", "frozen_at"]
    readonly_fields = ["frozen_at"]
    inlines = [QuestionInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _frozen(obj) and super().has_change_permission(request, obj)


@admin.register(Question)
class QuestionAdmin(ModelAdmin):
    list_display = ["question_set", "position", "text_zh", "type", "mandatory"]
    list_select_related = ["question_set"]
    inlines = [OptionInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _frozen(obj and obj.question_set) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _frozen(obj and obj.question_set) and super().has_delete_permission(request, obj)
