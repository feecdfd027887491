"""The customer's heat over the conversation, as points to draw and to read (METHOD: turn the heat down first)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.cases.urgency import LEVELS
from amends.desk.transcript import TranscriptLine
from amends.store.tables import Speaker
from amends.understanding.reading import Level

WIDTH = 320
HEIGHT = 84
LEFT = 44
"""Room for the names of the levels."""
RIGHT = 8
TOP = 6
FEWEST = 2
"""The fewest messages that are drawn."""


@dataclass(frozen=True, slots=True)
class Point:
    """A customer's message. `x`, `y`: in the picture; `intensity`: 0..1; `corrected`: a person set it right."""

    x: float
    y: float
    message_id: int
    at: datetime
    label: str
    level: Level
    intensity: float


@dataclass(frozen=True, slots=True)
class ChartMoment:
    """A moment between two messages, where the conversation changed hands."""

    x: float
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture: `line` is the points of an SVG polyline, `steps` the heights from which a level begins."""

    points: tuple[Point, ...]
    marks: tuple[ChartMoment, ...]
    line: str
    steps: tuple[tuple[float, Level], ...]

    @property
    def words(self) -> str:
        """The picture in a sentence, for those who do not see it."""
        peak = max(self.points, key=lambda point: point.intensity)
        return (
            f"{len(self.points)} messages: {self.points[0].level} at the start, "
            f"{peak.level} at the height of it, {self.points[-1].level} now."
        )


def draw_heat(
    lines: Sequence[TranscriptLine], *, moments: Sequence[tuple[datetime | None, str]] = ()
) -> Chart | None:
    """Draw the heat of the customer's messages, evenly spaced, with the `moments` between them.

    Returns None where fewer than two messages were read.
    """
    felt = [line for line in lines if line.speaker is Speaker.CUSTOMER and line.feeling is not None]
    if len(felt) < FEWEST:
        return None
    points = tuple(_point(line, number, len(felt)) for number, line in enumerate(felt))
    marks = tuple(_mark(points, at, words) for at, words in moments if at is not None)
    steps = tuple((_height(least), level) for least, level in LEVELS)
    return Chart(points, marks, " ".join(f"{point.x},{point.y}" for point in points), steps)


def _point(line: TranscriptLine, number: int, count: int) -> Point:
    assert line.feeling is not None
    x = round(LEFT + (WIDTH - LEFT - RIGHT) * number / (count - 1), 1)
    feeling = line.feeling
    y = _height(feeling.intensity)
    return Point(x, y, line.id, line.at, feeling.label, feeling.level, feeling.intensity)


def _mark(points: Sequence[Point], at: datetime, words: str) -> ChartMoment:
    """Place a moment half-way between the message before it and the one after."""
    before = [point.x for point in points if point.at <= at] or [float(LEFT)]
    after = [point.x for point in points if point.at > at] or [float(WIDTH)]
    return ChartMoment(round((before[-1] + after[0]) / 2, 1), words, at)


def _height(intensity: float) -> float:
    return round(TOP + (HEIGHT - 2 * TOP) * (1.0 - intensity), 1)
