"""Calls' part of merging two customers' files (S20)."""

from apps.customers.models import Merge
from apps.customers.services import move_rows

TABLES = ("callbacks_callback", "callbacks_inboundcall")


def merge_call_rows(merge: Merge) -> None:
    """Every call of the file that goes becomes one of the file that stays; states, duties and fines are untouched."""
    for table in TABLES:
        move_rows(merge, table)
