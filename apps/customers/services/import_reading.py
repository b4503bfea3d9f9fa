"""From a stored file to a table with known columns (4.6: uploaded → parsed → mapped)."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.intake.reading import Unreadable, read_table
from apps.customers.intake.table_finding import Table, find_tables, possible_kinds, with_mapping
from apps.customers.models import ImportBatch, MappingProfile
from apps.customers.services.import_files import forget_file, stored_path

State = ImportBatch.State
UNLOCKED = (State.UPLOADED, State.PARSED, State.MAPPED, State.PREVIEWED)


def parse(batch: ImportBatch) -> Table:
    """Read the file, choose the best list in it and guess what its columns mean; a remembered mapping wins.

    Moves the batch to parsed. Raises Refused(code="invalid") for a file that is of no use and marks it failed.
    """
    try:
        tables = _tables(batch)
    except Refused as refusal:
        fail_import(batch, error=str(refusal))
        raise
    table, remembered = _with_remembered(tables[0], batch=batch)
    found = _found(table, batch=batch, remembered=remembered)
    move(
        ImportBatch,
        batch.pk,
        old=State.UPLOADED,
        new=State.PARSED,
        kind=table.kinds[0] if table.kinds else "",
        sheet=table.sheet.name[:100],
        header_row=table.header_rows[0],
        header_rows=table.header_rows[1] - table.header_rows[0] + 1,
        headers=list(table.header),
        mapping=table.mapping,
        found=found,
        samples=[list(table.samples(index)) for index in range(len(table.header))],
        read_count=table.rows_read,
    )
    batch.refresh_from_db()
    return table


def set_mapping(
    batch: ImportBatch, mapping: dict[str, int], *, kind: str, now: datetime, remember: bool = True
) -> None:
    """Say what each column means and what the rows are; remembered for the next list of this source and heading.

    What nobody has looked at (`remember=False`) is not remembered.

    Raises Refused for columns named twice or a kind the columns do not allow.
    """
    if kind not in possible_kinds(mapping):
        message = _("These columns are not enough for this kind of list: choose the missing columns.")
        raise Refused(message, field="kind", code="invalid")
    if len(set(mapping.values())) < len(mapping):
        raise Refused(_("Two meanings were given to one column."), field="mapping", code="invalid")
    with transaction.atomic():
        move(ImportBatch, batch.pk, old=UNLOCKED[1:], new=State.MAPPED, mapping=mapping, kind=kind)
        if remember:
            _remember(batch, mapping=mapping, kind=kind, now=now)
    batch.refresh_from_db()


def _remember(batch: ImportBatch, *, mapping: dict[str, int], kind: str, now: datetime) -> None:
    MappingProfile.objects.update_or_create(
        store=batch.store,
        source=batch.source,
        signature=batch.found["signature"],
        defaults={"mapping": {"columns": mapping, "kind": kind}, "saved_at": now},
    )


def mapped_table(batch: ImportBatch) -> Table:
    """The table of the stored file with the columns as chosen. Raises Refused when the file is gone or unfit."""
    tables = {table.sheet.name[:100]: table for table in reversed(_tables(batch))}
    table = tables.get(batch.sheet)
    if table is None:
        raise Refused(_("The stored file has no such sheet."), code="invalid")
    try:
        return with_mapping(table, batch.mapping)
    except Unreadable as problem:
        raise Refused(problem.sentence, field="mapping", code="invalid") from problem


def fail_import(batch: ImportBatch, *, error: str) -> None:
    """The import ends here: its file is forgotten and may come again."""
    forget_file(batch)
    ImportBatch.objects.filter(pk=batch.pk, state__in=[*UNLOCKED, State.COMMITTING]).update(
        state=State.FAILED, error=error[:2000], samples=[], file_path=""
    )
    batch.refresh_from_db()


def _tables(batch: ImportBatch) -> list[Table]:
    try:
        book = read_table(stored_path(batch.file_path))
        tables = find_tables(book)
        if not tables:
            raise Unreadable("no_table")
        if not tables[0].data:
            raise Unreadable("no_rows")
    except Unreadable as problem:
        raise Refused(problem.sentence, field="file", code="invalid") from problem
    return tables


def _with_remembered(table: Table, *, batch: ImportBatch) -> tuple[Table, bool]:
    profile = MappingProfile.objects.filter(
        store=batch.store, source=batch.source, signature=table.signature
    ).first()
    if profile is None:
        return table, False
    try:
        return with_mapping(table, profile.mapping["columns"]), True
    except Unreadable:
        return table, False


def _shown_sheet(table: Table, *, batch: ImportBatch) -> str:
    """The sheet's name; "" for texts without sheets, which are named after the stored file."""
    return "" if table.sheet.name in batch.file_path else table.sheet.name


def _found(table: Table, *, batch: ImportBatch, remembered: bool) -> dict[str, Any]:
    return {
        "signature": table.signature,
        "kinds": list(table.kinds),
        "sheet": _shown_sheet(table, batch=batch),
        "skipped": dict(Counter(row.reason for row in table.skipped)),
        "hidden": len(table.hidden_rows),
        "remarks": [finding.as_json() for finding in table.findings],
        "remembered": remembered,
    }
