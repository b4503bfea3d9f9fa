"""The one door through which rows leave the house: written down, and bounded for each person."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.customers.models import ExportLog


def note_export(
    what: str, *, store: Store, rows: int, filters: dict[str, Any], now: datetime, by: User
) -> ExportLog:
    """Write down that `rows` rows leave; `filters` are codes and ids, never typed words.

    Raises Refused(code="too_many") when the person would have taken more than EXPORTED_ROWS_A_DAY within 24 hours.
    """
    taken = ExportLog.objects.filter(by=by, at__gt=now - timedelta(days=1)).aggregate(rows=Sum("rows"))[
        "rows"
    ]
    if (taken or 0) + rows > settings.EXPORTED_ROWS_A_DAY:
        raise Refused(
            _("You may take out %(most)s rows a day. Ask an administrator.")
            % {"most": settings.EXPORTED_ROWS_A_DAY},
            code="too_many",
        )
    return ExportLog.objects.create(store=store, what=what, rows=rows, filters=filters, by=by, at=now)
