"""Rows come out of the child as they went in, whatever their cells hold."""

import datetime
import json

import pytest

from apps.customers.intake.sheet import Row
from apps.customers.intake.wire import pack, unpack


def there_and_back(rows: list[Row]) -> list[Row]:
    lines = iter("\n".join(pack(rows)).split("\n"))
    return unpack(json.loads(next(lines)), lines=lines)


@pytest.mark.parametrize(
    "rows",
    [
        [("王", "13812345678"), ("", "")],
        [("",)],
        [("\x1f",), ("\x1f\x1f",)],
        [("\x1f",)],
        [("two\nlines", 'quote"'), ("\r", "\u2028")],
        [("[1]", "{}"), ("null", "1")],
        [(1, "1", 1.5), ("x", -2, "")],
        [(), ()],
        [("\ud800",)],
        [("\x00", "\x1f" * 5)] * 3,
    ],
)
def test_cells_stay_what_they_are(rows: list[Row]) -> None:
    assert there_and_back(rows) == rows


def test_numbers_and_days_become_plain_cells() -> None:
    row = (
        13800138000.0,
        0.5,
        datetime.date(2026, 11, 3),
        datetime.datetime.fromisoformat("2026-11-03 08:30"),
        True,
    )
    back = there_and_back([row, row])[0]
    assert back == (13800138000, 0.5, "2026-11-03", "2026-11-03 08:30:00", True)
    assert isinstance(back[0], int)
    mixed = there_and_back([("",), (45962.0,), (datetime.date(2026, 11, 3),)])
    assert mixed == [("",), (45962,), ("2026-11-03",)]


def test_a_garbled_block_is_no_table() -> None:
    with pytest.raises(ValueError, match="3"):
        unpack({"rows": 3, "columns": 1}, lines=iter(["a\x1fb"]))
    with pytest.raises(EOFError):
        unpack({"rows": 1, "columns": 2}, lines=iter(["a"]))
