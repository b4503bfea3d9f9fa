"""History of tables that people edit: statement-level events, so set-based SQL is seen too."""

from typing import Any

import pghistory
import pgtrigger
from django.db import models


def tracked(*, unindexed: tuple[str, ...] = (), **options: Any) -> Any:
    """Class decorator: keep every insert, update and delete of the model with user, URL or job in the event row.

    `unindexed` names foreign keys by which nobody searches the history: each index costs every row of a big list.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        return pghistory.track(
            pghistory.InsertEvent(level=pgtrigger.Statement),
            pghistory.UpdateEvent(level=pgtrigger.Statement),
            pghistory.DeleteEvent(level=pgtrigger.Statement),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
            attrs={name: _plain_copy(model, name) for name in unindexed},
            **options,
        )(model)

    return decorate


def _plain_copy(model: type[models.Model], name: str) -> models.ForeignKey:
    """The key as pghistory copies it, without its index."""
    field = model._meta.get_field(name)
    return models.ForeignKey(
        field.remote_field.model,
        models.DO_NOTHING,
        null=field.null,
        blank=field.blank,
        editable=field.editable,
        db_constraint=False,
        db_index=False,
        related_name="+",
        related_query_name="+",
    )
