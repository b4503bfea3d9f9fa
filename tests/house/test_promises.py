"""docs/promises.md names what shows each promise: nothing it names may be gone, no promise may be left out."""

import inspect
import re
from pathlib import Path

import pytest
from celery import current_app
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads, prepare_accept_content

import drill.__main__ as steps

ROOT = Path(__file__).parents[2]
COUNTS = {"L": 6, "F": 13, "D": 8, "B": 7, "A": 6, "H": 9, "K": 5}
DROPPED = {"B2"}


def lines() -> dict[str, str]:
    rows = re.findall(
        r"^\| ([A-Z]\d+) \|.*\| (.*) \|$", (ROOT / "docs" / "promises.md").read_text(), re.MULTILINE
    )
    return dict(rows)


def test_every_promise_is_named_and_what_shows_it_is_there() -> None:
    shown = lines()
    assert set(shown) == {f"{kind}{n}" for kind, most in COUNTS.items() for n in range(1, most + 1)} - DROPPED
    known = set(re.findall(r'"(\w+)": lambda', inspect.getsource(steps.run)))
    assert known
    for key, words in shown.items():
        tests, drilled = re.findall(r"`(tests/[\w/]+\.py)`", words), re.findall(r"drill:(\w+)", words)
        assert tests or drilled, key
        assert [path for path in tests if not (ROOT / path).exists()] == [], key
        assert set(drilled) <= known, key


def test_the_worker_takes_json_and_nothing_else() -> None:
    """H9: a pickle from whoever reaches Redis is refused before it is read; results are kept nowhere."""
    accepted = prepare_accept_content(current_app.conf.accept_content)
    kind, coding, frame = dumps({"task": "jobs.tick"}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(frame, kind, coding, accept=accepted)
    assert loads(
        frame, kind, coding, accept=prepare_accept_content(["pickle"])
    )  # negative control: where it is let in, it is read
    kind, coding, frame = dumps({"task": "jobs.tick"}, serializer="json")
    assert loads(frame, kind, coding, accept=accepted) == {"task": "jobs.tick"}
    assert (current_app.conf.result_backend, current_app.conf.task_ignore_result) == (None, True)
