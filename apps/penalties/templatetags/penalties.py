"""Tags of the penalty pages."""

from django import template

from apps.penalties.models import Penalty
from apps.penalties.worth import worth_words

register = template.Library()


@register.simple_tag
def worth(penalty: Penalty) -> str:
    """What a row takes or brings: `20.00 CNY`, `+50.00 CNY`, `−20 %`, `20.00 points`, `record only`."""
    return worth_words(penalty)
