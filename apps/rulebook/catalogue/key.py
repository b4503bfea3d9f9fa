"""One rule value of the house: its key, what it may be, and the sentence it comes from (S27)."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.refusal import Refused

from .checks import CHECKS


@dataclass(frozen=True)
class PolicyKey:
    """`phrase` is quoted from `source` as it stands there; `rule` is the R.. id of the rule.

    `kind` is one of CHECKS and says how the value is entered and checked; `low` and `high` bound numbers.
    """

    key: str
    rule: str
    kind: str
    default: Any
    label: Any
    phrase: str
    source: str
    help: Any
    low: int = 0
    high: int | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: Any) -> Any:
        """The value as it is stored; raises Refused when the rule cannot have it."""
        try:
            return CHECKS[self.kind](value, key=self)
        except (TypeError, ValueError):
            message = _("%(label)s cannot have this value.") % {"label": self.label}
            raise Refused(message, field="value", code="invalid") from None

    def shipped(self) -> Any:
        """A fresh copy of the default."""
        return deepcopy(self.default)
