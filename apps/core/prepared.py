"""Questions of the ORM whose words are put together once in a process.

Phrasing a question over ten tables takes longer than answering it by key. `@prepared` turns a function that makes a
queryset into one that answers with its rows: the SQL is made with marks in place of the arguments, kept, and from then
on only the values are put in.
"""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from inspect import signature
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

NUMBER = 7_350_019_000_000_000
MOMENT = datetime(1817, 3, 1, tzinfo=UTC)


class Phrase:
    """A queryset with its SQL; `places` says of each parameter which argument it is, or None for a value of its own."""

    def __init__(self, make: Callable[..., QuerySet[Any]], **fixed: Any) -> None:
        marks = dict(_marks(make, fixed))
        self.rows = make(**marks, **fixed)
        self.compiler: SQLCompiler = self.rows.query.get_compiler(connection=connection)
        self.sql, self.values = self.compiler.as_sql()
        self.converters = self.compiler.get_converters([column for column, *_ in self.compiler.select])
        self.places = [
            next((name for name, mark in marks.items() if type(mark) is type(value) and mark == value), None)
            for value in self.values
        ]
        lost = marks.keys() - set(self.places)
        if lost:
            raise TypeError(f"{make.__qualname__} says nothing by {', '.join(sorted(lost))}")

    def rows_for(self, given: dict[str, Any]) -> list[Any]:
        pairs = zip(self.places, self.values, strict=True)
        values = tuple(value if name is None else given[name] for name, value in pairs)
        said = copy(self.compiler)
        said.as_sql = lambda *_given, **_named: (self.sql, values)
        said.get_converters = lambda _columns: self.converters
        rows = self.rows._chain()
        said.query = rows.query
        rows.query.get_compiler = lambda *_given, **_named: said
        return list(rows)


def _marks(make: Callable[..., Any], fixed: dict[str, Any]) -> Any:
    """A value nobody uses for each argument."""
    for place, (name, argument) in enumerate(signature(make).parameters.items()):
        if name not in fixed:
            moment = argument.annotation is datetime
            yield name, MOMENT + timedelta(days=place) if moment else NUMBER + place


def prepared(make: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """Arguments are `int` and `datetime`, by name and never None; those annotated `str` or `bool` choose among
    phrases. A `select_for_update` still needs its transaction."""
    choosing = [name for name, one in signature(make).parameters.items() if one.annotation in (str, bool)]

    @cache
    def phrase(*chosen: Any) -> Phrase:
        return Phrase(make, **dict(zip(choosing, chosen, strict=True)))

    @wraps(make)
    def ask(**given: Any) -> list[Any]:
        return phrase(*(given[name] for name in choosing)).rows_for(given)

    return ask


def reread(row: Model) -> None:
    """The row as it stands now, as `refresh_from_db()` reads it; what hangs on it is read again when it is asked for.

    Raises the model's DoesNotExist.
    """
    model = type(row)
    found = _by_key(model)(pk=row.pk)
    if not found:
        raise model.DoesNotExist(f"{model._meta.label} {row.pk}")
    columns = (field.attname for field in model._meta.concrete_fields)
    row.__dict__.update({name: found[0].__dict__[name] for name in columns})
    row._state.fields_cache.clear()
    row.__dict__.pop("_prefetched_objects_cache", None)


@cache
def _by_key(model: type[Model]) -> Callable[..., list[Any]]:
    def by_key(pk: int) -> QuerySet[Any]:
        return model._base_manager.filter(pk=pk)

    return prepared(by_key)
