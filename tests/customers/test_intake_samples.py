"""The sample lists: each kind of dirt occurs, and this is what comes of it."""

import datetime
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from apps.customers.intake.reading import ROOT, read_table
from apps.customers.intake.rows import RowVerdict
from apps.customers.intake.table_finding import Table, find_table
from tests.customers.intake_files import codes, judged

SAMPLES = ROOT / "samples"
FILES = ("settlements.xlsx", "deliveries.xls", "members.csv")
KINDS = dict(zip(FILES, ("settlements", "deliveries", "members"), strict=True))


def sample(name: str) -> Table:
    return find_table(read_table(SAMPLES / name))


def by_number(name: str, *, column: str) -> dict[str, RowVerdict]:
    """The last verdict for each document number as written in the list."""
    table = sample(name)
    return {
        str(one.cells[table.mapping[column]])[-4:].strip('"'): one for one in judged(table, kind=KINDS[name])
    }


@pytest.mark.parametrize("name", FILES)
def test_the_script_makes_the_same_lists_again(tmp_path: Path, name: str) -> None:
    subprocess.run([sys.executable, "samples/make_samples.py", "--out", str(tmp_path)], cwd=ROOT, check=True)
    assert read_table(tmp_path / name) == read_table(SAMPLES / name)


def test_another_day_moves_the_documents(tmp_path: Path) -> None:
    command = [sys.executable, "samples/make_samples.py", "--out", str(tmp_path), "--day", "2026-11-10"]
    subprocess.run(command, cwd=ROOT, check=True)
    table = find_table(read_table(tmp_path / "deliveries.xls"))
    days = {one.clean["delivered_on"] for one in judged(table, kind="deliveries") if one.clean}
    assert max(days) < datetime.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("settlements.xlsx", {"good": 94, "refused": 16, "part": 5}),
        ("deliveries.xls", {"good": 61, "refused": 8}),
        ("members.csv", {"good": 41, "refused": 6, "part": 1}),
    ],
)
def test_what_becomes_of_each_list(name: str, states: dict[str, int]) -> None:
    assert Counter(one.state for one in judged(sample(name), kind=KINDS[name])) == states


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_the_sheet_is_accounted_for(name: str) -> None:
    table = sample(name)
    header = set(range(table.header_rows[0], table.header_rows[1] + 1))
    skipped, data = {one.row_no for one in table.skipped}, {index + 1 for index in table.data}
    assert len(header) + len(table.skipped) + len(table.data) == len(table.sheet.rows)
    assert header | skipped | data == set(range(1, len(table.sheet.rows) + 1))


def test_settlements_table() -> None:
    table = sample("settlements.xlsx")
    assert table.header_rows == (3, 4)
    assert table.kinds == ("settlements", "customers")
    assert Counter(one.reason for one in table.skipped) == {
        "title": 3, "blank": 4, "total": 2, "repeated_header": 1, "footer": 1,
    }  # fmt: skip
    assert [one.code for one in table.findings] == ["hidden_rows"]


def test_deliveries_table() -> None:
    table = sample("deliveries.xls")
    assert table.header_rows == (2, 2)
    assert table.header[table.mapping["delivered_on"]] == "出库日期"


SETTLEMENTS = {
    "9001": ("good", [], {"phone": "19903710001"}),
    "9002": ("good", [], {"phone": "19903710002"}),
    "9003": ("good", [], {"phone": "19903710003"}),
    "9004": ("good", [], {"phone": "19903710004"}),
    "9005": ("good", ["phone_zero_restored"], {"phone": "037166668899"}),
    "9006": ("refused", ["phone_scientific"], {}),
    "9007": ("refused", ["phone_placeholder"], {}),
    "9008": ("good", [], {"phone": "19903710008"}),
    "9009": ("refused", ["error_cell"], {}),
    "9010": ("refused", ["phone_length"], {}),
    "9011": ("good", [], {"settled_on": datetime.date(2026, 11, 17)}),
    "9012": ("good", [], {"settled_on": datetime.date(2026, 11, 17)}),
    "9013": ("good", [], {"settled_on": datetime.date(2026, 11, 18)}),
    "9014": ("good", [], {"settled_on": datetime.date(2026, 11, 19)}),
    "9015": ("good", [], {"settled_on": datetime.date(2026, 11, 19)}),
    "9016": ("refused", ["date_without_year"], {}),
    "9017": ("refused", ["date_impossible"], {}),
    "9018": ("good", ["date_old"], {}),
    "9019": ("good", ["date_future"], {}),
    "9020": ("refused", ["vin_letters"], {}),
    "9021": ("refused", ["vin_length"], {}),
    "9022": ("good", ["vin_check_digit"], {"vin": "LXY11111111111111"}),
    "9023": ("good", ["vin_missing"], {"vin": None}),
    "9024": ("good", [], {"plate_no": "豫A12B45"}),
    "9025": ("good", [], {"plate_no": "豫AD12345"}),
    "9026": ("good", [], {"plate_no": None}),
    "9027": ("good", ["plate"], {"plate_no": "豫A123"}),
    "9028": ("good", [], {"mileage": 12_000}),
    "9029": ("good", [], {"mileage": 12_000}),
    "9030": ("good", [], {"amount": Decimal("1234.50")}),
    "9031": ("good", [], {"amount": Decimal("880.00")}),
    "9032": ("refused", ["amount"], {}),
    "9033": ("good", [], {"amount": Decimal("380.50")}),
    "9034": ("refused", ["uncalculated"], {}),
    "9035": ("refused", ["id_digits_lost"], {}),
    "9036": ("refused", ["id_digits_lost"], {}),
    "9037": ("good", [], {"customer_name": "王小明"}),
    "9038": ("good", [], {"customer_name": "王小明", "title": "先生", "gender": "male"}),
    "9039": ("good", ["name_leasing"], {"is_company": True}),
    "9040": ("good", [], {"customer_name": "𠮷田䶮"}),
    "9041": ("refused", ["required"], {}),
    "9042": ("good", [], {}),
    "9043": ("good", [], {"remark": "=1+1 😀"}),
    "9101": ("part", [], {}),
    "9102": ("part", ["line_repeated"], {}),
    "9103": ("part", [], {}),
    "9104": ("refused", ["lines_conflict"], {}),
}
DELIVERIES = {
    "9001": ("good", [], {"is_company": True}),
    "9002": ("good", [], {"phone": "19903719002"}),
    "9003": ("good", [], {"phone": "19903719003"}),
    "9004": ("good", [], {"phone": "19903719005"}),
    "9005": ("refused", ["phone_without_area"], {}),
    "9006": ("good", [], {"phone": "19903719007"}),
    "9007": ("good", ["phone_service"], {"phone": "4001234567"}),
    "9008": ("good", [], {"phone": "037166668888"}),
    "9009": ("refused", ["ditto"], {}),
    "9010": ("refused", ["no_phone"], {}),
    "9011": ("good", [], {}),
    "9012": ("good", [], {"plate_no": None}),
    "9013": ("refused", ["date_1900"], {}),
    "9014": ("refused", ["date_1900"], {}),
    "9015": ("refused", ["date_ambiguous"], {}),
    "9016": ("good", [], {"delivered_on": datetime.date(2026, 11, 19)}),
    "9017": ("refused", ["error_cell"], {}),
    "9018": ("refused", ["name_is_number"], {}),
    "9019": ("good", [], {"address": '=HYPERLINK("http://example.invalid","点击")'}),
    "9020": ("good", [], {"remark": "@客户 +加装脚垫 -赠送保养"}),
    "9101": ("good", ["phone_shared"], {"phone": "19903719999"}),
}
MEMBERS = {
    "9001": ("good", [], {"joined_on": datetime.date(2026, 11, 19)}),
    "9002": ("refused", ["date_without_year"], {}),
    "9003": ("refused", ["date_1900"], {}),
    "9004": ("good", [], {"phone": "19903720004"}),
    "9005": ("good", [], {"phone": "19903720005"}),
    "9006": ("refused", ["phone_scientific"], {}),
    "9007": ("good", [], {"phone": "19903720007"}),
    "9008": ("good", ["name_surname_only"], {"customer_name": "李小姐", "gender": "female"}),
    "9009": ("good", [], {"customer_name": "欧阳思远"}),
    "9010": ("good", ["gender"], {"gender": "", "member_no": "00009010"}),
    "9011": ("refused", ["date_future"], {}),
    "9012": ("good", [], {"plate_no": None}),
    "9013": ("good", [], {"remark": '说"下次再来",\n谢谢'}),
    "9014": ("good", [], {"remark": "老客户😀，喜欢喝茶"}),
    "9015": ("good", [], {"customer_name": "买买提·艾力"}),
    "9016": ("refused", ["no_phone"], {}),
}
CASES = [
    *(("settlements.xlsx", "settlement_no", number, *case) for number, case in SETTLEMENTS.items()),
    *(("deliveries.xls", "delivery_no", number, *case) for number, case in DELIVERIES.items()),
    *(("members.csv", "member_no", number, *case) for number, case in MEMBERS.items()),
]


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, RowVerdict]]:
    columns = {
        "settlements.xlsx": "settlement_no",
        "deliveries.xls": "delivery_no",
        "members.csv": "member_no",
    }
    return {name: by_number(name, column=column) for name, column in columns.items()}


@pytest.mark.parametrize(("name", "column", "number", "state", "expected", "values"), CASES)
def test_each_dirty_row(
    found: dict, name: str, column: str, number: str, state: str, expected: list, values: dict
) -> None:
    verdict = found[name][number]
    assert (verdict.state, codes(verdict)) == (state, expected), column
    for key, value in values.items():
        assert (verdict.clean["phones"][0].number if key == "phone" else verdict.clean[key]) == value


def test_a_number_in_several_forms_of_one_cell(found: dict) -> None:
    phones = found["settlements.xlsx"]["9002"].clean["phones"]
    assert [one.number for one in phones] == ["19903710002", "037166668888"]
    assert found["settlements.xlsx"]["9003"].clean["phones"][0].label == "李女士"
    senders = found["settlements.xlsx"]["9008"].clean["phones"]
    assert [(one.number, one.label) for one in senders] == [
        ("19903710008", "送修人"),
        ("19903710009", "送修人"),
    ]
    assert found["deliveries.xls"]["9008"].clean["phones"][0].ext == "808"


def test_merged_cells_of_two_cars_belong_to_one_customer(found: dict) -> None:
    first, second = found["deliveries.xls"]["9201"].clean, found["deliveries.xls"]["9202"].clean
    assert (first["customer_name"], first["phones"]) == (second["customer_name"], second["phones"])
    assert first["vin"] != second["vin"]
