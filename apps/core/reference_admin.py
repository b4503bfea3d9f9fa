"""The admin is for superusers and small reference tables only: what moves by verbs is not registered for change.

Importing and exporting files is no second door: what the page does not let change no file changes, text leaves as
text, and every export is noted.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource, modelresource_factory
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm

# What a spreadsheet takes for the beginning of a formula, also in its full-width form.
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


class ReferenceResource(ModelResource):
    """Rows of a reference table in a file, under the rules of its page in the admin."""

    def __init__(self, *, door: "ReferenceAdmin | None" = None, request: HttpRequest | None = None) -> None:
        super().__init__()
        self.door = door
        self.request = request

    def export_field(self, field: Any, instance: models.Model, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, **kwargs)
        return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Take off again what the export put before a formula sign."""
        for name, value in row.items():
            if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(FORMULA_SIGNS):
                row[name] = value[1:]

    def before_save_instance(self, instance: models.Model, row: Any, **kwargs: Any) -> None:
        """Refuse what the page would not let this person change."""
        stored = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
        if stored is not None and not self.door.has_change_permission(self.request, stored):
            raise ValidationError(_("This row may not be changed any more."))
        before = stored or type(instance)()
        for name in self._locked(stored):
            if getattr(instance, name) != getattr(before, name):
                raise ValidationError(_("%(column)s may not be changed by a file.") % {"column": name})

    def _locked(self, stored: models.Model | None) -> list[str]:
        fields = self._meta.model._meta.concrete_fields
        hidden = [field.attname for field in fields if not (field.editable or field.primary_key)]
        return [*hidden, *self.door.get_readonly_fields(self.request, stored)]


class ReferenceAdmin(ModelAdmin, ImportExportModelAdmin):
    """A reference table: superusers may add, change, import and export; nobody deletes what rows point to."""

    import_form_class = ImportForm
    export_form_class = SelectableFieldsExportForm

    def note_export(self, request: HttpRequest, *, rows: int) -> None:
        """Note who took rows out of the house; the log lies on a higher floor."""
        raise NotImplementedError

    def get_resource_classes(self, request: HttpRequest) -> list[type[ReferenceResource]]:
        options = {"clean_model_instances": True, "skip_unchanged": True, "report_skipped": True}
        return [modelresource_factory(self.model, resource_class=ReferenceResource, meta_options=options)]

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"door": self, "request": request}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        self.note_export(request, rows=queryset.count())
        return data

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Without this the package lets everybody import who may enter the administration at all."""
        return self.has_module_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
