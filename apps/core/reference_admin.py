"""The admin is for superusers and small reference tables only: what moves by verbs is not registered for change."""

from typing import Any

from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm


class ReferenceAdmin(ModelAdmin, ImportExportModelAdmin):
    """A reference table: superusers may add, change, import and export; nobody deletes what rows point to."""

    import_form_class = ImportForm
    export_form_class = SelectableFieldsExportForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Without this the package lets everybody import who may enter the administration at all."""
        return self.has_module_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
