"""The first sheet of a small Excel file somebody uploads: a table of some hundred lines, read where it arrives."""

from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from apps.core.refusal import Refused

Rows = list[tuple[int, tuple[Any, ...]]]
LARGEST, LARGEST_UNPACKED = 2_000_000, 30_000_000
NOT_EXCEL = (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError)
MOST_ROWS = 5_000


def read_rows(upload: Any) -> Rows:
    """The numbered lines of the first sheet; what would unpack to a flood is not opened. Raises Refused at `file`."""
    data = BytesIO(upload.read(LARGEST + 1))
    if len(data.getvalue()) > LARGEST:
        raise Refused(_("The file is too large."), field="file", code="invalid")
    try:
        with ZipFile(data) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Refused(_("The file is too large."), field="file", code="invalid")
        sheet = load_workbook(data, read_only=True, data_only=True).worksheets[0]
        return list(enumerate(islice(sheet.iter_rows(values_only=True), MOST_ROWS), start=1))
    except NOT_EXCEL:
        raise Refused(_("This is not an Excel file."), field="file", code="invalid") from None


def cell_text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
