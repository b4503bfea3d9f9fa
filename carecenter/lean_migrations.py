"""Migrations that only add draw only the model each step is about.

With every step Django draws again all models that are reachable from its model by foreign keys. In a house whose rows
all carry a store and a person that is every model, and was nine tenths of a first start.
"""

from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveConstraint,
    RemoveIndex,
    RunPython,
    RunSQL,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field
from pgtrigger.migrations import AddTrigger, RemoveTrigger

# Steps after which the models around keep their columns. Django itself draws everything anew before a RunPython.
ADDING = (
    AddConstraint, AddField, AddIndex, AddTrigger, AlterModelOptions, CreateModel, DeleteModel, RemoveConstraint,
    RemoveIndex, RemoveTrigger, RunPython, RunSQL,
)  # fmt: skip


class LeanState(ProjectState):
    adding = False

    def clone(self) -> "LeanState":
        twin = super().clone()
        twin.__class__ = LeanState
        return twin

    def _find_reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        if not self.adding:
            return super()._find_reload_model(app_label, model_name, delay)
        self.is_delayed = True
        return {(app_label, model_name)}


def _adds(step: Operation, app_label: str, state: ProjectState) -> bool:
    """Whether a step leaves the models around its own as they are.

    So does changing a column nobody refers to, or a key's index alone; the house's own operations are plain SQL.
    """
    if not isinstance(step, AlterField):
        return isinstance(step, ADDING) or type(step).__module__.startswith("apps.")
    model = state.models.get((app_label, step.model_name_lower))
    old = model and model.fields.get(step.name)
    if old is None:
        return False
    return (_is_plain(old) and _is_plain(step.field)) or _but_for_index(old) == _but_for_index(step.field)


def _is_plain(field: "Field[Any, Any]") -> bool:
    return not (field.is_relation or field.primary_key or field.unique)


def _but_for_index(field: "Field[Any, Any]") -> tuple[str, dict[str, Any]]:
    _name, path, _args, said = field.deconstruct()
    return path, {key: value for key, value in said.items() if key != "db_index"}


class LeanExecutor(MigrationExecutor):
    """Applies what Django's own executor applies, with the same result."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> LeanState:
        state = super()._create_project_state(with_applied_migrations)
        state.__class__ = LeanState
        return state

    def apply_migration(self, state: LeanState, migration: Migration, *given: Any, **named: Any) -> LeanState:
        state.adding = all(_adds(step, migration.app_label, state) for step in migration.operations)
        if not state.adding:
            state.clear_delayed_apps_cache()
            _ = state.apps
        return super().apply_migration(state, migration, *given, **named)
