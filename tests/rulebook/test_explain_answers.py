"""The questions of explain_due: dated answers, and a sentence for every bad value."""

from typing import Any

import pytest

from apps.rulebook.explain import KINDS, House, explain
from apps.rulebook.policy import PolicyBook
from apps.rulebook.reference import shipped_calendar

SHIPPED = House(shipped_calendar(), PolicyBook.shipped())


def ask(kind: str, **fields: Any) -> dict[str, Any]:
    return explain({"kind": kind, **fields}, SHIPPED)


@pytest.mark.parametrize(
    ("question", "due"),
    [
        ({"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03"}, "2025-11-06"),
        ({"kind": "callback_due", "trigger": "结算单", "document": "2025-11-03"}, "2025-11-06"),
        ({"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03T23:59:59"}, "2025-11-06"),
        ({"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03 23:59"}, "2025-11-06"),
        ({"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03T15:59:59Z"}, "2025-11-06"),
        ({"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03T16:00:00Z"}, "2025-11-07"),
        (
            {"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03T23:00:00+14:00"},
            "2025-11-06",
        ),
        (
            {"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03", "due_days": 0},
            "2025-11-03",
        ),
        (
            {"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03", "due_days": 5},
            "2025-11-08",
        ),
        (
            {
                "kind": "callback_due",
                "trigger": "出库单",
                "document": "2025-11-03",
                "closures": ["2025-11-06"],
            },
            "2025-11-07",
        ),
        (
            {
                "kind": "callback_due",
                "trigger": "出库单",
                "document": "2025-11-03",
                "closures": ["2025-11-06/2025-11-07", ["2025-11-08", "2025-11-09"], {"date": "2025-11-10"}],
            },
            "2025-11-11",
        ),
        (
            {
                "kind": "callback_due",
                "trigger": "出库单",
                "document": "2025-11-03",
                "closures": [{"first_day": "2025-11-05", "last_day": "2025-11-07", "reason": "盘点"}],
            },
            "2025-11-08",
        ),
        (
            {"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03", "closures": [], "x": [1]},
            "2025-11-06",
        ),
        ({"kind": "infocheck_due", "document": "2024-02-22"}, "2024-02-29"),
        ({"kind": "complaint_close_due", "issued": "2025-11-03T18:00:00"}, "2025-11-06"),
        ({"kind": "complaint_close_due", "issued": "2025-11-03"}, "2025-11-06"),
        ({"kind": "return_due", "issued": "2025-11-03"}, "2025-11-05"),
        ({"kind": "first_contact_due", "issued": "2025-11-03T16:30:00"}, "2025-11-03T18:30:00"),
        ({"kind": "first_contact_due", "issued": "2025-11-03T16:30:01"}, "2025-11-04T09:00:01"),
        ({"kind": "first_contact_due", "issued": "2025-11-03T08:30:00Z"}, "2025-11-03T18:30:00"),
        ({"kind": "weekly_due", "week_start": "2025-09-29"}, "2025-10-09"),
        ({"kind": "xun_due", "xun_start": "2025-10-01"}, "2025-10-13"),
        ({"kind": "monthly_due", "month": "2025-09"}, "2025-10-14"),
        ({"kind": "monthly_due", "month": "2025-09-01"}, "2025-10-14"),
        ({"kind": "monthly_due", "month": "2025-09", "inclusive": True}, "2025-10-14"),
        ({"kind": "monthly_due", "month": "2025-09", "inclusive": False}, "2025-10-13"),
        ({"kind": "monthly_due", "month": "2025-12"}, "2026-01-08"),
        ({"kind": "member_entry_due", "joined_on": "2025-09-30"}, "2025-10-01T12:00:00"),
        (
            {"kind": "member_entry_due", "joined_on": "2025-11-03", "closures": ["2025-11-04"]},
            "2025-11-05T12:00:00",
        ),
    ],
)
def test_due(question: dict[str, Any], due: str) -> None:
    answer = explain({"id": "q7", **question}, SHIPPED)
    assert (answer["due"], answer["id"], answer["provisional"]) == (due, "q7", False)
    assert answer["trace"] and all(isinstance(sentence, str) for sentence in answer["trace"])


def test_complaint_answer_names_the_departments_target_too() -> None:
    assert ask("complaint_close_due", issued="2025-11-03")["return_due"] == "2025-11-05"


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ({"kind": "is_working_day", "date": "2025-10-11"}, True, None),
        ({"kind": "is_working_day", "date": "2025-10-11T23:00:00"}, True, None),
        ({"kind": "is_working_day", "date": "2025-10-08"}, False, None),
        ({"kind": "is_working_day", "date": "2025-11-03", "closures": ["2025-11-03"]}, False, None),
        ({"kind": "in_window", "at": "2025-11-03T11:30:00"}, True, "hard"),
        ({"kind": "in_window", "at": "2025-11-03T11:30:01"}, False, "hard"),
        ({"kind": "in_window", "at": "2025-11-03T03:30:00Z"}, True, "hard"),
        ({"kind": "in_window", "at": "2025-11-03T12:00", "purpose": "followup"}, False, "hard"),
        ({"kind": "in_window", "at": "2025-11-03T12:00", "purpose": "inbound"}, True, "exempt"),
        ({"kind": "in_window", "at": "2025-11-03T12:00", "purpose": "appointment"}, True, "exempt"),
        ({"kind": "in_window", "at": "2025-11-03T12:00", "purpose": "complaint"}, True, "exempt"),
        ({"kind": "in_window", "at": "2025-11-03T12:00", "purpose": "thank_you"}, True, "exempt"),
        ({"kind": "in_window", "at": "2025-11-03T09:29:59", "purpose": "sales_consultant"}, False, "hint"),
        ({"kind": "in_window", "at": "2025-11-03T09:30:00", "purpose": "sales_consultant"}, True, "hint"),
    ],
)
def test_answer(question: dict[str, Any], answer: bool, kind: str | None) -> None:
    found = explain(question, SHIPPED)
    assert (found["answer"], found.get("answer_kind")) == (answer, kind)
    assert "id" not in found and "due" not in found


def test_provisional_years_are_flagged() -> None:
    assert ask("is_working_day", date="2027-01-01")["provisional"] is True
    assert ask("is_working_day", date="2027-01-01")["answer"] is False
    assert ask("monthly_due", month="2026-12")["provisional"] is True
    assert ask("callback_due", trigger="出库单", document="2027-03-01")["provisional"] is False


BAD = [None, "", "yesterday", "2025-13-01", "2025-02-29", "2025-1-1", "20251103", "9999-12-31", "0001-01-01",
       "2025-11-03T25:00:00", "2025-11-03T10:00:61", "2025-11-03T10:00:00+99:00", "２０２５-11-03", "2025-11-03T",
       1762128000, 3.5, True, [], {}, ["2025-11-03"], "2025-11-03" * 9999, "\ud800", "%s", "2025-11-03\n"]  # fmt: skip
DATES = {
    "is_working_day": "date", "callback_due": "document", "infocheck_due": "document",
    "complaint_close_due": "issued", "return_due": "issued", "first_contact_due": "issued",
    "weekly_due": "week_start", "xun_due": "xun_start", "monthly_due": "month",
    "member_entry_due": "joined_on", "in_window": "at",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_bad_or_missing_date_gives_a_sentence(kind: str) -> None:
    for bad in BAD:
        answer = ask(kind, id=3, trigger="出库单", **{DATES[kind]: bad})
        assert set(answer) == {"id", "error"} and answer["error"], bad
    assert "error" in ask(kind, trigger="出库单")


@pytest.mark.parametrize(
    "fields",
    [
        {"trigger": None},
        {"trigger": "发票"},
        {"trigger": ["出库单"]},
        {"due_days": -1},
        {"due_days": 3.5},
        {"due_days": 3.0},
        {"due_days": "3"},
        {"due_days": True},
        {"due_days": 10**30},
        {"closures": "2025-11-06"},
        {"closures": [None]},
        {"closures": [["2025-11-07", "2025-11-06"]]},
        {"closures": [["2025-11-07", "2025-11-08", "2025-11-09"]]},
        {"closures": [{}]},
        {"closures": [{"date": 5}]},
        {"closures": ["2025-11-31"]},
        {"closures": {"2025-11-06": 1}},
        {"closures": ["2025-11-04/2199-12-31"]},
    ],
)
def test_bad_callback_question_gives_a_sentence(fields: dict[str, Any]) -> None:
    answer = ask("callback_due", **({"trigger": "出库单", "document": "2025-11-03"} | fields))
    assert set(answer) == {"error"} and answer["error"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("weekly_due", {"week_start": "2025-11-04"}),
        ("xun_due", {"xun_start": "2025-11-12"}),
        ("monthly_due", {"month": "2025-11", "inclusive": "yes"}),
        ("monthly_due", {"month": "2025-11", "inclusive": 0}),
        ("in_window", {"at": "2025-11-03T10:00:00", "purpose": "sales"}),
        ("in_window", {"at": "2025-11-03T10:00:00", "purpose": 7}),
        ("in_window", {"at": "2025-11-03"}),
        ("first_contact_due", {"issued": "2025-11-03"}),
        ("nothing_due", {}),
        ("", {}),
        (None, {}),
        (["callback_due"], {}),
        ({}, {}),
    ],
)
def test_other_bad_questions_give_a_sentence(kind: Any, fields: dict[str, Any]) -> None:
    answer = ask(kind, id=[1, None], **fields)
    assert set(answer) == {"id", "error"} and answer["id"] == [1, None]
