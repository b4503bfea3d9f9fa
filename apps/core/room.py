"""Room for statements over many rows."""

from django.db import connection

ROOM = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"


def make_room() -> None:
    """Sorts and joins stay in memory until the transaction ends. Needs an open transaction.

    Nothing is compiled: for statements of seconds at most that costs more than it saves.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
