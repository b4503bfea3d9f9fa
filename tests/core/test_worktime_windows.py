"""Calling windows one second around each edge (R04, R46), next windows, and the judge of R06."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.core import worktime
from apps.core.worktime import Calendar, Occurrence, Unanswerable, Window
from tests.core.worktime_days import OFFICIAL, closed, day, moment

CUT_OFF = moment("2025-11-07 00:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-11-03 00:00:00", False),
        ("2025-11-03 08:59:59", False),
        ("2025-11-03 09:00:00", True),
        ("2025-11-03 09:00:01", True),
        ("2025-11-03 11:29:59", True),
        ("2025-11-03 11:30:00", True),
        ("2025-11-03 11:30:00.000001", False),
        ("2025-11-03 11:30:01", False),
        ("2025-11-03 15:59:59", False),
        ("2025-11-03 16:00:00", True),
        ("2025-11-03 18:30:00", True),
        ("2025-11-03 18:30:01", False),
        ("2025-11-02 10:00:00", True),  # Sunday
        ("2025-10-01 10:00:00", True),  # National Day
        ("2026-02-17 17:00:00", True),  # Spring Festival
        ("2025-11-03 23:59:59", False),
    ],
)
def test_follow_up_window(at: str, expected: bool) -> None:
    verdict = worktime.in_window(OFFICIAL, moment(at))
    assert (verdict.answer, verdict.kind, verdict.provisional) == (expected, "hard", False)


@pytest.mark.parametrize("purpose", ["appointment", "inbound", "complaint", "thank_you"])
def test_exempt_purposes_are_always_in(purpose: str) -> None:
    verdict = worktime.in_window(OFFICIAL, moment("2025-11-03 22:00"), purpose=purpose)
    assert (verdict.answer, verdict.kind) == (True, "exempt")


@pytest.mark.parametrize(
    ("at", "expected"),
    [("09:29:59", False), ("09:30:00", True), ("11:30:00", True), ("11:30:01", False), ("17:00:00", False)],
)
def test_sales_consultant_hint(at: str, expected: bool) -> None:
    verdict = worktime.in_window(OFFICIAL, moment(f"2025-11-03 {at}"), purpose="sales_consultant")
    assert (verdict.answer, verdict.kind) == (expected, "hint")


def test_unknown_purpose_naive_moment_and_no_window_are_refused() -> None:
    with pytest.raises(Unanswerable):
        worktime.in_window(OFFICIAL, moment("2025-11-03 10:00"), purpose="sales")
    with pytest.raises(Unanswerable):
        worktime.in_window(OFFICIAL, moment("2025-11-03 10:00").replace(tzinfo=None))
    for ask in (worktime.in_window, worktime.next_windows, worktime.occurrence):
        with pytest.raises(Unanswerable):
            ask(OFFICIAL, moment("2025-11-03 10:00"), windows=())
    with pytest.raises(Unanswerable):
        worktime.unreachable(OFFICIAL, [moment("2025-11-03 10:00")], before=CUT_OFF, windows=())


def test_windows_never_opened_again_are_refused() -> None:
    with pytest.raises(Unanswerable):
        worktime.next_windows(closed("2025-11-03/2199-12-31"), moment("2025-11-03 10:00"))


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [["09:00"]],
        [["9", "11"]],
        [["11:30", "09:00"]],
        [["09:00", "11:30"], ["11:00", "12:00"]],
        [["09:00", "25:00"]],
        [None],
        [[9, 11]],
    ],
)
def test_unfit_windows_are_refused(pairs: list[object]) -> None:
    with pytest.raises(Unanswerable):
        worktime.windows_from(pairs)


def test_windows_are_sorted_and_may_touch() -> None:
    windows = worktime.windows_from([["16:00", "18:30"], ["09:00", "11:30"], ["11:30", "12:00"]])
    assert [str(window) for window in windows] == ["09:00-11:30", "11:30-12:00", "16:00-18:30"]
    assert worktime.occurrence(OFFICIAL, moment("2025-11-03 11:30"), windows=windows) == Occurrence(
        day("2025-11-03"), 0
    )


def test_next_windows_skip_what_is_over_and_closed_days() -> None:
    found = worktime.next_windows(closed("2025-11-04"), moment("2025-11-03 11:30:01"), count=3)
    assert found == [
        (moment("2025-11-03 16:00"), moment("2025-11-03 18:30")),
        (moment("2025-11-05 09:00"), moment("2025-11-05 11:30")),
        (moment("2025-11-05 16:00"), moment("2025-11-05 18:30")),
    ]
    assert worktime.next_windows(OFFICIAL, moment("2025-11-03 11:30"))[0][1] == moment("2025-11-03 11:30")


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ("11-04 09:00 / 11-04 16:00 / 11-05 09:00", True),
        ("11-04 09:00 / 11-04 16:00 / 11-04 18:30", False),  # one day, two windows
        ("11-04 09:00 / 11-04 11:30 / 11-05 09:00", False),  # two windows only
        ("11-04 09:00 / 11-05 09:00 / 11-06 18:30", True),  # the same clock time, three occurrences
        ("11-04 09:00 / 11-05 09:00", False),
        ("11-04 09:00 / 11-04 16:00 / 11-05 12:00", False),  # outside windows does not count
        ("11-04 09:00 / 11-05 16:00 / 11-07 09:00", False),  # after the cut-off
        ("11-04 08:59 / 11-04 09:00 / 11-04 16:00 / 11-05 16:00", True),
        ("", False),
    ],
)
def test_unreachable(attempts: str, expected: bool) -> None:
    starts = [moment(f"2025-{text.strip()}") for text in attempts.split("/") if text.strip()]
    verdict = worktime.unreachable(OFFICIAL, starts, before=CUT_OFF)
    assert verdict.answer is expected
    assert verdict.trace[-1].code == "attempts_counted"


def test_unreachable_counts_up_to_the_cut_off_exclusive() -> None:
    starts = [CUT_OFF - timedelta(days=2), CUT_OFF - timedelta(days=1), CUT_OFF]
    utc = Calendar(tz="UTC")
    at_four = [Window(CUT_OFF.time(), CUT_OFF.time())]
    assert not worktime.unreachable(utc, starts, before=CUT_OFF, windows=at_four).answer
    assert worktime.unreachable(
        utc, starts, before=CUT_OFF + timedelta(microseconds=1), windows=at_four
    ).answer


def test_windows_follow_the_wall_clock_where_clocks_change() -> None:
    berlin = Calendar(tz="Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    for text in ("2025-03-30 09:00", "2025-10-26 09:00"):
        assert worktime.in_window(berlin, moment(text, zone)).answer
        assert not worktime.in_window(berlin, moment(text, zone) - timedelta(seconds=1)).answer
