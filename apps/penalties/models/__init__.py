"""Penalty register 罚款台账 (domain.md 4.5, S13, S14): the program proposes, people decide."""

from .cases import Penalty, PenaltyMove, PenaltyMoveWords, PenaltyQuerySet
from .months import PayrollLine, PayrollMonth, PayrollMonthQuerySet, PayrollMove, PayrollWage
from .outages import Outage, OutageQuerySet

__all__ = [
    "Outage",
    "OutageQuerySet",
    "PayrollLine",
    "PayrollMonth",
    "PayrollMonthQuerySet",
    "PayrollMove",
    "PayrollWage",
    "Penalty",
    "PenaltyMove",
    "PenaltyMoveWords",
    "PenaltyQuerySet",
]
