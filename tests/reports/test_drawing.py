"""Charts as pure geometry: every point inside the picture, gaps stay gaps, the target is always to be seen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reports.views.drawing import clipped, draw_bars, draw_lines, near_scale, scale

NUMBERS = st.lists(st.one_of(st.none(), st.decimals(0, 5000, places=1)), min_size=1, max_size=13)


@given(NUMBERS, st.one_of(st.none(), st.decimals(0, 5000, places=1)), st.sampled_from(["", "%", "near"]))
def test_everything_lies_inside(values: list[Decimal | None], target: Decimal | None, kind: str) -> None:
    unit, names = kind.removeprefix("near"), [str(n) for n in range(len(values))]
    drawn = draw_lines(names, [values], unit=unit, target=target, near=kind == "near")
    spots = [*drawn.grid, *drawn.curves[0].dots, *([drawn.target] if drawn.target else [])]
    assert all(0 <= spot.y <= drawn.height for spot in spots)
    assert all(0 <= dot.x <= drawn.width for dot in drawn.curves[0].dots)
    assert len(drawn.curves[0].dots) == sum(value is not None for value in values)
    assert 2 <= len(drawn.grid) <= 7


@pytest.mark.parametrize(
    ("values", "top", "wanted"),
    [
        (["97.5", "99"], True, (90, 100, 2)), (["52", "88"], True, (50, 100, 10)), (["12", "80"], True, (0, 80, 20)),
        (["3"], False, (0, 3, 1)), (["0"], False, (0, 1, 1)), (["47"], False, (0, 50, 10)), ([], False, (0, 1, 1)),
    ],
)  # fmt: skip
def test_round_scales(values: list[str], top: bool, wanted: tuple[int, int, int]) -> None:
    assert scale([Decimal(value) for value in values], top=top) == wanted


def test_a_score_is_drawn_near_its_numbers() -> None:
    assert near_scale([Decimal("90.9"), Decimal(93)]) == (90, 93, 1)
    assert near_scale([Decimal(905), Decimal(930)]) == (905, 930, 5)
    assert near_scale([Decimal(92)]) == (92, 93, 1)


def test_a_gap_breaks_the_line() -> None:
    drawn = draw_lines(list("abcd"), [[Decimal(1), None, Decimal(2), Decimal(3)]])
    assert drawn.curves[0].path.count("M") == 2 and drawn.curves[0].path.count("L") == 1
    assert drawn.last.text == "3"


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = draw_bars(["交车质量与交付流程说明", "B"], [[Decimal(10), Decimal(5)], [None, Decimal(0)]])
    assert [bar.width for bar in drawn.bars if bar.number == 1] == [238, 119]
    assert [text.text for text in drawn.values] == ["10 / 0", "5 / 0"]
    assert drawn.names[0].text == clipped("交车质量与交付流程说明") == "交车质量与交付流程…"
