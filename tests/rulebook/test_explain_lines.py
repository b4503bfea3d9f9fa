"""The conversation of `manage.py explain_due --jsonl`: broken lines, flushing, stores, an empty house."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Store
from apps.rulebook.explain import KINDS, TRIGGERS, House, explain
from apps.rulebook.management.commands import explain_due
from apps.rulebook.models import CalendarYear, PolicyValue, StoreClosure
from apps.rulebook.policy import PolicyBook
from apps.rulebook.reference import shipped_calendar
from tests.rulebook.test_explain_answers import DATES

SHIPPED = House(shipped_calendar(), PolicyBook.shipped())
ROOT = Path(__file__).resolve().parents[2]


def lines(*given: object, house: House = SHIPPED) -> list[dict[str, Any]]:
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in given)
    sink = io.BytesIO()
    explain_due.answer_lines(io.BytesIO(raw), sink, house=house)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_bad_lines_do_not_end_the_conversation() -> None:
    good = {"id": "äöü𠮷", "kind": "is_working_day", "date": "2025-11-03"}
    bad = [b"", b"{", b"nonsense", b"\xff\xfe", b"[1]", b"7", b'"text"', b"null", b'{"id": NaN}', b'{"id": 1e400}',
           b"[" * 100000, b'{"a":' * 100000, b"9" * 5000, b" " * 1_000_001, b'{"id":"\\ud800","kind":"x"}']  # fmt: skip
    answers = lines(good, *bad, good)
    assert len(answers) == len(bad) + 2
    assert answers[0] == answers[-1] and answers[0]["answer"] is True and answers[0]["id"] == good["id"]
    assert all(answer["error"] for answer in answers[1:-1])


def test_a_deep_id_is_answered_somehow() -> None:
    for depth in (50, 300, 600, 900, 980, 990, 995):
        deep = b'{"kind": [], "id": ' + b"[" * depth + b"]" * depth + b"}"
        assert "error" in lines(deep)[0]


def test_byte_order_mark_and_carriage_return_are_no_trouble() -> None:
    raw = '\ufeff{"kind": "is_working_day", "date": "2025-11-03"}\r'.encode()
    assert lines(raw)[0]["answer"] is True


def test_each_answer_is_flushed_before_the_next_line_is_read() -> None:
    seen: list[int] = []

    class Slow(io.BytesIO):
        def flush(self) -> None:
            seen.append(len(self.getvalue().splitlines()))

    def source() -> Any:
        for n in range(3):
            assert len(seen) == n
            yield b'{"kind": "is_working_day", "date": "2025-11-03"}\n'

    explain_due.answer_lines(source(), Slow(), house=SHIPPED)
    assert seen == [1, 2, 3]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELD = st.one_of(JSON, st.dates().map(str), st.datetimes().map(lambda at: at.isoformat(timespec="seconds")))
FIELDS = ["trigger", "closures", "due_days", "inclusive", "purpose", "id", *DATES.values()]


@given(kind=st.sampled_from([*KINDS]), fields=st.dictionaries(st.sampled_from(FIELDS), FIELD), trigger=JSON)
def test_any_question_has_an_answer_or_a_sentence(kind: str, fields: dict[str, Any], trigger: object) -> None:
    question = {"trigger": "出库单" if trigger else trigger, "kind": kind} | fields
    (answer,) = lines(question)
    assert {"error"} <= set(answer) or {"provisional", "trace"} <= set(answer)
    if "id" in question:
        assert answer["id"] == question["id"]


@given(text=st.binary(max_size=60).filter(lambda raw: b"\n" not in raw))
def test_any_bytes_get_one_answer(text: bytes) -> None:
    assert len(lines(text)) == 1


@pytest.mark.django_db
def test_the_stores_closures_and_rules_answer_unless_given() -> None:
    store = Store.objects.create(code="S1", name="Store")
    StoreClosure.objects.create(
        store=store, first_day=date(2025, 11, 8), last_day=date(2025, 11, 8), reason="盘点"
    )
    PolicyValue.objects.create(
        store=store, key=TRIGGERS["出库单"], value=5, effective_from=date(2025, 11, 1), reason="x",
        created_at="2025-11-01T00:00:00Z",
    )  # fmt: skip
    house = explain_due.load_house()
    question = {"kind": "callback_due", "trigger": "出库单", "document": "2025-11-03"}
    found = explain(question, house)
    assert found["due"] == "2025-11-09" and "2025-11-01" in found["trace"][0]
    assert any("盘点" in sentence for sentence in found["trace"])
    assert explain(question | {"closures": []}, house)["due"] == "2025-11-08"
    assert explain(question | {"due_days": 3}, house)["due"] == "2025-11-06"
    assert explain(question | {"document": "2025-10-31"}, house)["due"] == "2025-11-03"
    assert explain(question, explain_due.load_house("S1"))["due"] == "2025-11-09"
    with pytest.raises(CommandError):
        explain_due.load_house("S9")


@pytest.mark.django_db
def test_an_empty_house_answers_from_what_is_shipped() -> None:
    assert explain({"kind": "weekly_due", "week_start": "2025-09-29"}, explain_due.load_house())["due"] == (
        "2025-10-09"
    )
    CalendarYear.objects.all().delete()
    assert explain_due.load_house().calendar == shipped_calendar()


def test_a_house_without_tables_answers_from_what_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_table(code: str | None) -> None:
        raise ProgrammingError("relation does not exist")

    monkeypatch.setattr(explain_due, "_store", no_table)
    house = explain_due.load_house()
    assert house.calendar == SHIPPED.calendar
    assert house.book.chosen("complaint.close_days", on=date(2025, 11, 3)) == (3, None)


def run_command(*arguments: str, text: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "manage.py", "explain_due", *arguments],
        input=text, capture_output=True, cwd=ROOT, env=os.environ | environment, timeout=600, check=False,
    )  # fmt: skip


def test_the_command_speaks_both_languages_in_a_bare_locale() -> None:
    question = '{"id": 1, "kind": "is_working_day", "date": "2025-10-11"}\n{"kind": "回访"}\n'.encode()
    done = run_command("--jsonl", "--language", "en", text=question, LC_ALL="C", PYTHONIOENCODING="ascii")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and len(answers) == 2
    assert answers[0]["answer"] is True and "make-up" in answers[0]["trace"][0]
    assert "回访" in answers[1]["error"]


def test_the_command_answers_without_any_database() -> None:
    question = b'{"kind": "weekly_due", "week_start": "2025-09-29"}\n'
    nowhere = "postgres://nobody@127.0.0.1:1/nothing"
    done = run_command("--jsonl", text=question, DATABASE_URL=nowhere, OWNER_DATABASE_URL=nowhere)
    assert done.returncode == 0
    assert json.loads(done.stdout)["due"] == "2025-10-09"
