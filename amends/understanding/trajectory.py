"""How the heat of a conversation went: where it started, its peak, where it is, and whether it rises or falls.

Pure. The points are what was read on the customer's own messages, in order; the record keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from amends.understanding.reading import Level

WITHIN = 3
"""How many of the last messages say where it goes (METHOD R6: heat that rises for three messages)."""

WORTH_SEEING = 0.08
"""A change of intensity (0..1) smaller than this is noise: it is about how far the head is off on average."""


@dataclass(frozen=True, slots=True)
class Point:
    """The heat of one message. `at` is aware UTC; `intensity` 0..1."""

    at: datetime
    intensity: float
    level: Level


class Course(StrEnum):
    """Where the heat goes."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A conversation's heat: its first, hottest (the earliest of equals) and last point, and its course."""

    start: Point
    peak: Point
    now: Point
    course: Course

    @property
    def cooled(self) -> bool:
        """Whether they were angry and are not any more."""
        return self.peak.level.rank >= Level.ANGRY.rank and self.now.level.rank < Level.ANGRY.rank


def trajectory(points: Sequence[Point], *, within: int = WITHIN) -> Trajectory | None:
    """The trajectory of points in the order they were said; None where nothing was said yet."""
    if not points:
        return None
    peak = max(points, key=lambda point: point.intensity)
    return Trajectory(
        points[0], peak, points[-1], course([point.intensity for point in points], within=within)
    )


def course(heat: Sequence[float], *, within: int = WITHIN) -> Course:
    """Where intensities (0..1, oldest first) go over the last `within` (2 or more) of them.

    Rising where each is at least as hot as the one before and the last is clearly hotter than the first of them;
    falling the other way round; steady else, and while there are fewer than `within`.
    """
    last = list(heat[-within:])
    if within < 2 or len(last) < within:
        return Course.STEADY
    steps = [after - before for before, after in pairwise(last)]
    moved = last[-1] - last[0]
    if moved >= WORTH_SEEING and min(steps) >= 0:
        return Course.RISING
    if moved <= -WORTH_SEEING and max(steps) <= 0:
        return Course.FALLING
    return Course.STEADY
