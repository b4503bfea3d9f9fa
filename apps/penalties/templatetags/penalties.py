"""Tags of the penalty pages."""

from decimal import Decimal

from django import template

from apps.penalties.models import Penalty
from apps.penalties.worth import amount_words, worth_words

register = template.Library()


@register.simple_tag
def worth(penalty: Penalty) -> str:
    """What a row takes or brings: `20.00 CNY`, `+50.00 CNY`, `−20 %`, `20.00 points`, `record only`."""
    return worth_words(penalty)


@register.simple_tag
def amount(value: Decimal, mode: str = "money") -> str:
    """A sum: `30.00 CNY`, and with a plus what comes to the person: `+60.00 CNY`."""
    return amount_words(value, mode)
