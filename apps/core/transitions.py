"""State moves: a conditional UPDATE that must hit exactly one row. The caller writes its history row beside it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from apps.core.refusal import Refused
from apps.core.row_columns import column_marks, column_names, column_value, column_values

TOLD_MOVE = """
WITH moved AS (
    UPDATE {table} SET {changes} WHERE id = %s AND {field} = ANY(%s){guard} RETURNING id
)
INSERT INTO {story} ({columns}) SELECT {marks} FROM moved RETURNING id
"""

TOLD_OPENING = """
WITH opened AS (
    INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({key}) DO NOTHING RETURNING id
), told AS (
    INSERT INTO {story} ({link}, {told}) SELECT id, {told_marks} FROM opened
)
SELECT id FROM opened
"""


def move(
    rows: models.QuerySet[Any] | type[models.Model],
    pk: int,
    *,
    old: str | Iterable[str],
    new: str,
    field: str = "state",
    **also: Any,
) -> None:
    """Move one row from `old` (one state or several) to `new` and set the columns `also` in the same UPDATE.

    Raises Refused(code="stale") when the row is not (or no longer) in `old`: somebody else was faster.
    """
    queryset = rows if isinstance(rows, models.QuerySet) else rows._default_manager.all()
    states = [old] if isinstance(old, str) else list(old)
    moved = queryset.filter(pk=pk, **{f"{field}__in": states}).update(**{field: new}, **also)
    if moved != 1:
        raise _moved_on()


def _moved_on() -> Refused:
    return Refused(_("Somebody has already moved this on. Reload to see where it stands now."), code="stale")


def move_told(
    model: type[models.Model],
    pk: int,
    *,
    old: str | Iterable[str],
    new: str,
    story: models.Model,
    field: str = "state",
    version: int | None = None,
    **also: Any,
) -> None:
    """`move` with its history row in the same statement; a row with a version counts it up.

    `story` is the unsaved history row, which gets its key; `version` the one that must still stand; `also` are plain
    values. Raises Refused(code="stale") when the row is not (or no longer) so: then nothing is told either.
    """
    changes = {field: new, **also}
    values = [column_value(model._meta.get_field(name), value) for name, value in changes.items()]
    states = [old] if isinstance(old, str) else list(old)
    guard = [] if version is None else [version]
    words = _told_move(model, type(story), tuple(changes), field, bool(guard))
    with connection.cursor() as cursor:
        cursor.execute(words, [*values, pk, states, *guard, *column_values(story)])
        told = cursor.fetchone()
    if told is None:
        raise _moved_on()
    story.pk, story._state.adding = told[0], False


@cache
def _told_move(
    model: type[models.Model],
    story: type[models.Model],
    changes: tuple[str, ...],
    field: str,
    guarded: bool,
) -> str:
    columns = {one.name: connection.ops.quote_name(one.column) for one in model._meta.local_concrete_fields}
    counted = ["version = version + 1"] if "version" in columns else []
    return TOLD_MOVE.format(
        table=connection.ops.quote_name(model._meta.db_table),
        changes=", ".join([*(f"{columns[name]} = %s" for name in changes), *counted]),
        field=columns[field],
        guard=" AND version = %s" if guarded else "",
        story=connection.ops.quote_name(story._meta.db_table),
        columns=column_names(story),
        marks=column_marks(story),
    )


def open_told(row: models.Model, *, key: str, story: models.Model, link: str) -> bool:
    """Write an unsaved row with its first history row in one statement; False where one with this `key` exists.

    `link` is the history row's field for the row; only the row gets its key.
    """
    place = story._meta.get_field(link)
    values = [*column_values(row), *column_values(story, but=link)]
    with connection.cursor() as cursor:
        cursor.execute(_told_opening(type(row), type(story), key, place.column, link), values)
        opened = cursor.fetchone()
    if opened is None:
        return False
    row.pk, row._state.adding = opened[0], False
    return True


@cache
def _told_opening(
    model: type[models.Model], story: type[models.Model], key: str, column: str, link: str
) -> str:
    return TOLD_OPENING.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=column_names(model),
        marks=column_marks(model),
        key=connection.ops.quote_name(model._meta.get_field(key).column),
        story=connection.ops.quote_name(story._meta.db_table),
        link=connection.ops.quote_name(column),
        told=column_names(story, but=link),
        told_marks=column_marks(story, but=link),
    )


def save_version(row: models.Model, *, version: int, **changes: Any) -> None:
    """Write `changes` to an editable row only if nobody saved it since `version` was read.

    Raises Refused(code="stale"); on success the row in memory carries the new values and version.
    """
    model = type(row)
    changed = model._default_manager.filter(pk=row.pk, version=version).update(version=version + 1, **changes)
    if changed != 1:
        raise Refused(
            _("Somebody saved this record after you opened it. Your text is kept below."), code="stale"
        )
    for name, value in {**changes, "version": version + 1}.items():
        setattr(row, name, value)
