"""Days that are kept equal days counted anew, whatever happens to their cases, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from amends.cases.deadlines import Deadline
from amends.cases.state import State
from amends.insight.daily import count_day
from amends.insight.keeping import edition, keep_days, outdated
from amends.insight.page import add_up, count_anew
from amends.insight.periods import Unit, periods, span, span_before
from amends.insight.scope import Scope
from amends.insight.trends import Tick, TrendLine
from amends.records.belongings import belongs_to, tables_of_a_conversation
from amends.records.erasing import erase_cases
from amends.store.store import Store
from amends.store.tables import (
    Apology,
    Case,
    Conversation,
    KeptDay,
    Message,
    MissedDeadline,
    Offer,
    OfferState,
    Praise,
    ReportCard,
    Stay,
    TouchedCase,
)
from amends.tools.measure import record
from tests.conftest import StillClock

BERLIN = ZoneInfo("Europe/Berlin")
CASES = 150

Change = Callable[[Session, Case, Random, datetime], object]


@pytest.fixture
def kept(store: Store, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A hundred and fifty cases over ten days, every day of them counted and kept."""
    monkeypatch.setattr(record, "YEAR", 10 * 24 * 60)
    record.fill_record(store, record.states_of(CASES), now=clock())
    keep_days(store, now=clock(), zone=BERLIN)
    return store


def _correct(session: Session, case: Case, dice: Random, now: datetime) -> None:
    case.topic, case.root_cause = dice.choice([None, "refund", "new_topic"]), dice.choice([None, "staff"])
    case.wants = dice.choice([[], ["vent"], ["compensation", "apology"]])


def _resolve(session: Session, case: Case, dice: Random, now: datetime) -> None:
    case.resolved_at, case.accepted = now, dice.choice([True, False, None])
    case.reopened += dice.choice([0, 1])


def _cool_down(session: Session, case: Case, dice: Random, now: datetime) -> None:
    case.heat_now = dice.random()


def _apologise(session: Session, case: Case, dice: Random, now: datetime) -> None:
    said = session.scalars(select(Message.id).where(Message.conversation_id == case.conversation_id)).first()
    session.add(Apology(case_id=case.id, message_id=said, failure=dice.randint(2, 10**6), said_by="bot",
                        text="I'm sorry.", said_at=case.received_at, gate_version="1"))  # fmt: skip


def _answer_offers(session: Session, case: Case, dice: Random, now: datetime) -> None:
    for offer in session.scalars(select(Offer).where(Offer.case_id == case.id)):
        offer.state = dice.choice(list(OfferState))


def _answer_the_card(session: Session, case: Case, dice: Random, now: datetime) -> None:
    card = session.scalars(select(ReportCard).where(ReportCard.case_id == case.id)).first()
    if card is None:
        card = ReportCard(case_id=case.id, asked_at=now)
        session.add(card)
    card.stay, card.answered_at = dice.choice(list(Stay)), now


def _miss(session: Session, case: Case, dice: Random, now: datetime) -> None:
    due = now - timedelta(seconds=dice.randint(1, 10**6))
    session.add(MissedDeadline(case_id=case.id, deadline=Deadline.FIRST_ANSWER, due_at=due, found_at=now,
                               state=State.QUEUED))  # fmt: skip


def _praise(session: Session, case: Case, dice: Random, now: datetime) -> None:
    taken = select(Praise.message_id)
    free = select(Message.id).where(Message.conversation_id == case.conversation_id, Message.id.not_in(taken))
    message = session.scalars(free).first()
    if message is not None:
        case.topic = None
        session.add(
            Praise(
                conversation_id=case.conversation_id, case_id=case.id, message_id=message, text="x", at=now
            )
        )


def _erase(session: Session, case: Case, dice: Random, now: datetime) -> None:
    erase_cases(session, [case], event="erased", actor="system", now=now)


def _delete(session: Session, case: Case, dice: Random, now: datetime) -> None:
    """As made-up conversations go: with all that hangs on them; only those have an audit trail that may."""
    conversations = select(Conversation.id).where(Conversation.id == case.conversation_id)
    session.flush()
    for table in reversed(list(tables_of_a_conversation())):
        if table.name != "audit_entries":
            session.execute(delete(table).where(belongs_to(table, conversations)))
    session.expunge(case)


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        _correct,
        _resolve,
        _cool_down,
        _apologise,
        _answer_offers,
        _answer_the_card,
        _miss,
        _praise,
    )
}


@pytest.mark.parametrize("name", [*CHANGES, "_erase", "_delete"])
def test_no_change_of_a_case_escapes_the_day_it_belongs_to(kept: Store, clock: StillClock, name: str) -> None:
    change, dice = {**CHANGES, "_erase": _erase, "_delete": _delete}[name], Random(name)
    with kept.write() as session:
        for case in session.scalars(select(Case).order_by(Case.id).limit(12)):
            change(session, case, dice, clock())
    _assert_the_same(kept, clock())
    keep_days(kept, now=clock(), zone=BERLIN)
    _assert_the_same(kept, clock())
    with kept.read() as session:
        assert outdated(session, now=clock(), zone=BERLIN) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_history_the_page_shows_what_counting_anew_would(
    kept: Store, clock: StillClock, seed: int
) -> None:
    dice = Random(seed)
    for _ in range(6):
        clock.forward(hours=dice.randint(1, 40))
        with kept.write() as session:
            ids = list(session.scalars(select(Case.id)))
            for case_id in dice.sample(ids, k=8):
                case = session.get_one(Case, case_id)
                dice.choice([*CHANGES.values(), _erase])(session, case, dice, clock())
        if dice.random() < 0.5:
            keep_days(kept, now=clock(), zone=BERLIN)
        _assert_the_same(kept, clock())
        _assert_the_same(kept, clock(), Unit.WEEK, 1)


def test_a_day_that_nothing_touched_is_not_counted_again(kept: Store, clock: StillClock) -> None:
    with kept.write() as session:
        case = session.scalars(select(Case).order_by(Case.received_at).limit(1)).one()
        case.concern = "a word that no figure reads"
        day = case.received_at.astimezone(BERLIN).date()
    assert keep_days(kept, now=clock(), zone=BERLIN) == 0
    with kept.write() as session:
        session.get_one(Case, case.id).topic = "refund"
    with kept.read() as session:
        assert outdated(session, now=clock(), zone=BERLIN) == [day]
    assert keep_days(kept, now=clock(), zone=BERLIN) == 1


def test_another_calendar_or_another_definition_is_counted_anew(kept: Store, clock: StillClock) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert edition(tokyo) != edition(BERLIN)
    with kept.read() as session:
        everything = session.scalar(select(func.count(KeptDay.day)))
        assert everything
        assert len(outdated(session, now=clock(), zone=tokyo)) >= everything


def test_a_change_that_comes_while_its_day_is_counted_leaves_its_note(
    kept: Store, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is counted without it, and counted again the next time: PostgreSQL does not make writers wait."""
    if kept.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets nobody write meanwhile")
    with kept.write() as session:
        case_id = session.scalars(select(Case.id).limit(1)).one()
        session.get_one(Case, case_id).topic = "changed"

    def count_and_be_overtaken(session: Session, day: Any) -> Any:
        counted = count_day(session, day)
        with kept.write() as other:
            other.get_one(Case, case_id).topic = "changed again"
        return counted

    monkeypatch.setattr("amends.insight.keeping.count_day", count_and_be_overtaken)
    keep_days(kept, now=clock(), zone=BERLIN)
    monkeypatch.undo()
    with kept.read() as session:
        assert session.scalar(select(func.count(TouchedCase.id))) > 0  # type: ignore[operator]
    _assert_the_same(kept, clock())


def _assert_the_same(store: Store, now: datetime, unit: Unit = Unit.DAY, count: int = 14) -> None:
    """What is added up from days, kept or not, is what counting every case gives."""
    shown = periods(unit, now=now, zone=BERLIN, count=count)
    period = span(shown[0].first, shown[-1].last, BERLIN)
    scopes = Scope(period), Scope(span_before(period, BERLIN))
    with store.read() as session:
        added = add_up(session, shown, *scopes, now, BERLIN)
        assert _rounded(added) == _rounded(count_anew(session, shown, *scopes, now, BERLIN))


def _rounded(value: Any) -> Any:
    """Sums of the same numbers in another order differ in the last digits."""
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(one) for one in value]
    if isinstance(value, Tick | TrendLine):
        return [_rounded(getattr(value, name)) for name in value.__slots__]
    return value
