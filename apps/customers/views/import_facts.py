"""What the page of an import says about the import itself: file, columns, decisions."""

from datetime import datetime
from typing import Any

from apps.customers import services
from apps.customers.intake.columns import label
from apps.customers.models import ImportBatch, ImportConflict

SHOWN = 50


def import_facts(batch: ImportBatch, *, now: datetime) -> dict[str, Any]:
    """Context of customers/_import_facts.html."""
    return {
        "file_until": services.keep_until(batch, now=now) if batch.file_path else None,
        "columns": _columns(batch),
        "decisions": _decisions(batch),
    }


def _columns(batch: ImportBatch) -> list[dict[str, Any]]:
    pairs = sorted(batch.mapping.items(), key=lambda pair: pair[1])
    return [
        {"header": batch.headers[index] if index < len(batch.headers) else "", "label": label(name)}
        for name, index in pairs
    ]


def _decisions(batch: ImportBatch) -> list[Any]:
    rows = list(batch.decisions.select_related("by").order_by("-at", "-pk")[:SHOWN])
    for row in rows:
        row.words = ImportConflict.Decision(row.decision).label
    return rows
