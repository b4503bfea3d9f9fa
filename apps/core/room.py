"""Room for statements over many rows, plans made for them, foreign keys checked while the rows are at hand."""

from django.db import connection

# Triggers and foreign keys keep the plan of their first run in a session. One made for a single row, or for a table
# that was nearly empty, lays each row beside each other: what a long list takes then grows with its square.
NEW_PLANS = "DISCARD PLANS"
# Checked with the statement that wrote them, while they are in the processor's reach: kept for the commit, a million
# checks wait in a list of their own, and each row has to be fetched again. What is refused is the same.
CHECKED_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"
SETTINGS = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"
ROOM = f"{NEW_PLANS}; {CHECKED_AT_ONCE}; {SETTINGS}"


def make_room() -> None:
    """Sorts and joins stay in memory until the transaction ends. Needs an open transaction.

    Nothing is compiled: for statements of seconds at most that costs more than it saves.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
