import sys
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created


class HouseConfig(AppConfig):
    """The project package itself: commands that start and set up the whole house."""

    name = "carecenter"
    label = "house"

    def ready(self) -> None:
        from carecenter.assets import check_assets
        from carecenter.logs import configure

        configure()
        name_the_command(sys.argv)
        register(check_assets)
        connection_created.connect(trust_written_joins, dispatch_uid="written joins")


def trust_written_joins(*, connection: Any, **_: Any) -> None:
    """A page's query joins up to eighteen tables, each along its own foreign key and the narrowing ones first.

    Looking for a better order takes PostgreSQL ten times as long as the query itself (20 ms against 2).
    """
    with connection.cursor() as cursor:
        cursor.execute("SET join_collapse_limit = 4")


def name_the_command(called: list[str]) -> None:
    """What a command of the house writes says so (D4); invented people of the demo house come from nowhere."""
    import pghistory
    from django.core.management import get_commands

    command = called[1] if len(called) > 1 else ""
    ours = str(get_commands().get(command, "")).startswith(("apps.", "carecenter")) and command != "load_demo"
    if ours and Path(called[0]).name == "manage.py":
        pghistory.context(command=command).__enter__()
