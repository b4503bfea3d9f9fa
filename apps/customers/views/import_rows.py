"""The rows of an import as lines of a table: refused, changed, new, the same, and those with a remark."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.wording import masked_phone
from apps.customers.intake.columns import label
from apps.customers.models import Customer, ImportBatch, ImportRow
from apps.customers.rules.refusals import finding_sentence

# What a row may change beside the columns of a list.
OTHER_LABELS = {"served_by": gettext_lazy("Consultant or advisor"), "vehicle": gettext_lazy("Vehicle")}
WARNING = [{"severity": "warning"}]


def row_tabs(batch: ImportBatch) -> list[dict[str, Any]]:
    """The tabs of the dry run with their counts."""
    url = reverse("customers:import_detail", args=[batch.pk])
    tabs = (
        ("refused", _("Refused"), batch.refused_count),
        ("changed", _("Changed"), batch.changed_count),
        ("new", _("New"), batch.new_count),
        ("same", _("Same"), batch.same_count),
        ("remarks", _("Remarks"), batch.found.get("warnings", 0)),
    )
    return [
        {"name": name, "label": word, "count": count, "url": f"{url}?tab={name}"}
        for name, word, count in tabs
    ]


def tab_rows(batch: ImportBatch, tab: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(batch=batch).order_by("row_no")
    return rows.filter(findings__contains=WARNING) if tab == "remarks" else rows.filter(verdict=tab)


def row_lines(row: ImportRow, tab: str) -> Iterator[dict[str, Any]]:
    """What the table shows for one row; a row with several faults or changes has several lines."""
    if tab in ("refused", "remarks"):
        yield from _finding_lines(row, severity="error" if tab == "refused" else "warning")
    elif tab == "changed":
        yield from _change_lines(row)
    else:
        yield _plain_line(row)


def _finding_lines(row: ImportRow, *, severity: str) -> Iterator[dict[str, Any]]:
    findings = [one for one in row.findings if one["severity"] == severity]
    for one in findings:
        yield {
            "row_no": row.row_no,
            "column": label(one["column"]),
            "value": one["value"],
            "reason": finding_sentence(one),
        }
    if not findings and row.part_of:
        reason = _("belongs to the document in row %(row)s") % {"row": row.part_of}
        yield {"row_no": row.row_no, "column": "", "value": "", "reason": reason}


def _change_lines(row: ImportRow) -> Iterator[dict[str, Any]]:
    person = _plain_line(row)
    for name, (old, new) in row.changes.items():
        column = OTHER_LABELS.get(name) or label(name)
        yield person | {"column": column, "old": _as_read(name, old), "new": _as_read(name, new)}


def _as_read(name: str, value: Any) -> Any:
    """A value as pages show it: phones masked, money with its cents, words for what is kept as a code."""
    if name == "phone":
        return " ".join(masked_phone(number) for number in (value or "").split())
    if name == "amount" and value is not None:
        return f"{Decimal(str(value)):.2f}"
    return dict(Customer.Gender.choices).get(value, value) if name == "gender" else value


def _plain_line(row: ImportRow) -> dict[str, Any]:
    clean = row.clean or {}
    numbers = (clean.get("delivery_no"), clean.get("settlement_no"), clean.get("member_no"))
    return {
        "row_no": row.row_no,
        "name": clean.get("name", ""),
        "phone": masked_phone((clean.get("phones") or [""])[0]),
        "document": " ".join(filter(None, numbers)),
        "day": clean.get("delivered_on") or clean.get("settled_on") or clean.get("joined_on") or "",
        "vehicle": clean.get("plate") or (clean.get("vin") or "")[-6:],
        "part_of": row.part_of,
    }


def kept_sentences(row: ImportRow) -> list[str]:
    """What the list said differently of the customer and the house did not take over."""
    return [finding_sentence(one) for one in row.findings if one["code"] == "value_kept"]
