"""Outcomes in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.callbacks.models import Outcome
from apps.customers.admin import LoggedReferenceAdmin


@admin.register(Outcome)
class OutcomeAdmin(LoggedReferenceAdmin):
    list_display = ["code", "name_zh", "name_en", "reached", "effect", "shortcut", "position", "retired_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What attempts were counted by stays as it was; names and the retirement may change."""
        return ["code", "reached", "effect"] if obj else []
