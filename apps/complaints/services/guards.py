"""Who is refused what. The access policy says which role; these say which complaint."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.complaints.rules.rights import allowed, on_the_handling_side
from apps.core.refusal import Refused


def refuse_unless_allowed(by: User, action: str, complaint: Complaint) -> None:
    """Raises Refused(code="forbidden") when no post of the person carries the action for this complaint."""
    if not allowed(by, action, complaint):
        raise Refused(_("Your role may not do this with this complaint."), code="forbidden")


def refuse_handling_side(by: User, complaint: Complaint) -> None:
    """Nobody verifies or closes the work of the own department (S10)."""
    if on_the_handling_side(by, complaint):
        raise Refused(
            _("The department that handled a complaint cannot verify or close it."), code="forbidden"
        )
