"""Plates, VINs, money, mileage, ID numbers, names and texts: tables of good and bad."""

import json
import re
from decimal import Decimal

import pytest
from django.utils import translation

from apps.customers.intake.amounts import check_amount, check_mileage
from apps.customers.intake.findings import Checked, Finding
from apps.customers.intake.identities import check_gender, check_id_no
from apps.customers.intake.names import check_name, is_company, name_key
from apps.customers.intake.plain_texts import check_number, check_text
from apps.customers.intake.plates import check_plate
from apps.customers.intake.sentences import SENTENCES
from apps.customers.intake.vins import check_vin, has_check_digit, with_check_digit


def codes(checked: Checked) -> list[str]:
    return [one.code for one in checked.findings]


@pytest.mark.parametrize(
    ("cell", "plate"),
    [
        ("豫A12B45", "豫A12B45"), ("豫ａ·１２Ｂ４５", "豫A12B45"), ("豫A-12B45", "豫A12B45"),
        ("豫 A 12B45 ", "豫A12B45"),
        ("豫AD12345", "豫AD12345"), ("豫AF12345", "豫AF12345"), ("豫A12345D", "豫A12345D"),
        ("京A1234警", "京A1234警"),
        ("粤Z1234港", "粤Z1234港"), ("临", None), ("临牌", None), ("临A12345", None), ("未上牌", None),
        ("无牌", None),
        ("新车", None), ("暂未上牌", None), ("", None), ("无", None), ("0", None), (0, None),
    ],
)  # fmt: skip
def test_plates(cell: str | int, plate: str | None) -> None:
    assert check_plate(cell) == Checked(plate)


@pytest.mark.parametrize(
    ("cell", "plate", "code"),
    [("豫A123", "豫A123", "plate"), ("豫AO2B45", "豫AO2B45", "plate"), ("WJ01警1234", "WJ01警1234", "plate"),
     ("待定", None, "plate_dropped"), ("豫A12345豫B12345", None, "plate_dropped")],
)  # fmt: skip
def test_unusual_plates_are_told_never_refused(cell: str, plate: str | None, code: str) -> None:
    checked = check_plate(cell)
    assert checked.value == plate
    assert [(one.code, one.severity) for one in checked.findings] == [(code, "warning")]


GOOD_VIN = "1M8GDM9AXKP042788"


def test_check_digit_of_a_published_example() -> None:
    assert has_check_digit(GOOD_VIN)
    assert with_check_digit("1M8GDM9A0KP042788") == GOOD_VIN


@pytest.mark.parametrize(
    "cell", [GOOD_VIN, GOOD_VIN.lower(), f" {GOOD_VIN}\u200b", "1M8GDM9AX KP042788", "１M8GDM9AXKP042788"]
)
def test_vins_are_evened_out(cell: str) -> None:
    assert check_vin(cell) == Checked(GOOD_VIN)


@pytest.mark.parametrize(
    ("cell", "value", "code", "severity"),
    [
        ("1M8GDM9A1KP042788", "1M8GDM9A1KP042788", "vin_check_digit", "warning"),
        ("1M8GDM9AXKPO42788", None, "vin_letters", "error"),
        ("1M8GDM9AXKP04278", None, "vin_length", "error"),
        ("1M8GDM9AXKP0427889", None, "vin_length", "error"),
        ("1M8GDM9AXKP04278中", None, "vin_signs", "error"),
    ],
)
def test_wrong_vins(cell: str, value: str | None, code: str, severity: str) -> None:
    checked = check_vin(cell)
    assert checked.value == value
    assert [(one.code, one.severity) for one in checked.findings] == [(code, severity)]


def test_offer_for_letters_is_made_and_taken_only_when_accepted() -> None:
    assert GOOD_VIN in check_vin("IM8GDM9AXKPO42788").findings[0].sentence
    taken = check_vin("IM8GDM9AXKPO42788", accept=frozenset({"vin_letters"}))
    assert taken.value == GOOD_VIN
    assert codes(taken) == ["vin_corrected"]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50元", "1234.50"), ("¥880", "880.00"), ("￥880.5", "880.50"), ("RMB 12", "12.00"),
        (380.5, "380.50"),
        (0.1 + 0.2, "0.30"), (100, "100.00"), ("1.2万", "12000.00"), ("０.5", "0.50"), ("0", "0.00"),
        ("88元整", "88.00"), ("人民币88元", "88.00"),
        ("1,234,567.891", "1234567.89"), (2.675, "2.68"),
    ],
)  # fmt: skip
def test_amounts(cell: str | int | float, amount: str) -> None:
    checked = check_amount(cell)
    assert checked == Checked(Decimal(amount))
    assert str(checked.value) == amount


@pytest.mark.parametrize("cell", ["面议", "12,34", "1.2.3", "1E+5", "--5", "1" * 40, "12元34", 1e9])
def test_what_is_no_amount(cell: str | float) -> None:
    assert check_amount(cell).value is None
    assert check_amount(cell).findings[0].severity == "error"


@pytest.mark.parametrize("cell", [-5, "-5", "(5.00)", "-¥5"])
def test_negative_amounts_are_told(cell: str | int) -> None:
    assert check_amount(cell).value == Decimal("-5.00")
    assert codes(check_amount(cell)) == ["amount_negative"]


@pytest.mark.parametrize(
    ("cell", "km"),
    [("1.2万", 12000), ("12000KM", 12000), ("12,000公里", 12000), ("1.2万公里", 12000), (12000, 12000),
     (12000.4, 12000), ("12000 km", 12000), ("", None)],
)  # fmt: skip
def test_mileages(cell: str | int | float, km: int | None) -> None:
    assert check_mileage(cell) == Checked(km)


@pytest.mark.parametrize("cell", ["约一万", -5, 99_999_999, "1E5"])
def test_unreadable_mileage_is_left_out_with_a_warning(cell: str | int) -> None:
    checked = check_mileage(cell)
    assert checked.value is None
    assert [one.severity for one in checked.findings] == ["warning"]


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        ("11010519491231002X", "11010519491231002X", []), ("11010519491231002x", "11010519491231002X", []),
        ("110105194912310021", "110105194912310021", ["id_check_digit"]),
        (110105194912310000, None, ["id_digits_lost"]),
        ("1.10105E+17", None, ["id_digits_lost"]), ("130503670401001", "130503670401001", []),
        (130503670401001, "130503670401001", []), ("91410100MA12345678", "91410100MA12345678", []),
        ("见附件", None, ["id_no"]), ("", None, []),
    ],
)  # fmt: skip
def test_id_numbers(cell: str | int, value: str | None, found: list[str]) -> None:
    checked = check_id_no(cell)
    assert (checked.value, codes(checked)) == (value, found)


@pytest.mark.parametrize(
    ("cell", "value"), [("男", "male"), ("女士", "female"), ("F", "female"), ("", None), ("保密", None)]
)
def test_genders(cell: str, value: str | None) -> None:
    assert check_gender(cell) == Checked(value)


@pytest.mark.parametrize(
    ("cell", "name", "title", "company", "found"),
    [
        ("王小明", "王小明", "", False, []), ("王 小明", "王小明", "", False, []),
        ("王小明先生", "王小明", "先生", False, []),
        ("王小明（女士）", "王小明", "女士", False, []), ("王先生", "王先生", "先生", False, ["name_surname_only"]),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提", "", False, []), ("𠮷田䶮", "𠮷田䶮", "", False, []),
        ("John  Smith", "John Smith", "", False, []),
        ("郑州某某物流有限公司", "郑州某某物流有限公司", "", True, []),
        ("某某融资租赁有限公司", "某某融资租赁有限公司", "", True, ["name_leasing"]),
        ("市公安局", "市公安局", "", True, []), ("河南省公安厅", "河南省公安厅", "", True, []),
        ("张建行", "张建行", "", False, []),
        ("\u200b李四\u00a0", "李四", "", False, []),
        ("李四\x00", "李四", "", False, []),
    ],
)  # fmt: skip
def test_names(cell: str, name: str, title: str, company: bool, found: list[str]) -> None:
    checked = check_name(cell)
    assert (checked.value.name, checked.value.title, checked.value.is_company) == (name, title, company)
    assert codes(checked) == found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("13800138000", "name_is_number"),
        ("同上", "ditto"),
        ("长" * 81, "name_too_long"),
        (5, "name_is_number"),
    ],
)
def test_what_is_no_name(cell: str | int, code: str) -> None:
    assert codes(check_name(cell)) == [code]


def test_spellings_of_one_name_have_one_key() -> None:
    assert {name_key(text) for text in ("王 小明", "王小明先生", "王小明", "王小明\u200b")} == {"王小明"}
    assert name_key("阿卜杜拉·买买提") == name_key("阿卜杜拉•买买提")
    assert not is_company("王小店")


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        (" js2026 001 ", "JS2026001", []), ("ＪＳ００１", "JS001", []), (20261103001, "20261103001", []),
        ("00001", "00001", []),
        ("2.02611E+15", None, ["number_digits_lost"]), (1234567890123456789, None, ["number_digits_lost"]),
        (1.5, None, ["number_digits_lost"]), ("X" * 41, None, ["number_too_long"]), ("同上", None, ["ditto"]),
        ("", None, []),
    ],
)  # fmt: skip
def test_document_numbers(cell: str | int | float, value: str | None, found: list[str]) -> None:
    checked = check_number(cell, column="settlement_no")
    assert (checked.value, codes(checked)) == (value, found)


def test_texts_keep_what_people_wrote_and_lose_what_nobody_sees() -> None:
    assert check_text("=1+1 😀", column="remark") == Checked("=1+1 😀")
    assert check_text("\u202e甲\u202c\ufeff", column="remark") == Checked("甲")
    assert codes(check_text("甲\x00乙", column="remark")) == ["control_signs"]
    assert check_text("甲\x00乙", column="remark").value == "甲乙"
    long = check_text("长" * 20_000, column="remark")
    assert (len(long.value), codes(long)) == (10_000, ["text_cut"])


def test_findings_survive_storing_and_speak_the_readers_language() -> None:
    finding = check_vin("SHORT").findings[0]
    assert Finding.from_json(finding.as_json()) == finding
    with translation.override("en"):
        assert finding.sentence == "VIN “SHORT” has 5 signs; a VIN has 17."


def test_findings_can_always_be_stored() -> None:
    for cell in ("\x00\ud800昨天", "\ufffe1"):
        stored = check_vin(cell).findings[0].as_json()
        assert "\x00" not in json.dumps(stored, ensure_ascii=False).encode().decode()


def test_every_sentence_can_be_made() -> None:
    names = re.findall(r"%\((\w+)\)s", " ".join(str(sentence) for sentence in SENTENCES.values()))
    words = dict.fromkeys(names, "x")
    with translation.override("en"):
        assert all(str(sentence) % words for sentence in SENTENCES.values())
