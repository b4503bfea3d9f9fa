"""The disk of the database is full: what can be read is read, what would be written is refused in plain words (F7)."""

from collections.abc import Iterator

from django.db import OperationalError
from django.utils.translation import gettext_lazy

DISK_FULL = "53100"  # SQLSTATE disk_full
RETRY_AFTER = 60
NO_ROOM_TO_WRITE = gettext_lazy(
    "The disk of the database is full: you can read, nothing can be saved. Keep what you typed and tell an "
    "administrator."
)


def database_is_full(error: BaseException | None) -> bool:
    """Whether the server said so, now or as the reason of what came after."""
    return any(
        isinstance(found, OperationalError) and getattr(found.__cause__, "pgcode", None) == DISK_FULL
        for found in _with_reasons(error)
    )


def _with_reasons(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
