"""Room for statements over many rows, and plans made for them."""

from django.db import connection

# Triggers and foreign keys keep the plan of their first run in a session. One made for a single row, or for a table
# that was nearly empty, lays each row beside each other: what a long list takes then grows with its square.
ROOM = "DISCARD PLANS; SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"


def make_room() -> None:
    """Sorts and joins stay in memory until the transaction ends. Needs an open transaction.

    Nothing is compiled: for statements of seconds at most that costs more than it saves.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
