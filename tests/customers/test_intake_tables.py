"""Finding the list: heading rows, meanings, rows that are no data, mapping by hand."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from apps.customers.intake.columns import LABELS, SYNONYMS
from apps.customers.intake.headings import guess_mapping, meaning, normalise
from apps.customers.intake.reading import Unreadable, read_table
from apps.customers.intake.sheet import Merge, Sheet, Workbook
from apps.customers.intake.table_finding import (
    Table,
    find_table,
    find_tables,
    table_by_hand,
    with_mapping,
    without_hidden,
)
from tests.customers.intake_files import HEADINGS, LINE, csv_file, judged


def table_of(*rows: tuple, **options: object) -> Table:
    width = max(map(len, rows))
    return find_table(
        Workbook("xlsx", [Sheet("一", [(*row, *[""] * (width - len(row))) for row in rows], **options)])
    )


def reasons(table: Table) -> dict[int, str]:
    return {one.row_no: one.reason for one in table.skipped}


def test_every_synonym_means_one_column_and_is_written_normalised() -> None:
    words = [word for group in SYNONYMS.values() for word in group]
    assert len(words) == len(set(words))
    assert [word for word in words if normalise(word) != word] == []
    assert set(LABELS) == {*SYNONYMS, "phone_3"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("＊客户姓名", "customer_name"), ("客户\n姓名", "customer_name"), ("手机号（必填）", "phone"),
        ("【手机号】", "phone"),
        ("车架号(VIN)", "vin"), ("vin码", "vin"), ("行驶里程(KM)", "mileage"), ("里程km", "mileage"),
        ("结算金额（元）", "amount"),
        ("金额/元", "amount"), ("结算金额(万元)", "amount"), ("ＶＩＮ", "vin"), ("出库单号：", "delivery_no"),
        ("车 型", "model"),
        ("客户手机号", "phone"), ("车主联系电话", "phone"), ("联系人手机", "phone_2"), ("车架号码", "vin"),
        ("RO号", "settlement_no"), ("结算日", "settled_on"), ("车牌照号", "plate_no"),
        ("送修人电话", "phone_2"), ("客户满意度", None), ("", None), (5, None), ("长" * 50, None),
    ],
)  # fmt: skip
def test_meaning_of_headings(heading: str | int, column: str | None) -> None:
    found = meaning(heading)
    assert (found[0] if found else None) == column


def test_better_heading_wins_and_further_phones_are_kept() -> None:
    headings = ["联系人", "车主", "电话", "手机号", "固定电话", "工单号", "结算单号"]
    assert guess_mapping([(text,) for text in headings]) == {
        "customer_name": 1, "phone": 3, "phone_2": 2, "phone_3": 4, "settlement_no": 6,
    }  # fmt: skip


def test_only_a_second_phone_column_is_the_phone() -> None:
    assert guess_mapping([("姓名",), ("送修人电话",)])["phone"] == 1


def test_title_rows_and_trailing_rows_are_left_out_and_accounted_for() -> None:
    table = table_of(
        ("××4S店2026年11月维修结算明细",), (), HEADINGS, LINE, (" ", "\u00a0"), LINE, HEADINGS,
        ("××4S店2026年11月维修结算明细",), LINE, ("", "合 计：", "", "", "300"),
        ("制表人：甲", "", "打印时间：2026-11-20"),
    )  # fmt: skip
    assert table.header_rows == (3, 3)
    assert [index + 1 for index in table.data] == [4, 6, 9]
    assert reasons(table) == {
        1: "title", 2: "blank", 5: "blank", 7: "repeated_header", 8: "title", 10: "total", 11: "footer",
    }  # fmt: skip


def test_a_repeated_heading_never_hides_the_rows_above_it() -> None:
    table = table_of(
        ("客户信息", "", "结算单号", "结算日期"), ("姓名", "电话", "", ""), LINE[:4], HEADINGS[:4], LINE[:4]
    )
    assert table.header_rows == (1, 2)
    assert (table.rows_read, reasons(table)) == (2, {4: "repeated_header"})


def test_a_document_number_makes_a_row_data_whatever_it_says() -> None:
    table = table_of(HEADINGS, ("合计", "", "JS9", "2026-11-18", "1"), LINE)
    assert table.rows_read == 2


def test_two_row_heading_with_groups() -> None:
    table = table_of(
        ("客户", "", "送修人", "", "结算单号", "结算日期"),
        ("姓名", "电话", "姓名", "电话", "", ""),
        ("王小明", "13812345678", "李四", "13912345678", "JS1", "2026-11-18"),
    )
    assert table.header == ("客户 姓名", "客户 电话", "送修人 姓名", "送修人 电话", "结算单号", "结算日期")
    assert table.mapping == {
        "customer_name": 0,
        "phone": 1,
        "phone_2": 3,
        "settlement_no": 4,
        "settled_on": 5,
    }
    assert table.rows_read == 1
    sender = judged(table)[0].clean["phones"][1]
    assert (sender.number, sender.label) == ("13912345678", "送修人")


def test_group_above_tells_whose_phone_it_is() -> None:
    table = table_of(
        ("送修人信息", "", "车主信息", "", "单据", ""),
        ("姓名", "电话", "姓名", "电话", "结算单号", "结算日期"),
        ("李四", "13912345678", "王小明", "13812345678", "JS1", "2026-11-18"),
    )
    assert (table.mapping["customer_name"], table.mapping["phone"], table.mapping["phone_2"]) == (2, 3, 1)


def test_a_row_above_that_is_no_group_stays_out_of_the_heading() -> None:
    assert table_of(("打印时间：2026-11-20", "", "单位：元", "", ""), HEADINGS, LINE).header == HEADINGS


def test_a_list_below_another_heading_is_never_read_by_the_first_columns() -> None:
    other = ("送修人", "手机号", "预约单号", "预约日期", "预估金额")
    foreign = ("钱一", "13811110003", "YY1", "2026-11-18", "100")
    swapped = ("手机号", "客户姓名", "结算单号", "结算日期", "结算金额")
    table = table_of(
        HEADINGS, LINE, other, foreign, HEADINGS, LINE, swapped, foreign, hidden_rows=frozenset({8})
    )
    assert reasons(table) == {3: "other_heading", 5: "repeated_header", 7: "other_heading"}
    assert [(one.row_no, one.state) for one in judged(table)] == [
        (2, "good"), (4, "refused"), (6, "part"), (8, "refused"),
    ]  # fmt: skip
    assert [one.code for row in judged(table) for one in row.errors] == ["other_list", "other_list"]
    told = [dict(one.params)["row"] for one in table.findings if one.code == "other_heading"]
    assert told == [3, 7]
    assert [one.row_no for one in judged(without_hidden(table))] == [2, 4, 6]


def test_units_and_numbers_of_columns_below_the_heading_are_part_of_it() -> None:
    units, numbers = ("", "", "", "", "(万元)"), ("(1)", "(2)", "(3)", "(4)", "(5)")
    table = table_of(HEADINGS, units, numbers, (*LINE[:4], "1.5"))
    assert reasons(table) == {2: "repeated_header", 3: "repeated_header"}
    assert str(judged(table)[0].clean["amount"]) == "15000.00"


def test_totals_that_count_rows_in_the_phone_column_are_totals() -> None:
    table = table_of(HEADINGS, LINE, ("合计", 5, "", "", 300), ("共5单", "5", "", "", ""))
    assert reasons(table) == {3: "total", 4: "total"}


def test_half_of_a_document_is_told() -> None:
    table = table_of(("客户姓名", "手机号", "单据编号", "结算日期"), LINE[:4])
    assert table.kinds == ("customers",)
    assert [(one.code, one.column) for one in table.findings] == [("half_document", "settled_on")]


def test_kinds_follow_the_columns() -> None:
    both = (*HEADINGS, "出库单号", "出库日期")
    assert table_of(HEADINGS, LINE).kinds == ("settlements", "customers")
    assert table_of(both, LINE).kinds == ("mixed", "deliveries", "settlements", "customers")
    assert table_of(("会员卡号", "姓名", "手机"), LINE[:3]).kinds == ("members", "customers")
    assert table_of(("姓名", "手机"), LINE[:2]).kinds == ("customers",)


def test_near_headings_and_missing_vin_are_told() -> None:
    table = table_of(("客户姓名", "手机号", "出库单号", "开票日期"), LINE[:4])
    assert [one.code for one in table.findings] == ["delivered_on_invoice", "no_vin_column"]


def test_better_day_is_preferred_to_the_invoice_day() -> None:
    table = table_of(("客户姓名", "手机号", "出库单号", "开票日期", "交车日期"), LINE)
    assert table.mapping["delivered_on"] == 4
    assert "delivered_on_invoice" not in [one.code for one in table.findings]


def test_rows_above_a_heading_chosen_by_hand_are_told() -> None:
    sheet = Sheet("一", [LINE, HEADINGS, LINE])
    mapping = {"customer_name": 0, "phone": 1, "settlement_no": 2, "settled_on": 3}
    table = table_by_hand(sheet, header_rows=(2, 2), mapping=mapping)
    assert "rows_above" in [one.code for one in table.findings]


def test_hidden_rows_are_data_and_told() -> None:
    table = table_of(HEADINGS, LINE, LINE, hidden_rows=frozenset({3}))
    assert (table.rows_read, table.hidden_rows) == (2, (3,))
    assert "hidden_rows" in [one.code for one in table.findings]


def test_visible_sheets_come_before_hidden_ones() -> None:
    hidden = Sheet("旧", [HEADINGS, *[LINE] * 9], hidden=True)
    tables = find_tables(Workbook("xlsx", [hidden, Sheet("新", [HEADINGS, LINE]), Sheet("说明", [("x",)])]))
    assert [one.sheet.name for one in tables] == ["新", "旧"]
    assert "hidden_sheet" in [one.code for one in tables[1].findings]


def test_merged_cells_are_filled_downwards_but_amounts_count_once() -> None:
    merges = tuple(Merge(2, column, 3, column) for column in (0, 1, 2, 3, 4))
    table = table_of((*HEADINGS, "备注"), (*LINE, "一"), ("", "", "", "", "", "二"), merges=merges)
    first, second = judged(table)
    assert (first.state, second.state, second.part_of) == ("good", "part", 2)
    assert str(first.clean["amount"]) == "100.00"


def test_header_only_and_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        find_table(read_table(csv_file(tmp_path / "a.csv", [HEADINGS])))
    assert caught.value.code == "no_rows"
    with pytest.raises(Unreadable) as caught:
        find_table(read_table(csv_file(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]])))
    assert caught.value.code == "no_table"


def test_signature_ignores_spelling_but_not_the_columns() -> None:
    table = table_of(HEADINGS, LINE)
    assert table_of(("＊客户 姓名", *HEADINGS[1:]), LINE, LINE).signature == table.signature
    assert table_of((*HEADINGS, "备注"), LINE).signature != table.signature


def test_samples_show_the_first_values() -> None:
    assert table_of(HEADINGS, LINE, ("李四", *LINE[1:])).samples(0) == ("王小明", "李四")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"customer_name": 0}, "mapping_kind"), ({"customer_name": 0, "phone": 0}, "mapping_twice"),
        ({"customer_name": 0, "phone": 99}, "mapping_column"),
        ({"customer_name": 0, "phone": -1}, "mapping_column"),
        ({"customer_name": 0, "phone": "1"}, "mapping_column"),
        ({"customer_name": 0, "phone": 1, "is_staff": 2}, "mapping_unknown"),
    ],
)  # fmt: skip
def test_impossible_mappings_are_refused(mapping: dict, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        with_mapping(table_of(HEADINGS, LINE), mapping)
    assert caught.value.code == code
    assert caught.value.sentence
    json.dumps(caught.value.as_json())


def test_a_refused_mapping_names_the_columns_in_words() -> None:
    with pytest.raises(Unreadable) as caught, translation.override("en"):
        with_mapping(table_of(HEADINGS, LINE), {"customer_name": 0, "phone": 0})
    with translation.override("en"):
        assert caught.value.sentence == "“Customer name” and “Phone” cannot both be the same column."


def test_mapping_by_hand() -> None:
    table = with_mapping(table_of(HEADINGS, LINE), {"customer_name": 0, "phone": 1})
    assert (table.kinds, table.rows_read) == (("customers",), 1)
