"""Migration operations that say the same few statements of one table."""

from typing import Any, ClassVar

from django.db.migrations.operations.base import Operation


class OnTable(Operation):
    """Plain SQL about one table, which stands in it for `{0}`; the models stay as they are."""

    reduces_to_sql = True
    reversible = True
    forwards: ClassVar[tuple[str, ...]] = ()
    backwards: ClassVar[tuple[str, ...]] = ()

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing in the model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.forwards:
            schema_editor.execute(statement.format(self.table), None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.backwards:
            schema_editor.execute(statement.format(self.table), None)
