"""Phone cells: a table of what lists hold and what becomes of it."""

import pytest

from apps.customers.intake.phones import check_phones

GOOD = [
    ("13812345678", ["13812345678"]),
    (13812345678, ["13812345678"]),
    ("13812345678.0", ["13812345678"]),
    ("１３８１２３４５６７８", ["13812345678"]),
    ("1381234567８", ["13812345678"]),
    ("0371-６6668888", ["037166668888"]),
    ("手机13812345678座机037166668888", ["13812345678", "037166668888"]),
    (" 138 1234 5678\u00a0", ["13812345678"]),
    ("138-1234-5678", ["13812345678"]),
    ("138.1234.5678", ["13812345678"]),
    ("\u200b13812345678\u202c", ["13812345678"]),
    ("'13812345678", ["13812345678"]),
    ("+8613812345678", ["13812345678"]),
    ("+86 138 1234 5678", ["13812345678"]),
    ("0086-13812345678", ["13812345678"]),
    ("8613812345678", ["13812345678"]),
    ("1795113812345678", ["13812345678"]),
    ("013812345678", ["13812345678"]),
    ("0371-66668888", ["037166668888"]),
    ("(0371)66668888", ["037166668888"]),
    ("0371 66668888", ["037166668888"]),
    ("010-66668888", ["01066668888"]),
    ("+86 371 66668888", ["037166668888"]),
    ("+86-010-66668888", ["01066668888"]),
    ("13812345678/0371-66668888", ["13812345678", "037166668888"]),
    ("13812345678、13912345678", ["13812345678", "13912345678"]),
    ("13812345678;13912345678", ["13812345678", "13912345678"]),
    ("13812345678；13912345678", ["13812345678", "13912345678"]),
    ("13812345678\n13912345678", ["13812345678", "13912345678"]),
    ("13812345678 13912345678", ["13812345678", "13912345678"]),
    ("13812345678，13912345678", ["13812345678", "13912345678"]),
    ("1381234567813912345678", ["13812345678", "13912345678"]),
    ("13812345678/13812345678", ["13812345678"]),
    ("", []),
    ("无", []),
    ("0", []),
    (0, []),
    ("-", []),
]


@pytest.mark.parametrize(("cell", "numbers"), GOOD)
def test_numbers_come_out_as_digits(cell: str | int, numbers: list[str]) -> None:
    checked = check_phones(cell)
    assert [phone.number for phone in checked.value] == numbers
    assert not checked.findings


@pytest.mark.parametrize(
    ("cell", "number", "ext", "label"),
    [
        ("0371-66668888转808", "037166668888", "808", ""),
        ("0371-66668888-808", "037166668888", "808", ""),
        ("0371-66668888 ext 12", "037166668888", "12", ""),
        ("13812345678(李女士)", "13812345678", "", "李女士"),
        ("13812345678（李女士）", "13812345678", "", "李女士"),
        ("李女士13812345678", "13812345678", "", "李女士"),
        ("张经理:13812345678", "13812345678", "", "张经理"),
        ("13812345678 李女士", "13812345678", "", "李女士"),
        ("手机：13812345678", "13812345678", "", ""),
    ],
)
def test_extension_and_label_stay_beside_the_number(cell: str, number: str, ext: str, label: str) -> None:
    checked = check_phones(cell)
    assert [(phone.number, phone.ext, phone.label) for phone in checked.value] == [(number, ext, label)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.38E+10", "phone_scientific"),
        ("1.38e10", "phone_scientific"),
        (1.5, "phone_scientific"),
        ("11111111111", "phone_placeholder"),
        ("13800000000", "phone_placeholder"),
        ("12345678901", "phone_placeholder"),
        ("00000000", "phone_placeholder"),
        ("同上", "ditto"),
        ("66668888", "phone_without_area"),
        ("1381234567", "phone_length"),
        ("138123456789", "phone_length"),
        (1381234567, "phone_length"),
        ("12812345678", "phone_length"),
        ("138123456７٨", "phone_length"),
        ("abc", "phone"),
        ("😀", "phone"),
    ],
)
def test_what_is_no_number_is_an_error(cell: str | int | float, code: str) -> None:
    checked = check_phones(cell)
    assert checked.value == ()
    assert [(one.code, one.severity) for one in checked.findings] == [(code, "error")]
    assert str(cell) in checked.findings[0].sentence


def test_a_good_number_beside_a_bad_one_is_kept_and_the_bad_one_told() -> None:
    checked = check_phones("13812345678/1234")
    assert [phone.number for phone in checked.value] == ["13812345678"]
    assert [one.code for one in checked.findings] == ["phone"]


def test_lost_zero_is_restored_only_for_a_number_cell_with_a_real_area_code() -> None:
    restored = check_phones(37166668888)
    assert [(phone.number, phone.kind) for phone in restored.value] == [("037166668888", "landline")]
    assert [one.code for one in restored.findings] == ["phone_zero_restored"]
    assert check_phones("37166668888").value == ()


@pytest.mark.parametrize(
    ("cell", "number", "kind"),
    [("400-123-4567", "4001234567", "service"), ("+852 2345 6789", "+85223456789", "foreign")],
)
def test_service_and_foreign_numbers(cell: str, number: str, kind: str) -> None:
    assert [(phone.number, phone.kind) for phone in check_phones(cell).value] == [(number, kind)]
