"""State moves: a conditional UPDATE that must hit exactly one row. The caller writes its history row beside it."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from apps.core.refusal import Refused


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
        raise Refused(
            _("Somebody has already moved this on. Reload to see where it stands now."), code="stale"
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
