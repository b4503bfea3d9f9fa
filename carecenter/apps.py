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
        register(check_assets)
        connection_created.connect(trust_written_joins, dispatch_uid="written joins")


def trust_written_joins(*, connection: Any, **_: Any) -> None:
    """A page's query joins up to eighteen tables, each along its own foreign key and the narrowing ones first.

    Looking for a better order takes PostgreSQL ten times as long as the query itself (20 ms against 2).
    """
    with connection.cursor() as cursor:
        cursor.execute("SET join_collapse_limit = 4")
