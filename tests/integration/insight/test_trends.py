"""Trends counted by the database are those counted by hand, on both databases."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from amends.cases.state import State
from amends.insight.behind import cases_behind
from amends.insight.figures import LENGTHS, SHARES
from amends.insight.listings import FAMILIES, LISTS, UnknownFigure
from amends.insight.outcomes import (
    cards_by_agent,
    cards_by_period,
    cards_by_topic,
    compensation,
    wanted_and_got,
)
from amends.insight.periods import Unit, periods, span, span_before
from amends.insight.scope import Scope
from amends.insight.trends import count_shares, measure_lengths, rising, tick, trend_lines
from amends.store.store import Store
from amends.store.tables import (
    Agent,
    Apology,
    Case,
    Conversation,
    Message,
    Offer,
    OfferState,
    Praise,
    ReportCard,
    Speaker,
    Stay,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
WEEKS = periods(Unit.WEEK, now=NOW, zone=BERLIN)
SCOPE = Scope(span(WEEKS[0].first, WEEKS[-1].last, BERLIN))
BEFORE = Scope(span_before(SCOPE.period, BERLIN))


@pytest.fixture
def cases(store: Store) -> list[Case]:
    """Two hundred cases of every kind over twenty weeks, and one that is only praise."""
    dice = Random(11)
    with store.write() as session:
        agent = Agent(email="e@x.example", name="Elena", password_hash="!")
        session.add(agent)
        session.flush()
        for number in range(200):
            _add(store, session, number, agent.id, dice)
        praised = Conversation(id="praise", started_at=NOW)
        message = Message(conversation_id="praise", speaker=Speaker.CUSTOMER, text="lovely", sent_at=NOW)
        case = Case(conversation_id="praise", received_at=NOW - timedelta(days=1), resolve_by=NOW)
        session.add_all([praised, message, case])
        session.flush()
        session.add(
            Praise(conversation_id="praise", case_id=case.id, message_id=message.id, text="lovely", at=NOW)
        )
    with store.read() as session:
        return list(session.scalars(select(Case).where(Case.conversation_id != "praise")))


def _add(store: Store, session: object, number: int, agent_id: int, dice: Random) -> None:
    received = NOW - timedelta(hours=dice.uniform(1, 20 * 7 * 24))
    took = timedelta(hours=dice.expovariate(1 / 30))
    resolved = received + took if received + took < NOW and dice.random() < 0.9 else None
    case = Case(
        conversation_id=str(number),
        state=State.RESOLVED if resolved else State.BOT,
        received_at=received,
        topic=dice.choice(["refund", "billing", "late_delivery", None]),
        root_cause=dice.choice(["packing", None]),
        wants=dice.choice([[], ["vent"], ["vent", "compensation"], ["apology"], ["person"]]),
        heat_start=dice.random(),
        heat_now=dice.random(),
        resolve_by=received + timedelta(days=10),
        resolved_at=resolved,
        reopened=dice.choice([0, 0, 0, 1]),
        accepted=dice.choice([True, None]),
        assignee_id=dice.choice([agent_id, None]),
    )
    session.add(Conversation(id=str(number), started_at=received))  # type: ignore[attr-defined]
    message = Message(conversation_id=str(number), speaker=Speaker.BOT, text="I'm sorry.", sent_at=received)
    session.add_all([case, message])  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    if dice.random() < 0.5:
        session.add(  # type: ignore[attr-defined]
            Apology(case_id=case.id, message_id=message.id, failure=1, said_by="bot", text="I'm sorry.",
                    said_at=received + timedelta(seconds=dice.randint(1, 90)), gate_version="1")
        )  # fmt: skip
    if dice.random() < 0.4:
        session.add(  # type: ignore[attr-defined]
            Offer(case_id=case.id, failure=1, kind="voucher", amount=Decimal("7.50"), currency="EUR", rule="r",
                  policy_version="p", made_at=received,
                  state=dice.choice([OfferState.ACCEPTED, OfferState.DECLINED, OfferState.MADE]))
        )  # fmt: skip
    if dice.random() < 0.3:
        stay = dice.choice([Stay.YES, Stay.NO, None])
        session.add(  # type: ignore[attr-defined]
            ReportCard(case_id=case.id, asked_at=received, heard=dice.randint(1, 5), apology=4, outcome=3, effort=None,
                       stay=stay, answered_at=received)
        )  # fmt: skip


def _within(cases: list[Case]) -> list[Case]:
    return [case for case in cases if SCOPE.period.starts <= case.received_at < SCOPE.period.ends]


def test_periods_hold_every_complaint_once_and_no_praise(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        ticks = tick(session, WEEKS, SCOPE)
    assert sum(one.count for one in ticks) == len(_within(cases))
    for one in ticks:
        theirs = [case for case in cases if one.period.starts <= case.received_at < one.period.ends]
        assert one.count == len(theirs)
        if theirs:
            assert one.heat_in == pytest.approx(sum(case.heat_start or 0 for case in theirs) / len(theirs))


def test_topics_add_up_and_stand_for_ten_times_as_many(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        lines = trend_lines(session, WEEKS, SCOPE, Case.topic)
    assert {line.code: line.total for line in lines} == Counter(case.topic for case in _within(cases))
    assert all(line.silent == 10 * line.total for line in lines)
    assert [line.total for line in lines] == sorted((line.total for line in lines), reverse=True)


def test_shares_are_those_counted_by_hand(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        shares = {one.share.key: one for one in count_shares(session, SCOPE, BEFORE, now=NOW)}
    resolved = [case for case in _within(cases) if case.resolved_at]
    first = [
        c
        for c in resolved
        if not c.reopened and c.resolved_at and c.resolved_at - c.received_at <= timedelta(days=1)
    ]
    assert (shares["first_contact"].count, shares["first_contact"].of) == (len(first), len(resolved))
    in_time = [c for c in resolved if c.resolved_at and c.resolved_at <= c.resolve_by]
    late = [c for c in _within(cases) if not c.resolved_at and c.resolve_by < NOW]
    assert (shares["in_time"].count, shares["in_time"].of) == (len(in_time), len(resolved) + len(late))
    calmer = [c for c in _within(cases) if (c.heat_now or 0) < (c.heat_start or 0)]
    assert (shares["calmer"].count, shares["calmer"].of) == (len(calmer), len(_within(cases)))
    assert all(one.before is None or 0 <= one.before <= 1 for one in shares.values())


def test_medians_are_nearest_ranks(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        spreads = {one.length.key: one for one in measure_lengths(session, SCOPE)}
    took = sorted((c.resolved_at - c.received_at).total_seconds() for c in _within(cases) if c.resolved_at)
    found = spreads["resolution"]
    assert found.count == len(took)
    assert found.median == pytest.approx(took[math.ceil(len(took) / 2) - 1], abs=1)
    assert found.ninth == pytest.approx(took[math.ceil(len(took) * 0.9) - 1], abs=1)
    assert spreads["first_answer"].median is None


@pytest.mark.parametrize("figure", [*SHARES, *LISTS])
@pytest.mark.parametrize("topic", [None, "refund"])
def test_every_figure_opens_the_cases_that_it_counted(
    store: Store, cases: list[Case], figure: str, topic: str | None
) -> None:
    scope = Scope(SCOPE.period, topic=topic)
    with store.read() as session:
        shares = {one.share.key: one for one in count_shares(session, scope, BEFORE, now=NOW)}
        lengths = {one.length.key: one for one in measure_lengths(session, scope)}
        behind = cases_behind(session, figure, scope, now=NOW, page=99)
        if figure in shares:
            assert behind.count == shares[figure].count
            others = cases_behind(session, figure, scope, now=NOW, others=True)
            assert behind.count + others.count == shares[figure].of
        elif figure in LENGTHS:
            assert behind.count == lengths[figure].count
        assert behind.page == behind.pages
        assert len(behind.cases) == behind.count - 50 * (behind.pages - 1)


@pytest.mark.parametrize(
    "name", ["made up", "got:", "got:the moon", "given:", "given:a:b:c:d", "stay:maybe", *FAMILIES]
)
def test_a_figure_that_there_is_not_opens_nothing(store: Store, name: str) -> None:
    with store.read() as session, pytest.raises(UnknownFigure):
        cases_behind(session, name, SCOPE, now=NOW)


def test_what_they_wanted_and_what_they_got(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        rows = {row.want.value: row for row in wanted_and_got(session, SCOPE)}
        given = compensation(session, SCOPE, (Decimal(15), Decimal(50)))
        accepted = list(
            session.scalars(
                select(Offer).join(Case).where(Offer.state == OfferState.ACCEPTED, SCOPE.condition)
            )
        )
    newest = Counter(case.wants[-1] for case in _within(cases) if case.wants)
    assert {want: row.count for want, row in rows.items()} == newest
    assert all(row.got <= row.count for row in rows.values())
    assert sum(row.count for row in given) == len(accepted)
    assert sum(row.amount for row in given) == sum(offer.amount for offer in accepted)
    assert all(row.used == 0.5 for row in given)


def test_report_cards_by_week_topic_and_person_are_the_same_cards(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        cards = list(session.scalars(select(ReportCard).join(Case).where(SCOPE.condition)))
        for found in (
            cards_by_period(session, WEEKS, SCOPE),
            cards_by_topic(session, SCOPE),
            cards_by_agent(session, SCOPE),
        ):
            assert sum(one.count for one in found) == len(cards)
            assert sum(one.yes + one.no + one.unsure for one in found) == sum(
                c.stay is not None for c in cards
            )
            assert all(one.means[3] is None and one.means[1] == 4 for one in found)


def test_rises_count_the_last_seven_days_and_eight_weeks_before(store: Store, cases: list[Case]) -> None:
    with store.read() as session:
        rises = {rise.topic: rise for rise in rising(session, now=NOW)}
    week = NOW - timedelta(days=7)
    for topic, rise in rises.items():
        theirs = [case.received_at for case in cases if case.topic == topic]
        assert rise.now == sum(moment >= week for moment in theirs)
        assert rise.before * 8 == sum(week - timedelta(weeks=8) <= moment < week for moment in theirs)


def test_a_rise_opens_the_complaints_of_its_seven_days(store: Store, cases: list[Case]) -> None:
    days = span((NOW - timedelta(days=7)).astimezone(BERLIN).date(), NOW.astimezone(BERLIN).date(), BERLIN)
    with store.read() as session:
        for rise in rising(session, now=NOW):
            behind = cases_behind(session, "recent", Scope(days, topic=rise.topic), now=NOW)
            assert behind.count == rise.now
