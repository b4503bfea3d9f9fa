"""All rule values the house knows, each with its quoted source sentence (S27)."""

from django.utils.translation import gettext_lazy as _

from apps.core.refusal import Refused

from .calls import CALLS
from .complaints import COMPLAINTS
from .figures import FIGURES
from .key import PolicyKey
from .penalties import PENALTIES
from .privacy import PRIVACY
from .reports import REPORTS
from .words import WORDS

SECTIONS: tuple[tuple[object, tuple[PolicyKey, ...]], ...] = (
    (_("Calls"), CALLS),
    (_("Complaints"), COMPLAINTS),
    (_("Fines"), PENALTIES),
    (_("Reports"), REPORTS),
    (_("Figures"), FIGURES),
    (_("Keeping data"), PRIVACY),
)
KEYS: dict[str, PolicyKey] = {key.key: key for _label, keys in SECTIONS for key in keys}


def policy_key(key: str) -> PolicyKey:
    """The catalogue's entry; raises Refused for a key the house does not know."""
    if key not in KEYS:
        raise Refused(_("There is no rule named %(key)s.") % {"key": key}, field="key", code="invalid")
    return KEYS[key]


__all__ = ["KEYS", "SECTIONS", "WORDS", "PolicyKey", "policy_key"]
