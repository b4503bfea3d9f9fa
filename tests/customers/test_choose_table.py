"""Where the list stands, by hand: sheet, heading row, columns, rows the file hides; remembered afterwards (S21)."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.models import User
from apps.customers import services
from apps.customers.models import ImportBatch
from apps.customers.services.feeding import feed_list
from apps.notices.models import Notice
from tests.customers.lists import LI, SETTLEMENTS, WANG, received
from tests.house_of_three import House

ODD = ("Kunde", "Fernsprecher", "Beleg", "Tag")


def workbook(
    sheets: dict[str, Sequence[Sequence[str]]], *, hidden_rows: Sequence[int] = (), hidden_sheet: str = ""
) -> SimpleUploadedFile:
    """An xlsx file; `hidden_rows` (from 1) of every sheet and `hidden_sheet` are hidden."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
            for number in hidden_rows:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            if name == hidden_sheet:
                sheet.hide()
    return SimpleUploadedFile("list.xlsx", stream.getvalue())


def odd_rows(number: str) -> list[tuple[str, ...]]:
    return [("Bericht",), ("von", "Hand"), ODD, (WANG[0], WANG[1], number, "2026-11-01")]


def test_a_heading_nobody_understands_is_matched_once_and_then_known(
    house: House, root: User, noon: datetime, signed_in: Any
) -> None:
    client = signed_in(root)
    file = workbook({"甲": odd_rows("JS-1"), "乙": [("x", "y"), ("1", "2")]}, hidden_sheet="乙")
    answer = client.post(reverse("customers:import_new"), {"file": file, "source": "Werk"})
    batch = ImportBatch.objects.get()
    page = reverse("customers:import_detail", args=[batch.pk])
    assert answer["Location"] == page
    assert (batch.kind, batch.header_row) == ("", 2)
    assert "乙" in client.get(page).text

    table_page = reverse("customers:import_table", args=[batch.pk])
    assert "Fernsprecher" in client.get(table_page).text
    assert client.post(table_page, {"sheet": "甲", "first": "99", "rows": "1"}).status_code == 400
    assert client.post(table_page, {"sheet": "甲", "first": "3", "rows": "1"})["Location"] == page
    batch.refresh_from_db()
    assert (tuple(batch.headers), batch.samples[2]) == (ODD, ["JS-1"])

    meanings = ("customer_name", "phone", "settlement_no", "settled_on")
    form = {f"column-{index}": name for index, name in enumerate(meanings)}
    client.post(page, {"kind": "settlements", **form})
    batch.refresh_from_db()
    services.check(batch, now=noon)
    assert (batch.new_count, batch.refused_count) == (1, 0)

    again = received(workbook({"甲": odd_rows("JS-2")}), store=house.store, by=root, now=noon, source="Werk")
    services.parse(again)
    assert (again.kind, again.header_row, again.found["remembered"]) == ("settlements", 3, True)


def test_lists_on_further_sheets_are_named_and_those_who_may_act_are_told(
    house: House, zhou: User, noon: datetime, signed_in: Any, tmp_path: Path
) -> None:
    """One import reads one sheet; in a nightly feed nobody would miss the others."""
    path = tmp_path / "months.xlsx"
    file = workbook({"说明": [("制作", "甲")], "10月": [SETTLEMENTS, LI], "11月": [SETTLEMENTS, WANG, LI]})
    path.write_bytes(file.read())
    summary = feed_list(path, source="DMS", store=house.store, now=noon, by=zhou, dry_run=False)
    assert (summary.read, summary.new, summary.error) == (2, 2, "")
    page = signed_in(zhou).get(reverse("customers:import_detail", args=[summary.batch])).text
    assert "下列工作表也有名单，本次没有读取：10月" in page
    assert [notice.params["file"] for notice in Notice.objects.filter(user=zhou)] == ["months.xlsx"]


def test_hidden_rows_are_asked_about_and_may_stay_out(
    house: House, root: User, noon: datetime, signed_in: Any
) -> None:
    rows = [SETTLEMENTS, WANG, LI, ("合计", "", "", "", "", "", "", "", "979.5"), SETTLEMENTS]
    batch = received(workbook({"甲": rows}, hidden_rows=[3]), store=house.store, by=root, now=noon)
    services.parse(batch)
    assert (batch.read_count, batch.found["skipped"]) == (2, {"total": 1, "repeated_header": 1})
    page = reverse("customers:import_detail", args=[batch.pk])
    client = signed_in(root)
    text = client.get(page).text
    assert 'name="hidden"' in text
    form = {f"column-{index}": name for name, index in batch.mapping.items()}
    client.post(page, {"kind": "settlements", "hidden": "leave", **form})
    batch.refresh_from_db()
    services.check(batch, now=noon)
    assert (batch.read_count, batch.new_count) == (1, 1)


def test_a_list_on_a_hidden_sheet_waits_for_a_person_at_night(
    house: House, root: User, noon: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "night.xlsx"
    path.write_bytes(workbook({"说明": [("见下页",)], "表": [SETTLEMENTS, WANG]}, hidden_sheet="表").read())
    options = {"source": "DMS", "store": house.store, "now": noon, "by": root, "dry_run": False}
    told = feed_list(path, **options)
    assert (told.state, told.new) == ("parsed", 0)
    assert told.error
    batch = ImportBatch.objects.get()
    services.set_mapping(batch, batch.mapping, kind=batch.kind, now=noon)
    assert feed_list(path, **options).state == "committed"
