"""Verdicts: one per row, documents of several lines, what must be there, numbers shared by many."""

from pathlib import Path

import pytest

from apps.customers.intake.findings import ERROR
from apps.customers.intake.rows import RowVerdict
from apps.customers.intake.shared_phones import shared_phones
from apps.customers.intake.sheet import Row, Sheet, Workbook
from apps.customers.intake.table_finding import find_table
from tests.customers.intake_files import codes, csv_file, judged, verdicts

HEADINGS = (
    "序号",
    "客户姓名",
    "手机号",
    "备用电话",
    "车牌号",
    "车架号",
    "结算单号",
    "结算日期",
    "结算金额",
    "备注",
)
GOOD = ("1", "王小明", "13812345678", "", "豫A12B45", "1M8GDM9AXKP042788", "JS001", "2026-11-18", "100", "")


def line(**changes: object) -> Row:
    names = ("place", "name", "phone", "second", "plate", "vin", "number", "day", "amount", "remark")
    return tuple({**dict(zip(names, GOOD, strict=True)), **changes}.values())


def judge(
    *rows: Row, headings: Row = HEADINGS, kind: str = "settlements", **options: object
) -> list[RowVerdict]:
    return judged(find_table(Workbook("xlsx", [Sheet("一", [headings, *rows])])), kind=kind, **options)


def states(found: list[RowVerdict]) -> list[str]:
    return [one.state for one in found]


def test_a_good_row() -> None:
    (verdict,) = judge(line())
    assert (verdict.row_no, verdict.state, verdict.findings) == (2, "good", ())
    assert verdict.cells == GOOD
    assert verdict.clean["customer_name"] == "王小明"
    assert verdict.clean["settlement_no"] == "JS001"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": ""}, ["required"]), ({"number": ""}, ["required"]), ({"day": ""}, ["required"]),
        ({"phone": ""}, ["no_phone"]),
        ({"day": "11月3日"}, ["date_without_year"]), ({"phone": "1.38E+10"}, ["phone_scientific"]),
        ({"name": "", "day": ""}, ["required", "required"]), ({"phone": "#N/A"}, ["error_cell"]),
        ({"vin": "#REF!"}, ["error_cell"]),
        ({"amount": "面议", "name": ""}, ["amount", "required"]),
    ],
)  # fmt: skip
def test_what_refuses_a_row_is_said_once(changes: dict, found: list[str]) -> None:
    (verdict,) = judge(line(**changes))
    assert (verdict.state, verdict.clean) == ("refused", None)
    assert [one.code for one in verdict.errors] == found


def test_a_bad_number_beside_a_good_one_is_a_warning_but_lost_digits_stay_an_error() -> None:
    (verdict,) = judge(line(second="123"))
    assert (verdict.state, codes(verdict)) == ("good", ["phone"])
    (verdict,) = judge(line(second="1.38E+10"))
    assert verdict.state == "refused"


def test_numbers_of_all_phone_columns_once_each_in_order() -> None:
    (verdict,) = judge(line(phone="13812345678/13900000001", second="13812345678"))
    assert [one.number for one in verdict.clean["phones"]] == ["13812345678", "13900000001"]


def test_an_empty_vin_is_told() -> None:
    (verdict,) = judge(line(vin=""))
    assert (verdict.state, codes(verdict)) == ("good", ["vin_missing"])


def test_lines_of_one_document_add_up() -> None:
    found = judge(line(place="1", amount="100"), line(place="2", amount="50.5"), line(place="3", amount=""))
    assert states(found) == ["good", "part", "part"]
    assert [one.part_of for one in found] == [None, 2, 2]
    assert str(found[0].clean["amount"]) == "150.50"


def test_later_lines_fill_what_the_first_leaves_empty() -> None:
    found = judge(
        line(plate="", remark="", amount="1"),
        line(name="", phone="13900000001", vin="", remark="轮胎", amount="2"),
    )
    assert states(found) == ["good", "part"]
    clean = found[0].clean
    assert (clean["plate_no"], clean["remark"], len(clean["phones"])) == ("豫A12B45", "轮胎", 2)


def test_a_repeated_line_counts_once() -> None:
    found = judge(line(place="1"), line(place="2"))
    assert states(found) == ["good", "part"]
    assert codes(found[1]) == ["line_repeated"]
    assert str(found[0].clean["amount"]) == "100.00"


def test_one_amount_on_all_lines_is_the_documents_total() -> None:
    found = judge(line(remark="工时"), line(remark="配件"))
    assert str(found[0].clean["amount"]) == "100.00"
    assert "amount_repeated" in codes(found[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"day": "2026-11-17"},
        {"vin": "1M8GDM9A1KP042788"},
        {"plate": "豫A99999"},
        {"name": "李四", "phone": "13900000001"},
    ],
)
def test_lines_that_contradict_each_other_refuse_the_document(changes: dict) -> None:
    found = judge(line(), line(**changes), line(number="JS002"))
    assert states(found) == ["refused", "refused", "good"]
    assert "lines_conflict" in codes(found[1])
    assert codes(found[0]) == ["line_refused"]


def test_another_spelling_with_the_same_number_is_no_contradiction() -> None:
    assert states(judge(line(), line(name="王 小明先生", amount="5"))) == ["good", "part"]
    assert states(judge(line(), line(name="王晓明", amount="5"))) == ["good", "part"]


def test_an_error_in_one_line_refuses_the_whole_document() -> None:
    found = judge(line(), line(amount="面议"), line(number="JS002"))
    assert states(found) == ["refused", "refused", "good"]
    assert (codes(found[0]), codes(found[1])) == (["line_refused"], ["amount"])


def test_rows_without_a_number_stay_apart() -> None:
    assert states(judge(line(number=""), line(number=""))) == ["refused", "refused"]


def test_mixed_rows_need_one_whole_document() -> None:
    headings = ("客户姓名", "手机号", "出库单号", "出库日期", "结算单号", "结算日期")
    rows = [
        ("甲乙", "13812345671", "CK1", "2026-11-18", "", ""), ("丙丁", "13812345672", "", "", "JS1", "2026-11-18"),
        ("戊己", "13812345673", "CK2", "2026-11-18", "JS2", "2026-11-18"), ("庚辛", "13812345674", "", "", "", ""),
        ("壬癸", "13812345675", "CK3", "", "JS3", "2026-11-18"),
    ]  # fmt: skip
    found = judge(*rows, headings=headings, kind="mixed")
    assert states(found) == ["good", "good", "good", "refused", "refused"]
    assert [codes(one) for one in found[3:]] == [["no_document"], ["required"]]


def test_other_documents_columns_do_not_refuse_a_row() -> None:
    headings = ("客户姓名", "手机号", "出库单号", "出库日期", "结算单号", "结算日期")
    row = ("甲乙", "13812345671", "CK1", "2026-11-18", "JS1", "昨天")
    assert states(judge(row, headings=headings, kind="deliveries")) == ["good"]
    assert states(judge(row, headings=headings, kind="settlements")) == ["refused"]


def test_customers_without_documents_are_joined_by_name_and_phone() -> None:
    headings = ("姓名", "手机", "车牌")
    rows = [
        ("王小明", "13812345678", ""),
        ("王 小明先生", "13812345678", "豫A12B45"),
        ("王小明", "13900000001", ""),
    ]
    found = judge(*rows, headings=headings, kind="customers")
    assert states(found) == ["good", "part", "good"]
    assert found[0].clean["plate_no"] == "豫A12B45"


def test_formula_without_result_is_an_error_in_a_column_that_is_read() -> None:
    sheet = Sheet("一", [HEADINGS, line(amount="")], uncalculated=frozenset({(2, 8)}))
    (verdict,) = judged(find_table(Workbook("xlsx", [sheet])))
    assert (verdict.state, codes(verdict)) == ("refused", ["uncalculated"])


def test_amounts_in_ten_thousands() -> None:
    headings = tuple("结算金额（万元）" if text == "结算金额" else text for text in HEADINGS)
    (verdict,) = judge(line(amount=1.25), headings=headings)
    assert verdict.clean["amount"] == 12_500


def test_a_number_shared_by_many_customers_is_told() -> None:
    names = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六")
    rows = [line(name=name, number=f"JS{place}", plate="", vin="") for place, name in enumerate(names)]
    found = judge(*rows)
    assert all("phone_shared" in codes(one) and one.state == "good" for one in found)
    assert [(one.number, one.customers) for one in shared_phones(found)] == [("13812345678", 6)]
    assert not any("phone_shared" in codes(one) for one in judge(*rows[:5]))
    assert not any("phone_shared" in codes(one) for one in judge(*rows, phone_cap=6))


def test_offers_are_taken_only_when_accepted() -> None:
    row = line(vin="IM8GDM9AXKPO42788")
    assert states(judge(row)) == ["refused"]
    (verdict,) = judge(row, accept=frozenset({"vin_letters"}))
    assert verdict.clean["vin"] == "1M8GDM9AXKP042788"


def test_unknown_kind_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        judge(line(), kind="nonsense")


def test_formula_like_texts_stay_texts(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADINGS, (*GOOD[:-1], "=cmd|'/c calc'!A1")])
    (verdict,) = verdicts(path)
    assert verdict.clean["remark"] == "=cmd|'/c calc'!A1"


def test_every_error_names_its_cell() -> None:
    found = judge(line(day="昨天", phone="abc", vin="X", amount="x"))
    assert all(one.column and one.sentence and one.severity == ERROR for one in found[0].errors)
