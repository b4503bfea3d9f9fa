"""What a row takes or brings, in words: money, points, or only a record; the same on every page, sheet and paper."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.penalties.models import Penalty

Mode = Penalty.Mode


def amount_words(amount: Any, mode: str) -> str:
    """A fine as "20.00 CNY" or "20.00 points"; what comes back to the person with a plus before it."""
    if mode == Mode.RECORD:
        return _("record only")
    number = Decimal(amount)
    text = f"+{-number}" if number < 0 else f"{number}"
    if mode == Mode.POINTS:
        return _("%(number)s points") % {"number": text}
    return _("%(number)s CNY") % {"number": text}


def percent_words(percent: int, mode: str) -> str:
    """The step-up's part of the wage: "−20 %"; outside money mode it is only on record."""
    if mode != Mode.MONEY:
        return _("record only")
    return f"−{percent} %" if percent >= 0 else f"+{-percent} %"


def worth_words(penalty: Penalty) -> str:
    """What one row takes or brings."""
    if penalty.percent:
        return percent_words(penalty.percent, penalty.mode)
    return amount_words(penalty.amount, penalty.mode)
