"""A row as columns and values, to be written inside a larger statement; put into words once for each model."""

from functools import cache
from typing import Any

from django.db import connection, models


@cache
def _fields(model: type[models.Model], but: str) -> "tuple[models.Field[Any, Any], ...]":
    fields = model._meta.local_concrete_fields
    return tuple(field for field in fields if not field.primary_key and field.name != but)


@cache
def column_names(model: type[models.Model], *, but: str = "") -> str:
    """All columns but the key (and that of one more field), quoted, with commas between."""
    return ", ".join(connection.ops.quote_name(field.column) for field in _fields(model, but))


@cache
def column_marks(model: type[models.Model], *, but: str = "") -> str:
    """A place for a value of each of these columns."""
    return ", ".join("%s" for _field in _fields(model, but))


def column_values(row: models.Model, *, but: str = "") -> list[Any]:
    """What an unsaved row has in these columns, in their order."""
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in _fields(type(row), but)
    ]


def column_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """One value as its column takes it; a row stands for its key."""
    plain = value.pk if isinstance(value, models.Model) else value
    return field.get_db_prep_save(plain, connection=connection)
