"""Which topics rise: one stated statistic, whose false alarms are measured (METHOD M15; docs/insight.md). Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

WEEK = timedelta(days=7)
WEEKS_BEFORE = 8
ALARM = 0.002
"""A rise is flagged where chance alone would give it in fewer than 2 of 1,000 weeks of one topic."""
FEWEST = 4
"""Fewer complaints than this in a week are no trend, whatever the statistic says."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A topic's last seven days (`now`) beside the eight weeks before. `before`: complaints a week; `chance`: 0..1."""

    topic: str
    now: int
    before: float
    chance: float

    @property
    def is_flagged(self) -> bool:
        """Whether it is told to people."""
        return self.chance < ALARM and self.now >= FEWEST

    @property
    def times(self) -> float | None:
        """By which factor it grew, None where there was nothing before."""
        return self.now / self.before if self.before else None


def find_rises(now: Mapping[str, int], before: Mapping[str, int]) -> list[Rise]:
    """Compare each topic's count of the last 7 days with that of the 8 weeks before; the surest rise first."""
    rises = [
        Rise(topic, count, before.get(topic, 0) / WEEKS_BEFORE, chance_of(count, before.get(topic, 0)))
        for topic, count in now.items()
    ]
    return sorted(rises, key=lambda rise: (rise.chance, rise.topic))


def chance_of(now: int, before: int, weeks: int = WEEKS_BEFORE) -> float:
    """Return how likely `now` or more complaints in a week are where nothing has changed (0..1).

    Two Poisson rates are compared (Przyborowski and Wilenski): of all `now + before` complaints, the number that
    falls into the one week is then binomial with p = 1 / (1 + weeks).
    """
    total, p = now + before, 1 / (1 + weeks)
    return min(math.fsum(_binomial(total, k, p) for k in range(now, total + 1)), 1.0)


def _binomial(n: int, k: int, p: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))
