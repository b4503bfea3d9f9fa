"""One store whose data cannot be worked on must not stop the others (reliability F13)."""

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction

from apps.accounts.models import Store
from apps.core.refusal import Refused

log = logging.getLogger(__name__)
Work = Callable[[Store | None], dict[str, int]]
FAILED = "failed"


def over_stores(work: Work) -> dict[str, Any]:
    """The counts of `work(None)`, all stores at once; where that fails, those of each store by itself, added up.

    A store that fails is rolled back alone and named under "failed" with its error, which the job's row then shows.
    Raises what a lost connection raises: that is no store's fault.
    """
    try:
        with transaction.atomic():
            return dict(work(None))
    except Exception as error:
        _raise_if_lost(error)
        log.warning("sweep goes on store by store", extra={"error": _words(error)})
    counts, failed = Counter[str](), {}
    for store in Store.objects.order_by("pk"):
        try:
            with transaction.atomic():
                counts.update(work(store))
        except Exception as error:
            _raise_if_lost(error)
            log.exception("sweep failed for a store", extra={"store": store.code})
            failed[store.code] = _words(error)
    return {**counts, FAILED: failed} if failed else dict(counts)


def _raise_if_lost(error: Exception) -> None:
    connection = transaction.get_connection()
    if isinstance(error, DatabaseError) and not connection.is_usable():
        raise error


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"


def error_of(result: dict[str, Any]) -> str:
    """What a job's row says of a run in which some stores failed; empty when none did."""
    return "; ".join(f"{code}: {words}" for code, words in result.get(FAILED, {}).items())
