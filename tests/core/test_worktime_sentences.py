"""Every step of every rule becomes a sentence, fresh or stored, and an unknown one never breaks a page."""

import json
from datetime import date

import pytest
from django.utils import translation

from apps.core import worktime
from apps.core.worktime import SENTENCES, Step
from apps.core.worktime.sentences import RULES
from tests.core.test_worktime_properties import ROLLING, Rule
from tests.core.worktime_days import OFFICIAL, closed, day, moment


@pytest.mark.parametrize("rule", ROLLING.values(), ids=ROLLING)
@pytest.mark.parametrize("start", [date(2025, 9, 29), date(2026, 12, 30)])
def test_every_step_becomes_a_sentence(rule: Rule, start: date) -> None:
    trace = rule(closed("2025-09-30/2025-10-03 2025-10-09 2027-01-04"), start).trace
    stored = json.loads(json.dumps([step.as_json() for step in trace]))
    with translation.override("en"):
        assert worktime.sentences(trace) == worktime.sentences(stored)
        for step in trace:
            assert step.code in SENTENCES
            shown = worktime.sentence(step)
            assert shown != step.code and "%" not in shown and "None" not in shown


def test_rule_names_are_known() -> None:
    for rule in ROLLING.values():
        (step,) = (step for step in rule(OFFICIAL, day("2025-11-03")).trace if step.code.startswith("rule_"))
        assert step.params["rule"] in RULES


def test_a_sentence_in_english() -> None:
    with translation.override("en"):
        assert worktime.sentences(worktime.callback_due(closed("2025-11-06"), day("2025-11-03")).trace)[
            -3:
        ] == [
            "The store is closed on 2025-11-06 (Thu): stocktaking.",
            "Moves from 2025-11-06 (Thu) to the next open day, 2025-11-07 (Fri).",
            "Due until 24:00 on 2025-11-07 (Fri).",
        ]
        verdict = worktime.in_window(OFFICIAL, moment("2025-11-03 12:00"), purpose="inbound")
        assert worktime.sentences(verdict.trace)[-1] == "Calling windows do not apply: inbound call."


def test_a_percent_sign_or_brace_in_a_reason_is_shown_as_it_is() -> None:
    step = Step("closed", {"day": "2025-11-06", "reason": "100%(x)s {day}"})
    assert "100%(x)s {day}" in worktime.sentence(step)


@pytest.mark.parametrize(
    "stored",
    [
        {"code": "from_a_later_version"},
        {"code": "counted", "params": {}},
        {"code": "day_off", "params": {"day": "nonsense"}},
        {"code": "rule_since", "params": {"rule": "R99", "value": None, "since": "2025-01-01"}},
    ],
)
def test_a_step_of_another_version_never_breaks_a_page(stored: dict[str, object]) -> None:
    assert worktime.sentence(stored)


def test_no_trace_is_no_sentences() -> None:
    assert worktime.sentences(None) == worktime.sentences([]) == []
