"""Who may decide on what (domain.md 3, separation of duties)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.duties.models import Duty
from apps.penalties.models import Penalty
from apps.rulebook.models import PolicyValue


def refuse_strangers(store: Store, *, by: User, action: str) -> None:
    """Raises Refused(code="forbidden") for a person without the right, or of another store."""
    access.refuse_unless(by, action)
    if access.scope(by, action) != access.ALL and access.store_of(by).pk != store.pk:
        raise Refused(_("This belongs to another store."), code="forbidden")


def refuse_subject(penalty: Penalty, *, by: User) -> None:
    """Nobody decides on their own rows."""
    if penalty.subject_id == by.pk:
        raise Refused(_("Nobody decides on their own penalty."), code="forbidden")


def refuse_author(penalty: Penalty, *, by: User) -> None:
    if penalty.author_id == by.pk:
        raise Refused(_("Who entered a slip does not decide on it."), code="forbidden")


def refuse_confirmer(penalty: Penalty, *, by: User) -> None:
    if penalty.confirmed_by_id == by.pk:
        raise Refused(_("Who confirmed a penalty does not decide on it again."), code="forbidden")


def refuse_others(penalty: Penalty, *, by: User) -> None:
    """Only the person concerned."""
    if penalty.subject_id != by.pk:
        raise Refused(_("Only the person concerned may do this."), code="forbidden")


def needed(reason: str) -> str:
    """The reason without blanks around it. Raises Refused on field `reason` when there is none."""
    text = (reason or "").strip()
    if not text:
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    if len(text) > 2000:
        raise Refused(_("Please keep it under 2000 characters."), field="reason", code="invalid")
    return text


def refuse_unfounded(penalty: Penalty) -> None:
    """The evidence must still be as it was proposed. Holds the duty's row until the transaction ends."""
    if penalty.evidence.get("changed"):
        raise Refused(_("The evidence has changed since this was proposed. It can only be rejected."))
    if penalty.duty_id is None:
        return
    duty = Duty.objects.select_for_update().get(pk=penalty.duty_id)
    if duty.state != Duty.State.MISSED or not _same_moment(penalty, duty):
        raise Refused(_("The duty behind this is not missed any more. Reload to see where it stands now."))


def _same_moment(penalty: Penalty, duty: Duty) -> bool:
    stored = penalty.evidence.get("due_at")
    return stored is None or datetime.fromisoformat(stored) == duty.due_at


def own_rule_today(penalty: Penalty, *, by: User, now: datetime) -> bool:
    """Did this person change a rule value behind the penalty today? A warning, not a refusal."""
    zone = ZoneInfo(penalty.store.tz)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return PolicyValue.objects.filter(
        author=by, key__in=list(penalty.policy_values), created_at__gte=midnight, created_at__lte=now
    ).exists()
