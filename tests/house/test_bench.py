"""The benchmark judges by ratios of one run, and says so; no time is measured here."""

import pytest

from bench.__main__ import parse
from bench.cases import CASES
from bench.frame import Measured, Most, Ratio


def rounds(*pairs: tuple[float, float]) -> list[dict[str, Measured]]:
    return [{"floor": Measured(floor), "ours": Measured(ours, {"mb": ours * 100})} for floor, ours in pairs]


def test_the_ratio_is_taken_round_by_round() -> None:
    """One round on a busy machine slows both sides and changes nothing."""
    line = Ratio("ours", to="floor", at_most=1.2).judge(rounds((1, 1.1), (10, 11), (2, 4)))
    assert line.value == pytest.approx(1.1)
    assert line.passed


def test_work_of_different_size_is_compared_by_its_unit() -> None:
    found = [{"small": Measured(1, amount=10), "large": Measured(12, amount=100)}]
    assert Ratio("large", to="small", at_most=1.33).judge(found).value == pytest.approx(1.2)


def test_a_fact_must_hold_in_every_round() -> None:
    assert not Most("ours", fact="mb", at_most=350).judge(rounds((1, 1), (1, 3.6))).passed


def test_every_case_has_a_number_of_its_own_and_goals_about_its_sides() -> None:
    keys = [case.key for case in CASES]
    assert len(set(keys)) == len(keys)
    assert all(case.goals and case.title for case in CASES)


def test_the_help_says_how_to_read_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--help"])
    assert ended.value.code == 0
    assert "How to read the table" in capsys.readouterr().out
