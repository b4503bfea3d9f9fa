"""Rows that were refused, to be put right and brought again: their own columns and one with the reason."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from apps.customers.models import ImportBatch, ImportRow
from apps.customers.rules.refusals import finding_sentence


def refused_headers(batch: ImportBatch) -> list[str]:
    return [*batch.headers, _("Reason for refusal"), _("Row in the file")]


def refused_rows(batch: ImportBatch) -> Iterator[list[Any]]:
    """The refused rows in the order of the file; cells as they stood there."""
    rows = ImportRow.objects.filter(batch=batch, verdict=ImportRow.Verdict.REFUSED).order_by("row_no")
    heads = {row.row_no: reason(row) for row in rows}
    width = len(batch.headers)
    for row in rows:
        cells = [*row.raw, *[""] * (width - len(row.raw))][:width]
        yield [*cells, heads[row.row_no] or heads.get(row.part_of, ""), row.row_no]


def reason(row: ImportRow) -> str:
    """Why a row was refused, in the active language."""
    errors = [one for one in row.findings if one["severity"] == "error"]
    return "; ".join(finding_sentence(one) for one in errors)
