"""Dated cases of R01, R07, R40, R42-R44."""

import pytest

from apps.core import worktime
from apps.core.worktime import Unanswerable
from tests.core.worktime_days import OFFICIAL, closed, day, moment, wall


@pytest.mark.parametrize(
    ("document", "days", "closures", "due"),
    [
        ("2025-11-03", 3, "", "2025-11-06"),
        ("2025-11-05", 3, "", "2025-11-08"),  # a Saturday: no holiday extension
        ("2025-09-28", 3, "", "2025-10-01"),  # National Day: shops are open
        ("2025-01-25", 3, "", "2025-01-28"),  # New Year's Eve
        ("2026-02-14", 3, "", "2026-02-17"),  # Spring Festival itself
        ("2024-02-27", 3, "", "2024-03-01"),  # over the leap day
        ("2024-02-26", 3, "", "2024-02-29"),
        ("2025-02-26", 3, "", "2025-03-01"),
        ("2025-12-30", 3, "", "2026-01-02"),
        ("2026-12-30", 3, "", "2027-01-02"),
        ("2025-11-03", 0, "", "2025-11-03"),
        ("2025-11-03", 1, "", "2025-11-04"),
        ("2025-11-03", 45, "", "2025-12-18"),
        ("2025-11-03", 3, "2025-11-04", "2025-11-06"),  # closed before the due day: no extension
        ("2025-11-03", 3, "2025-11-03/2025-11-05", "2025-11-06"),
        ("2025-11-03", 3, "2025-11-06", "2025-11-07"),
        ("2025-11-03", 3, "2025-11-04/2025-11-08", "2025-11-09"),
        ("2025-11-03", 3, "2025-11-06 2025-11-07/2025-11-07 2025-11-09", "2025-11-08"),
        ("2025-11-03", 3, "2025-11-07", "2025-11-06"),
        ("2026-02-12", 3, "2026-02-15/2026-02-20", "2026-02-21"),
        ("2025-11-03", 0, "2025-11-03", "2025-11-04"),
    ],
)
def test_callback_due(document: str, days: int, closures: str, due: str) -> None:
    answer = worktime.callback_due(closed(closures), day(document), days=days)
    assert answer.day == day(due)
    assert answer.at == moment(due) + (moment("2025-01-02") - moment("2025-01-01"))
    assert not answer.clock and not answer.provisional


def test_callback_is_kept_until_the_last_moment_of_the_day() -> None:
    answer = worktime.callback_due(OFFICIAL, day("2025-11-03"))
    assert answer.kept(moment("2025-11-06 23:59:59.999999"))
    assert not answer.kept(moment("2025-11-07 00:00:00"))


def test_callback_trace_names_rule_document_day_days_and_closure() -> None:
    answer = worktime.callback_due(closed("2025-11-06"), day("2025-11-03"), since=day("2025-01-01"))
    assert [step.code for step in answer.trace] == [
        "rule_since", "start_day", "day_counted", "day_counted", "day_counted", "closed", "rolled", "due_day",
    ]  # fmt: skip
    assert answer.trace[0].params == {"rule": "R01", "value": 3, "since": "2025-01-01"}
    assert answer.trace[5].params == {"day": "2025-11-06", "reason": "stocktaking"}


@pytest.mark.parametrize("days", [-1, 3661])
def test_absurd_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(Unanswerable):
        worktime.callback_due(OFFICIAL, day("2025-11-03"), days=days)


@pytest.mark.parametrize(
    ("document", "closures", "due"),
    [
        ("2025-11-03", "", "2025-11-10"),
        ("2024-02-22", "", "2024-02-29"),
        ("2024-02-23", "", "2024-03-01"),
        ("2025-12-25", "", "2026-01-01"),
        ("2025-11-03", "2025-11-10/2025-11-11", "2025-11-12"),
    ],
)
def test_infocheck_due(document: str, closures: str, due: str) -> None:
    assert worktime.infocheck_due(closed(closures), day(document)).day == day(due)


def test_contact_gap_breaks_on_day_eight() -> None:
    answer = worktime.contact_gap_due(OFFICIAL, day("2025-11-03"))
    assert answer.kept(moment("2025-11-10 23:59:59")) and not answer.kept(moment("2025-11-11"))


def test_question_is_answered_the_same_day() -> None:
    answer = worktime.question_due(OFFICIAL, day("2025-11-03"))
    assert answer.kept(moment("2025-11-03 23:59:59")) and not answer.kept(moment("2025-11-04"))


@pytest.mark.parametrize(
    ("left", "due"),
    [
        ("2025-11-03 10:00:00", "2025-11-03 11:00:00"),
        ("2025-11-03 23:30:00", "2025-11-04 00:30:00"),
        ("2025-12-31 23:00:01", "2026-01-01 00:00:01"),
    ],
)
def test_thank_you_due(left: str, due: str) -> None:
    answer = worktime.thank_you_due(OFFICIAL, moment(left))
    assert wall(answer) == due and answer.clock
    assert answer.kept(moment(due)) and not answer.kept(moment(f"{due}.000001"))


@pytest.mark.parametrize(
    ("left", "closures", "due"),
    [
        ("2025-11-03 11:59:59", "", "2025-11-03 18:30:00"),
        ("2025-11-03 12:00:00", "", "2025-11-04 11:30:00"),
        ("2025-11-03 18:00:00", "2025-11-04", "2025-11-05 11:30:00"),
        ("2025-11-03 09:00:00", "2025-11-03", "2025-11-04 11:30:00"),
        ("2025-12-31 15:00:00", "", "2026-01-01 11:30:00"),
    ],
)
def test_halfday_due(left: str, closures: str, due: str) -> None:
    assert wall(worktime.halfday_due(closed(closures), moment(left))) == due
