"""Note what a person asked for."""

from datetime import datetime

from apps.accounts.models import User
from apps.audit.models import Act


def note_act(*, request: str, page: str, object: str, at: datetime, by: User) -> Act:
    """One row for a request that changed something (reliability.md D4). `at` is the moment of the request, in UTC."""
    return Act.objects.create(request=request, by=by, at=at, page=page[:80], object=object[:80])
