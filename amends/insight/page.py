"""Everything that the trends page shows, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from amends.insight.figures import SHARES
from amends.insight.keeping import read_days
from amends.insight.outcomes import (
    AmountGiven,
    Caps,
    Cards,
    Wanted,
    cards_by_agent,
    cards_by_period,
    cards_by_topic,
    compensation,
    wanted_and_got,
)
from amends.insight.periods import Period, Unit, periods, span, span_before
from amends.insight.rising import WEEK, Rise
from amends.insight.scope import Scope
from amends.insight.trends import (
    Counted,
    Spread,
    Tick,
    TrendLine,
    count_made_late,
    count_shares,
    measure_lengths,
    rising,
    tick,
    trend_lines,
)
from amends.store.tables import Case


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends of a span of periods, the last of which is not over yet; of one topic where `scope` has one.

    `before`: as many days before them, for comparison; `week`: the local days of the last seven times 24 hours,
    whatever the topic.
    """

    unit: Unit
    scope: Scope
    before: Scope
    week: Scope
    periods: tuple[Period, ...]
    rises: tuple[Rise, ...]
    ticks: tuple[Tick, ...]
    shares: tuple[Counted, ...]
    lengths: tuple[Spread, ...]
    topics: tuple[TrendLine, ...]
    causes: tuple[TrendLine, ...]
    wanted: tuple[Wanted, ...]
    given: tuple[AmountGiven, ...]
    cards_by_period: tuple[Cards, ...]
    cards_by_topic: tuple[Cards, ...]
    cards_by_agent: tuple[Cards, ...]

    @property
    def topic(self) -> str | None:
        """The one topic that it is of, None for all."""
        return self.scope.topic

    @property
    def period(self) -> Period:
        """The whole time."""
        return self.scope.period

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
    scope, before = Scope(period, topic=topic), Scope(span_before(period, zone), topic=topic)
    counted = add_up if topic is None else count_anew
    return Trends(
        unit=unit,
        scope=scope,
        before=before,
        week=Scope(span((now - WEEK).astimezone(zone).date(), now.astimezone(zone).date(), zone)),
        periods=shown,
        rises=tuple(rising(session, now=now)),
        **counted(session, shown, scope, before, now, zone),
        given=tuple(compensation(session, scope, caps)),
        cards_by_period=tuple(cards_by_period(session, shown, scope)),
        cards_by_topic=tuple(cards_by_topic(session, scope)),
        cards_by_agent=tuple(cards_by_agent(session, scope)),
    )


def count_anew(
    session: Session, shown: Sequence[Period], scope: Scope, before: Scope, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Count what can be added up case by case: of one topic that is soon done."""
    return {
        "ticks": tuple(tick(session, shown, scope)),
        "shares": tuple(count_shares(session, scope, before, now=now)),
        "lengths": tuple(measure_lengths(session, scope)),
        "topics": tuple(trend_lines(session, shown, scope, Case.topic)),
        "causes": tuple(trend_lines(session, shown, scope, Case.root_cause)),
        "wanted": tuple(wanted_and_got(session, scope)),
    }


def add_up(
    session: Session, shown: Sequence[Period], scope: Scope, before: Scope, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Add the same up from the days that are kept."""
    days = read_days(session, scope.period, now=now, zone=zone)
    earlier = read_days(session, before.period, now=now, zone=zone, parts=("shares",))
    late, were_late = (count_made_late(session, one.condition, now) for one in (scope, before))
    shares = zip(
        SHARES.values(),
        days.shares(scope.period, late),
        earlier.shares(before.period, were_late),
        strict=True,
    )
    return {
        "ticks": tuple(days.ticks(shown)),
        "shares": tuple(Counted(share, *numbers, *were) for share, numbers, were in shares),
        "lengths": tuple(days.spreads(scope.period)),
        "topics": tuple(days.lines(shown, "topics")),
        "causes": tuple(days.lines(shown, "causes")),
        "wanted": tuple(days.wanted(scope.period)),
    }


def newest(unit: Unit, *, now: datetime, zone: ZoneInfo) -> tuple[Period, ...]:
    """Return the periods that the page shows."""
    return periods(unit, now=now, zone=zone)
