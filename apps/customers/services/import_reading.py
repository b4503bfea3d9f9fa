"""From a stored file to a table with known columns (4.6: uploaded → parsed → mapped)."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.kept_files import stored_path
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.intake.cell_text import printable
from apps.customers.intake.findings import Finding, warning
from apps.customers.intake.reading import Unreadable, read_table
from apps.customers.intake.sheet import Workbook
from apps.customers.intake.table_finding import (
    Table,
    find_tables,
    known_heading,
    likely_heading,
    possible_kinds,
    table_at,
    table_by_hand,
    with_mapping,
    without_hidden,
)
from apps.customers.models import ImportBatch, MappingProfile
from apps.customers.services.import_files import forget_file

State = ImportBatch.State
PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_SIGNS = 12, 12, 20
LISTS_NOT_READ = "lists_not_read"
UNLOCKED = (State.UPLOADED, State.PARSED, State.MAPPED, State.PREVIEWED)


def parse(batch: ImportBatch) -> Table:
    """Read the file, choose the best list in it and guess what its columns mean; a remembered mapping wins.

    Moves the batch to parsed. A list whose heading nobody understands is left to be matched by hand. Raises
    Refused(code="invalid") for a file that is of no use and marks it failed.
    """
    try:
        book = _book(batch)
        found = _known_table(book, batch=batch) or (_best_table(book), None)
    except Refused as refusal:
        fail_import(batch, error=str(refusal))
        raise
    table, profile = found
    kinds = table.kinds
    kind = (
        profile.mapping.get("kind")
        if profile and profile.mapping.get("kind") in kinds
        else next(iter(kinds), "")
    )
    _note_table(batch, table, book=book, kind=kind, remembered=profile is not None, old=State.UPLOADED)
    return table


def choose_table(batch: ImportBatch, *, sheet: str, header_rows: tuple[int, int]) -> Table:
    """A person names sheet and heading rows (first, last; as on screen); its columns are matched anew.

    Raises Refused for a sheet or rows that are not there, and (stale) when the import has moved on.
    """
    book = _book(batch)
    chosen = next((one for one in book.sheets if one.name[:100] == sheet), None)
    if chosen is None:
        raise Refused(_("The stored file has no such sheet."), field="sheet", code="invalid")
    try:
        table = table_at(chosen, header_rows=header_rows)
    except Unreadable as problem:
        message = _("There are no such heading rows: one or two rows of the sheet, from row 1.")
        raise Refused(message, field="first", code="invalid") from problem
    if not table.data:
        raise Refused(Unreadable("no_rows").sentence, field="first", code="invalid")
    kind = next(iter(table.kinds), "")
    _note_table(batch, table, book=book, kind=kind, remembered=False, old=(State.PARSED, State.PREVIEWED))
    return table


def preview_sheets(batch: ImportBatch) -> list[dict[str, Any]]:
    """The first rows of every sheet, for choosing where the list begins. Raises Refused."""
    return [
        {
            "name": sheet.name[:100],
            "shown": _shown_name(sheet.name, batch=batch),
            "hidden": sheet.hidden,
            "count": len(sheet.rows),
            "rows": [
                (number, [printable(cell)[:PREVIEW_SIGNS] for cell in row[:PREVIEW_COLUMNS]])
                for number, row in enumerate(sheet.rows[:PREVIEW_ROWS], start=1)
            ],
        }
        for sheet in _book(batch).sheets
        if sheet.rows
    ]


def _note_table(
    batch: ImportBatch,
    table: Table,
    *,
    book: Workbook,
    kind: str,
    remembered: bool,
    old: str | tuple[str, ...],
) -> None:
    move(
        ImportBatch,
        batch.pk,
        old=old,
        new=State.PARSED,
        kind=kind,
        sheet=table.sheet.name[:100],
        header_row=table.header_rows[0],
        header_rows=table.header_rows[1] - table.header_rows[0] + 1,
        headers=list(table.header),
        mapping=table.mapping,
        found=_found(table, book=book, batch=batch, remembered=remembered),
        samples=[list(table.samples(index)) for index in range(len(table.header))],
        read_count=table.rows_read,
    )
    batch.refresh_from_db()


def set_mapping(
    batch: ImportBatch,
    mapping: dict[str, int],
    *,
    kind: str,
    now: datetime,
    remember: bool = True,
    leave_hidden: bool = False,
) -> None:
    """Say what each column means and what the rows are; remembered for the next list of this source and heading.

    What nobody has looked at (`remember=False`) is not remembered. `leave_hidden` leaves out rows the file hides.

    Raises Refused for columns named twice or a kind the columns do not allow.
    """
    if kind not in possible_kinds(mapping):
        message = _("These columns are not enough for this kind of list: choose the missing columns.")
        raise Refused(message, field="kind", code="invalid")
    if len(set(mapping.values())) < len(mapping):
        raise Refused(_("Two meanings were given to one column."), field="mapping", code="invalid")
    with transaction.atomic():
        found = {**batch.found, "leave_hidden": leave_hidden}
        columns = {"mapping": mapping, "kind": kind, "found": found}
        move(ImportBatch, batch.pk, old=UNLOCKED[1:], new=State.MAPPED, **columns)
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
    sheet = next((one for one in _book(batch).sheets if one.name[:100] == batch.sheet), None)
    if sheet is None:
        raise Refused(_("The stored file has no such sheet."), code="invalid")
    heading = (batch.header_row, batch.header_row + batch.header_rows - 1)
    try:
        table = table_by_hand(sheet, header_rows=heading, mapping=batch.mapping)
    except Unreadable as problem:
        raise Refused(problem.sentence, field="mapping", code="invalid") from problem
    return without_hidden(table) if batch.found.get("leave_hidden") else table


def fail_import(batch: ImportBatch, *, error: str) -> None:
    """The import ends here: its file is forgotten and may come again."""
    forget_file(batch)
    ImportBatch.objects.filter(pk=batch.pk, state__in=[*UNLOCKED, State.COMMITTING]).update(
        state=State.FAILED, error=error[:2000], samples=[], file_path=""
    )
    batch.refresh_from_db()


def _book(batch: ImportBatch) -> Workbook:
    try:
        return read_table(stored_path(batch.file_path))
    except Unreadable as problem:
        raise Refused(problem.sentence, field="file", code="invalid") from problem


def _known_table(book: Workbook, *, batch: ImportBatch) -> tuple[Table, MappingProfile] | None:
    """A list whose heading this source has sent before, matched as it was then."""
    profiles = {
        profile.signature: profile
        for profile in MappingProfile.objects.filter(store=batch.store, source=batch.source)
    }
    table = known_heading(book, profiles) if profiles else None
    if table is None or not table.data:
        return None
    profile = profiles[table.signature]
    try:
        return with_mapping(table, profile.mapping["columns"]), profile
    except Unreadable:
        return None


def _best_table(book: Workbook) -> Table:
    """The list that is understood best, else the place where one seems to begin."""
    table = next(iter(find_tables(book)), None) or likely_heading(book)
    if table is None or not table.data:
        raise Refused(
            Unreadable("no_table" if table is None else "no_rows").sentence, field="file", code="invalid"
        )
    return table


def _shown_name(name: str, *, batch: ImportBatch) -> str:
    """The sheet's name; "" for texts without sheets, which are named after the stored file."""
    return "" if name in batch.file_path else name


def _found(table: Table, *, book: Workbook, batch: ImportBatch, remembered: bool) -> dict[str, Any]:
    others = [one for one in book.sheets if one.rows and one is not table.sheet]
    return {
        "signature": table.signature,
        "kinds": list(table.kinds),
        "sheet": _shown_name(table.sheet.name, batch=batch),
        "others": [[one.name[:100], one.hidden] for one in others],
        "skipped": dict(Counter(row.reason for row in table.skipped)),
        "hidden": len(table.hidden_rows),
        "hidden_sheet": table.sheet.hidden,
        "remarks": [finding.as_json() for finding in (*_unread_lists(table, book=book), *table.findings)],
        "remembered": remembered,
    }


def _unread_lists(table: Table, *, book: Workbook) -> tuple[Finding, ...]:
    """A file may hold a list on each of several sheets; one import reads one of them and says so."""
    if len(book.sheets) == 1:
        return ()
    others = [one.sheet.name for one in find_tables(book) if one.data and one.sheet is not table.sheet]
    return (
        (warning(LISTS_NOT_READ, names=" · ".join(printable(name)[:100] for name in others)),)
        if others
        else ()
    )
