"""What happened to a row and which of its columns, in the reader's language."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHATS = {
    "insert": pgettext_lazy("log", "entered"),
    "update": pgettext_lazy("log", "changed"),
    "delete": pgettext_lazy("log", "removed"),
}
# Columns whose model gives them no words of their own.
COLUMNS = {
    "author": _("entered by"),
    "batch": _("import"),
    "calendar_year": _("calendar year"),
    "checked_at": _("checked at"),
    "created_at": _("entered at"),
    "customer": _("customer"),
    "department": _("department"),
    "entered_by": _("entered by"),
    "erased_at": _("erased at"),
    "is_history": _("history only"),
    "must_change_password": _("password to be changed"),
    "name_key": _("name for finding"),
    "name_pinyin": _("pinyin"),
    "name_verified_at": _("name checked at"),
    "position": _("position"),
    "recorded_by": _("recorded by"),
    "served_by": _("consultant or advisor"),
    "state": _("state"),
    "store": _("store"),
    "undone": _("Import undone"),
    "user": _("user"),
    "validity": _("validity"),
    "vehicle": _("vehicle"),
    "version": _("version"),
    "vin": _("VIN"),
    "withdrawn_by": _("withdrawn by"),
}


def column_words(label: str, columns: list[str]) -> list[str]:
    """The columns of the model `label` by name, in alphabetical order; one that is gone keeps its identifier."""
    return sorted(_word(label, name.removesuffix("_id")) for name in columns)


def _word(label: str, name: str) -> str:
    if name in COLUMNS:
        return str(COLUMNS[name])
    try:
        return str(apps.get_model(label)._meta.get_field(name).verbose_name)
    except (LookupError, FieldDoesNotExist):
        return name
