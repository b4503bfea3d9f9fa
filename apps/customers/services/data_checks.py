"""The chain of data checks after a delivery: consultant, face to face, by phone (S24, R07)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import DataCheck, Order


def check_data(
    order: Order, *, step: str, wrong: Iterable[str] = (), words: str = "", now: datetime, by: User | None
) -> DataCheck:
    """Set one mark of the chain: who looked, when, and which details were wrong (`words`: what was changed).

    A later look replaces the mark; the earlier one stays in the history. Raises Refused for a document that is no
    valid delivery note, an unknown step or detail, and details called wrong without saying what they are now.
    """
    if order.kind != Order.Kind.DELIVERY or order.state != Order.State.ACTIVE:
        raise Refused(_("Data is checked on a valid delivery note."), code="state")
    if step not in DataCheck.Step.values:
        raise Refused(_("Choose a check."), field="step", code="invalid")
    wrong = [field for field in DataCheck.Field.values if field in set(wrong)]
    if wrong and not words.strip() and step != DataCheck.Step.PHONE:
        raise Refused(_("Say what was changed."), field="words", code="invalid")
    mark, _created = DataCheck.objects.update_or_create(
        order=order,
        step=step,
        defaults={"at": now, "by": by, "wrong": wrong, "words": words.strip()[:300]},
    )
    return mark
