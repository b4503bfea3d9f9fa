"""A row as columns and values, to be written inside a larger statement; put into words once for each model."""

from functools import cache
from typing import Any

from django.db import connection, models


@cache
def _fields(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


@cache
def column_names(model: type[models.Model]) -> str:
    """All columns but the key, quoted, with commas between."""
    return ", ".join(connection.ops.quote_name(field.column) for field in _fields(model))


@cache
def column_marks(model: type[models.Model]) -> str:
    """A place for a value of each of these columns."""
    return ", ".join("%s" for _field in _fields(model))


def column_values(row: models.Model) -> list[Any]:
    """What an unsaved row has in these columns, in their order."""
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in _fields(type(row))
    ]


def column_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """One value as its column takes it; a row stands for its key."""
    plain = value.pk if isinstance(value, models.Model) else value
    return field.get_db_prep_save(plain, connection=connection)
