"""Complaint categories in the admin."""

from django.contrib import admin

from apps.complaints.models import Category
from apps.customers.admin import LoggedReferenceAdmin


@admin.register(Category)
class CategoryAdmin(LoggedReferenceAdmin):
    list_display = ["code", "name_zh", "name_en", "department_kind", "position", "retired_on"]
    list_editable = ["position"]
