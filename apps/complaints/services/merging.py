"""Complaints' part of merging two customers' files (S20)."""

from apps.customers.models import Merge
from apps.customers.services import move_rows

TABLES = ("complaints_complaint",)


def merge_complaint_rows(merge: Merge) -> None:
    """Every complaint of the file that goes becomes one of the file that stays."""
    for table in TABLES:
        move_rows(merge, table)
