"""History of tables that people edit: statement-level events, so set-based SQL is seen too."""

from typing import Any

import pghistory
import pgtrigger


def tracked(**options: Any) -> Any:
    """Class decorator: keep every insert, update and delete of the model with user, URL or job in the event row."""
    return pghistory.track(
        pghistory.InsertEvent(level=pgtrigger.Statement),
        pghistory.UpdateEvent(level=pgtrigger.Statement),
        pghistory.DeleteEvent(level=pgtrigger.Statement),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        **options,
    )
