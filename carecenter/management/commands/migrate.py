"""Django's migrate, after which the application role may use what was made: no second step to forget."""

from typing import Any

from django.core.management.commands import migrate

from carecenter.lean_migrations import LeanExecutor
from carecenter.roles import grant_application

migrate.MigrationExecutor = LeanExecutor  # what the command of Django's looks up by name


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grant_application()
