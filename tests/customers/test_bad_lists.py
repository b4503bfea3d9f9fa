"""Each class of bad file through the whole import: a sentence or row errors, counts add up, nothing half-written."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from apps.accounts.models import User
from apps.customers.models import Customer, ImportBatch, ImportRow, Order, Phone
from apps.customers.services.feeding import Summary, feed_list
from tests.customers.intake_files import (
    HEADINGS,
    LINE,
    csv_file,
    list_rows,
    repacked,
    sheet_xml,
    text_cell,
    xlsx_file,
)
from tests.house_of_three import House

SECONDS = 30
Maker = Callable[[Path], Path]


def rows_with(*lines: tuple[object, ...]) -> Maker:
    return lambda path: xlsx_file(path, [HEADINGS, LINE, *lines])


def text_with(*lines: tuple[str, ...], encoding: str = "utf-8") -> Maker:
    return lambda path: csv_file(path, [HEADINGS, LINE, *lines], encoding=encoding)


def raw(content: bytes) -> Maker:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


def with_cell(cell: str, *, around: str = "{}") -> Maker:
    """A good line, and one whose amount is this cell."""
    second = "".join(text_cell(f"{'ABCD'[place]}3", text) for place, text in enumerate(SECOND[:4]))
    return lambda path: sheet_xml(path, f'{list_rows()}<row r="3">{second}{cell}</row>', around=around)


def changed(changes: dict[str, bytes]) -> Maker:
    return lambda path: repacked(xlsx_file(path, [HEADINGS, LINE]), changes)


def cut(path: Path) -> Path:
    xlsx_file(path, [HEADINGS, LINE, *[SECOND] * 500])
    path.write_bytes(path.read_bytes()[:-3000])
    return path


def with_amount(text: str) -> tuple[str, ...]:
    return (*SECOND[:4], text)


def with_name(text: str) -> tuple[str, ...]:
    return (text, *SECOND[1:])


SECOND = ("李秀兰", "13900139002", "JS002", "2026-11-18", "99")
LINKS = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
MACROS = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\x00" * 100}
ENTITIES = '<!DOCTYPE x [<!ENTITY a "b">]>{}'
PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000 + "EncryptedPackage".encode("utf-16-le")
# What the file is -> how it is made, good rows that come in, refused rows; None: the whole file is refused.
FILES: dict[str, tuple[Maker, tuple[int, int] | None]] = {
    "empty": (raw(b""), None),
    "header only": (lambda path: csv_file(path, [HEADINGS]), None),
    "other content": (raw(b"%PDF-1.4 list"), None),
    "cut": (cut, None),
    "password": (raw(PASSWORD), None),
    "zip bomb": (changed({"xl/media/a.bin": bytes(40_000_000)}), None),
    "too many columns": (lambda path: csv_file(path, [["客户姓名"] * 16_384, ["x"] * 16_384]), None),
    "entities": (with_cell("", around=ENTITIES), None),
    "a damaged part": (changed({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}), None),
    "an unclosed quote": (raw(f'{",".join(HEADINGS)}\n{",".join(LINE)}\n"李,1'.encode()), None),
    "no known encoding": (raw(",".join(HEADINGS).encode() + b"\n\xff\xff\xff,\x80"), None),
    "external links": (changed(LINKS), (1, 0)),
    "macros": (changed(MACROS), (1, 0)),
    "another encoding": (text_with(SECOND, encoding="utf-16"), (2, 0)),
    "a formula with a value": (with_cell('<c r="E3"><f>1+98</f><v>99</v></c>'), (2, 0)),
    "a formula without one": (with_cell('<c r="E3"><f>1+98</f></c>'), (1, 1)),
    "an error cell": (with_cell('<c r="E3" t="e"><v>#REF!</v></c>'), (1, 1)),
    "an error cell in another hand": (with_cell('<c r="E3" t = "e"><v>#REF!</v></c>'), None),
    "NUL bytes": (text_with(with_name("李\x00秀兰")), (2, 0)),
    "rare characters and emoji": (text_with(with_name("𠮷䶮😀")), (2, 0)),
    "right-to-left marks": (text_with(with_name("\u202e李秀兰")), (2, 0)),
    "a cell of 10 kB": (rows_with(with_name("长" * 10_000)), (1, 1)),
    "a formula to inject": (text_with(with_name("=HYPERLINK(1)")), (2, 0)),
    "an amount that is none": (text_with(with_amount("=1+1")), (1, 1)),
}
SHORT = ("cut", "zip bomb", "an error cell", "an error cell in another hand", "NUL bytes", "a cell of 10 kB")


def brought(made: Maker, folder: Path, house: House, root: User, at: datetime) -> Summary:
    path = made(folder / "list.xlsx")
    began = time.monotonic()
    summary = feed_list(path, source="DMS", store=house.store, now=at, by=root, dry_run=False)
    assert time.monotonic() - began < SECONDS
    return summary


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in SHORT else pytest.mark.long) for one in FILES]
)
def test_a_sentence_or_row_errors_and_nothing_half_written(
    tmp_path: Path, house: House, root: User, noon: datetime, name: str
) -> None:
    made, rows = FILES[name]
    at = noon.replace(day=20)
    summary = brought(made, tmp_path, house, root, at)
    assert summary.read == summary.new + summary.changed + summary.same + summary.refused
    if rows is None:
        assert (summary.state, bool(summary.error)) == ("failed", True)
        assert not any(model.objects.exists() for model in (Customer, Phone, Order, ImportRow))
        return
    assert (summary.state, summary.error) == ("committed", "")
    assert (summary.new, summary.refused) == rows
    assert Order.objects.count() == rows[0]
    assert ImportRow.objects.count() == summary.read
    assert all(row.findings for row in ImportRow.objects.filter(verdict="refused"))
    assert ImportBatch.objects.get().state == "committed"


@pytest.mark.long
def test_one_bad_row_of_a_thousand_is_reported_and_the_others_come_in(
    tmp_path: Path, house: House, root: User, noon: datetime
) -> None:
    """F13."""
    rows = [(f"客户{n}", f"1390013{n:04d}", f"JS{n:05d}", "2026-11-18", "99") for n in range(3, 1002)]
    rows[500] = (*rows[500][:4], "=1+1")
    summary = brought(text_with(*rows), tmp_path, house, root, noon.replace(day=20))
    assert (summary.read, summary.new, summary.refused) == (1000, 999, 1)
    assert (Order.objects.count(), ImportRow.objects.get(verdict="refused").row_no) == (999, 503)
