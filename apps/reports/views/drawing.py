"""Charts as drawings: pure geometry for inline SVG, so that screen, paper and a strict policy show the same picture.

The drawing has no colours of its own: the style sheet gives them by class. Its table stands in the page beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

Number = Decimal | None
WIDTH, HEIGHT = 400, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 26, 14, 26
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
MOST_TICKS = 5
ROW, GAP, NAMES = 26, 8, 122


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Curve:
    """One series: its path (broken where nothing was counted) and its points."""

    number: int
    path: str
    dots: tuple[Text, ...]


@dataclass(frozen=True)
class Lines:
    """A chart of lines over periods."""

    width: int
    height: int
    left: int
    right: int
    grid: tuple[Text, ...]
    names: tuple[Text, ...]
    curves: tuple[Curve, ...]
    target: Text | None
    last: Text | None


@dataclass(frozen=True)
class Bar:
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bars:
    """A chart of lying bars: a row for each name, a bar for each series."""

    width: int
    height: int
    names: tuple[Text, ...]
    values: tuple[Text, ...]
    bars: tuple[Bar, ...]


def draw_lines(
    names: Sequence[str],
    series: Sequence[Sequence[Number]],
    *,
    unit: str = "",
    target: Number = None,
    near: bool = False,
) -> Lines:
    """Values over time; the target is a line of its own and always inside the picture. `near`: points of a score,
    whose differences are small beside the score itself."""
    known = [value for values in series for value in values if value is not None]
    shown = [*known, *([target] if target is not None else [])]
    low, high, step = near_scale(shown) if near else scale(shown, top=unit == "%")
    across = (WIDTH - LEFT - RIGHT) / max(1, len(names) - 1)

    def x(place: int) -> float:
        return round(LEFT + across * place if len(names) > 1 else (LEFT + WIDTH - RIGHT) / 2, 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    ticks = [low + step * n for n in range(int((high - low) / step) + 1)]
    curves = [
        Curve(
            number,
            _path(
                [(x(place), y(value)) if value is not None else None for place, value in enumerate(values)]
            ),
            tuple(
                Text(x(n), y(v), f"{names[n]}: {v:f}{unit}") for n, v in enumerate(values) if v is not None
            ),
        )
        for number, values in enumerate(series, start=1)
    ]
    return Lines(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        tuple(Text(LEFT - 6, y(tick), f"{_short(tick)}{unit}") for tick in ticks),
        tuple(Text(x(n), HEIGHT - 8, name) for n, name in enumerate(names) if _is_named(n, len(names))),
        tuple(curves),
        None if target is None else Text(WIDTH - RIGHT, y(target), f"{_short(target)}{unit}"),
        _last(curves, series[0], unit),
    )


def _last(curves: Sequence[Curve], values: Sequence[Number], unit: str) -> Text | None:
    """The newest value of the first series, written at its point where the line does not run."""
    if not curves or not curves[0].dots or values[-1] is None:
        return None
    dot, *before = reversed(curves[0].dots)
    falls = bool(before) and before[0].y < dot.y - 4
    below = falls and dot.y < HEIGHT - BOTTOM - 20
    return Text(dot.x, dot.y + 18 if below else dot.y - 8, f"{values[-1]:f}{unit}")


def draw_bars(names: Sequence[str], series: Sequence[Sequence[Number]], *, unit: str = "") -> Bars:
    """Counts beside each other, the longest bar as wide as the picture, all of a row's numbers at its end."""
    most = max((value for values in series for value in values if value), default=Decimal(1))
    thick = (ROW - GAP) / max(1, len(series))
    bars, values = [], []
    for place in range(len(names)):
        drawn = [row[place] or Decimal(0) for row in series]
        lengths = [round(float(value / most) * (WIDTH - NAMES - 40), 1) for value in drawn]
        for number, length in enumerate(lengths, start=1):
            top = round(place * ROW + GAP / 2 + (number - 1) * thick, 1)
            bars.append(Bar(number, NAMES, top, length, round(thick - 1, 1)))
        told = " / ".join(f"{value:f}{unit}" for value in drawn)
        values.append(Text(NAMES + max(lengths) + 5, place * ROW + ROW / 2, told))
    labels = tuple(Text(NAMES - 8, n * ROW + ROW / 2 + 4, clipped(name)) for n, name in enumerate(names))
    return Bars(WIDTH, ROW * len(names) + 4, labels, tuple(values), tuple(bars))


def scale(values: Sequence[Decimal], *, top: bool = False) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest line of the grid and the step between: round numbers around all values.

    Rates of at least 50 begin above 0 and end at 100, so that a point is worth looking at; counts begin at 0.
    """
    most, least = max(values, default=Decimal(1)), min(values, default=Decimal(0))
    if top and least >= 50 and most <= 100:
        low = (least / 10).to_integral_value(ROUND_FLOOR) * 10
        low = min(low, Decimal(90))
        return low, Decimal(100), _step(Decimal(100) - low)
    high = max(most, Decimal(1))
    step = _step(high)
    return Decimal(0), (high / step).to_integral_value(ROUND_CEILING) * step, step


def near_scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """As `scale`, round numbers just around the values; never below 0."""
    most, least = max(values, default=Decimal(1)), min(values, default=Decimal(0))
    step = _step(max(most - least, Decimal(1)))
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    return low, max(high, low + step), step


def _step(span: Decimal) -> Decimal:
    """A round step that gives at most five lines."""
    size = Decimal(1)
    while size * 10 < span:
        size *= 10
    for one in (size / 10 * step for step in STEPS):
        if one >= 1 and span / one <= MOST_TICKS:
            return one
    return next(size * step for step in STEPS if span / (size * step) <= MOST_TICKS)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        parts.append(f"{pen}{point[0]} {point[1]}")
        pen = "L"
    return " ".join(parts)


def _is_named(place: int, count: int) -> bool:
    """First, last and every third between; all where there are few."""
    return count <= 5 or (count - 1 - place) % 3 == 0


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def clipped(name: str, *, most: int = 9) -> str:
    """What fits beside a bar; the table holds the whole name. A Chinese character counts twice as wide."""
    room = 2 * most
    for place, sign in enumerate(name):
        room -= 2 if ord(sign) > 0x2E80 else 1
        if room < 0:
            return name[:place] + "…"
    return name
