"""Everything that the trends page shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from amends.insight.outcomes import (
    Caps,
    Cards,
    Given,
    Wanted,
    cards_by,
    cards_by_period,
    compensation,
    wanted_and_got,
)
from amends.insight.periods import Period, Unit, periods, span
from amends.insight.rising import Rise
from amends.insight.scope import Scope
from amends.insight.trends import (
    Counted,
    Line,
    Spread,
    Tick,
    count_shares,
    lines_of,
    measure_lengths,
    rising,
    tick,
)
from amends.store.tables import Agent, Case


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends of a span of periods, the last of which is not over yet; of one topic where `topic` is set."""

    unit: Unit
    topic: str | None
    periods: tuple[Period, ...]
    period: Period
    rises: tuple[Rise, ...]
    ticks: tuple[Tick, ...]
    shares: tuple[Counted, ...]
    lengths: tuple[Spread, ...]
    topics: tuple[Line, ...]
    causes: tuple[Line, ...]
    wanted: tuple[Wanted, ...]
    given: tuple[Given, ...]
    cards_by_period: tuple[Cards, ...]
    cards_by_topic: tuple[Cards, ...]
    cards_by_agent: tuple[Cards, ...]

    @property
    def count(self) -> int:
        """Complaints altogether."""
        return sum(one.count for one in self.ticks)


def read_trends(
    session: Session,
    shown: tuple[Period, ...],
    *,
    unit: Unit,
    topic: str | None,
    caps: Caps,
    now: datetime,
    zone: ZoneInfo,
) -> Trends:
    """Read the trends of the periods `shown`. `caps`: the most of one offer, of the bot and of a person."""
    period = span(shown[0].first, shown[-1].last, zone)
    scope = Scope(period, topic=topic)
    return Trends(
        unit=unit,
        topic=topic,
        periods=shown,
        period=period,
        rises=tuple(rising(session, now=now)),
        ticks=tuple(tick(session, shown, scope)),
        shares=tuple(count_shares(session, scope, now=now)),
        lengths=tuple(measure_lengths(session, scope)),
        topics=tuple(lines_of(session, shown, scope, Case.topic)),
        causes=tuple(lines_of(session, shown, scope, Case.root_cause)),
        wanted=tuple(wanted_and_got(session, scope)),
        given=tuple(compensation(session, scope, caps)),
        cards_by_period=tuple(cards_by_period(session, shown, scope)),
        cards_by_topic=tuple(cards_by(session, scope, Case.topic)),
        cards_by_agent=tuple(cards_by(session, scope, Agent.name)),
    )


def newest(unit: Unit, *, now: datetime, zone: ZoneInfo) -> tuple[Period, ...]:
    """Return the periods that the page shows."""
    return periods(unit, now=now, zone=zone)
