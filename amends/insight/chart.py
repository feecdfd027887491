"""Pictures as numbers: where a template draws bars and lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a drawing of given width and height; `label` says what it shows."""

    x: float
    y: float
    width: float
    height: float
    label: str


def bars(
    values: Sequence[float], labels: Sequence[str], *, width: float, height: float, top: float | None = None
) -> list[Bar]:
    """Place a bar for each value, from the baseline at `height`; the highest value (or `top`) is as high as it gets.

    A value above 0 is never invisible: it is at least 1.5 high.
    """
    if not values:
        return []
    highest = max(top or 0, *values, 1)
    step = width / len(values)
    return [
        Bar(
            x=round(number * step + step * 0.12, 2),
            y=round(height - tall, 2),
            width=round(step * 0.76, 2),
            height=round(tall, 2),
            label=label,
        )
        for number, (value, label) in enumerate(zip(values, labels, strict=True))
        for tall in [max(value / highest * height, 1.5) if value > 0 else 0.0]
    ]


def points(
    values: Sequence[float | None], *, width: float, height: float, top: float = 1.0
) -> list[tuple[float, float] | None]:
    """Place a point for each value (0..`top`), in the middle of its column; None where there is no value."""
    step = width / max(len(values), 1)
    return [
        None if value is None else (round((n + 0.5) * step, 2), round(height - value / top * height, 2))
        for n, value in enumerate(values)
    ]


def path(placed: Sequence[tuple[float, float] | None]) -> str:
    """Return the SVG path through the points; a gap stays a gap."""
    drawn, pen_is_down = [], False
    for point in placed:
        if point is not None:
            drawn.append(f"{'L' if pen_is_down else 'M'}{point[0]} {point[1]}")
        pen_is_down = point is not None
    return " ".join(drawn)


def scale(highest: float) -> list[int]:
    """Return up to five round numbers from 0 to `highest` or just above, for a chart's lines."""
    step = 1
    while highest / step > 4:
        step = _next_round(step)
    return list(range(0, int(-(-max(highest, 1) // step) * step) + 1, step))


def _next_round(step: int) -> int:
    leading = int(str(step)[0])
    return step // leading * {1: 2, 2: 5, 5: 10}[leading]
