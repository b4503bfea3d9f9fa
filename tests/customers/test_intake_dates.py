"""Date cells: read where certain, refused where not, never guessed."""

import datetime
import zoneinfo

import pytest

from apps.customers.intake.dates import DayReader

TODAY = datetime.date(2026, 11, 20)
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def reader(**changes: bool) -> DayReader:
    return DayReader("delivered_on", TODAY, SHANGHAI, **changes)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03", "2026-11-03 08:30:00", "2026-11-3", "2026/11/03", "2026/11/3 8:30", "2026.11.3", "20261103",
        20261103, "2026年11月3日", "2026年11月3号", "2026年11月03日 8时30分", "26-11-3", "26/11/3", "2026-11-03 ",
        "\u00a02026-11-03",
        "２０２６－１１－０３", "2026-11-03T08:30", "2026-11-03 上午 8:30", "2026-11-03 08:30:15.250", 46329,
        "46329",
        46329.354, "46329.5", "2026-11-03 星期二", "2026年11月3日(周二)", "202611030830", "20261103083015",
    ],
)  # fmt: skip
def test_many_ways_to_write_one_day(cell: str | int | float) -> None:
    checked = reader().check(cell)
    assert checked.value == datetime.date(2026, 11, 3)
    assert not checked.findings


def test_serial_number_of_the_specification() -> None:
    assert reader().check("45962").value == datetime.date(2025, 11, 1)


def test_serial_numbers_of_the_1904_system() -> None:
    assert reader(date_1904=True).check(46329 - 1462).value == datetime.date(2026, 11, 3)


def test_moment_with_an_offset_is_the_day_in_the_stores_zone() -> None:
    assert reader().check("2026-11-02T18:30:00Z").value == datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("11月3日", "date_without_year"), ("11-3", "date_without_year"), ("11/3", "date_without_year"),
        ("11/03/2026", "date_ambiguous"), ("03-11-2026", "date_ambiguous"), ("99-11-3", "date_ambiguous"),
        ("2026-02-30", "date_impossible"), ("2026-13-01", "date_impossible"), ("20261301", "date_impossible"),
        ("1900-01-01", "date_1900"), ("1899-12-30", "date_1900"), ("1900-01-00", "date_1900"), (1, "date_1900"),
        (0.5, "date_1900"), ("1950-01-01", "date_too_early"), ("昨天", "date"), ("同上", "ditto"), (123456, "date"),
        ("2026-11", "date"), ("9999999999999999999999", "date"),
    ],
)  # fmt: skip
def test_uncertain_days_are_errors(cell: str | int | float, code: str) -> None:
    checked = reader().check(cell)
    assert checked.value is None
    assert [(one.code, one.severity) for one in checked.findings] == [(code, "error")]
    assert checked.findings[0].sentence


@pytest.mark.parametrize(("cell", "code"), [("2026-11-21", "date_future"), ("2025-11-19", "date_old")])
def test_future_and_old_days_are_warnings(cell: str, code: str) -> None:
    checked = reader().check(cell)
    assert checked.value == datetime.date.fromisoformat(cell)
    assert [(one.code, one.severity) for one in checked.findings] == [(code, "warning")]


@pytest.mark.parametrize("cell", ["2026-11-20", "2025-11-20", "", "无", "-"])
def test_today_a_year_ago_and_nothing_raise_no_doubt(cell: str) -> None:
    assert not reader().check(cell).findings


def test_birthdays_may_be_long_past_but_not_to_come() -> None:
    assert reader(birthday=True).check("1950-01-01").value == datetime.date(1950, 1, 1)
    assert reader(birthday=True).check("2026-11-21").findings[0].severity == "error"
    assert reader(birthday=True).check("80-1-1").findings[0].code == "date_ambiguous"
