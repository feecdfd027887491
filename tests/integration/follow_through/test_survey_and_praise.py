"""Report cards and praise on the record: once a case, once a message (METHOD M2, M17, M18)."""

from __future__ import annotations

import pytest

from amends.casework.handoff import ServiceLevels, reopen, resolve
from amends.casework.record import find_case, open_case
from amends.desk.handling import take_over
from amends.follow_through.praise import pass_praise_on, praise_for, record_praise
from amends.follow_through.survey import (
    SurveyQuestion,
    begin,
    card_of,
    is_open,
    next_question,
    note_skipped,
    note_survey_answer,
)
from amends.messages.transcript import start_conversation, store_message
from amends.realtime.hub import Hub
from amends.store.store import Store
from amends.store.tables import Agent, Message, Praise, ReportCard, Stay
from amends.turns.turns import Turns
from amends.understanding.reading import Reading
from tests.conftest import StillClock
from tests.fakes import ANGRY, CALM, FakeBot
from tests.integration.test_handoff import waiting_case
from tests.languages import LANGUAGES


@pytest.fixture
def conversation(sqlite_store: Store, clock: StillClock) -> str:
    with sqlite_store.write() as session:
        started = start_conversation(session, now=clock())
        case = open_case(session, started.id, concern="late", resolve_days=10, now=clock())
        resolve(session, case, None, outcome="x", told="Done.", now=clock())
        return started.id


def agent(store: Store, name: str, **known: bool) -> int:
    with store.write() as session:
        person = Agent(email=f"{name}{known}@example.com", name=name, password_hash="-", **known)
        session.add(person)
        session.flush()
        return person.id


def test_a_case_is_asked_once_across_windows_restart_and_reopening(
    sqlite_store: Store, conversation: str, clock: StillClock
) -> None:
    with sqlite_store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        assert begin(session, case, now=clock()) is SurveyQuestion.HEARD
    for skip in (True, False):
        with sqlite_store.write() as session:
            case = find_case(session, conversation)
            assert case is not None
            card = card_of(session, case)
            assert card is not None
            if skip:
                note_skipped(card, now=clock())
            reopen(session, case, now=clock())
            resolve(session, case, None, outcome="y", told="Done again.", now=clock())
            assert begin(session, case, now=clock()) is None
            assert not is_open(session, case)
    with sqlite_store.read() as session:
        assert session.query(ReportCard).count() == 1


def test_answers_are_kept_as_they_come_and_put_right_by_a_second_press(
    sqlite_store: Store, conversation: str, clock: StillClock
) -> None:
    with sqlite_store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        begin(session, case, now=clock())
        card = card_of(session, case)
        assert card is not None
        for question, answer in (
            (SurveyQuestion.HEARD, 2),
            (SurveyQuestion.HEARD, 4),
            (SurveyQuestion.STAY, Stay.UNSURE),
        ):
            note_survey_answer(session, card, question, answer, now=clock())
        assert next_question(card) is SurveyQuestion.APOLOGY
    with sqlite_store.read() as session:
        card = session.query(ReportCard).one()
        assert (card.heard, card.apology, card.stay, card.answered_at) == (4, None, Stay.UNSURE, clock())


async def test_while_a_question_is_open_the_bot_is_told_so(
    sqlite_store: Store, conversation: str, levels: ServiceLevels, clock: StillClock
) -> None:
    bot = FakeBot("Thank you.")
    turns = Turns(sqlite_store, bot, Hub(), clock, levels, LANGUAGES)
    await turns.take(conversation, "1", text="4")
    await turns.settle()
    with sqlite_store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        begin(session, case, now=clock())
    await turns.take(conversation, "2", text="4")
    await turns.settle()
    assert [question.asked for question in bot.asked] == ["settled", "else"]


@pytest.mark.parametrize(
    ("text", "about", "written"),
    [
        ("elena was wonderful, tell her", "Elena", "elena"),
        ("you are all great", None, ""),
        ("Elena and Jonas did it together", None, "Elena, Jonas"),
        ("Mira was so kind", None, "Mira"),
        ("Otto was so kind", None, ""),
    ],
    ids=["one", "nobody", "two", "two of that name", "one who has left"],
)
def test_praise_is_for_the_one_it_names_else_for_the_team(
    sqlite_store: Store, conversation: str, clock: StillClock, text: str, about: str | None, written: str
) -> None:
    for name in ("Elena", "Jonas", "Mira"):
        agent(sqlite_store, name)
    agent(sqlite_store, "Mira", disabled=False)
    agent(sqlite_store, "Otto", disabled=True)
    with sqlite_store.write() as session:
        stored = store_message(session, conversation, "1", text, now=clock())
        message = session.get_one(Message, stored.message_id)
        for _ in range(2):
            praise = record_praise(session, message, case_id=None, now=clock())
        assert (praise.about_agent.name if praise.about_agent else None) == about
        assert (praise.text, praise.names_written) == (text, written)
        assert session.query(Praise).count() == 1


def test_praise_is_shown_to_whom_it_is_for_and_noted_as_passed_on(
    sqlite_store: Store, conversation: str, clock: StillClock
) -> None:
    elena, jonas = agent(sqlite_store, "Elena"), agent(sqlite_store, "Jonas")
    with sqlite_store.write() as session:
        for number, text in enumerate(("Elena was great", "you were great", "Jonas was great")):
            stored = store_message(session, conversation, str(number), text, now=clock())
            record_praise(session, session.get_one(Message, stored.message_id), case_id=None, now=clock())
    with sqlite_store.write() as session:
        shown = praise_for(session, elena)
        assert [praise.text for praise in shown] == ["you were great", "Elena was great"]
        pass_praise_on(session, praise_for(session, elena), agent_id=elena, now=clock())
        pass_praise_on(session, session.query(Praise).all(), agent_id=elena, now=clock())
    with sqlite_store.read() as session:
        passed = {praise.text: praise.passed_on_at for praise in session.query(Praise)}
    assert passed == {"Elena was great": clock(), "you were great": clock(), "Jonas was great": None}
    assert jonas != elena


async def test_praise_written_to_a_person_is_theirs(
    sqlite_store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    waiting = waiting_case(sqlite_store, levels)
    elena = agent(sqlite_store, "Elena")
    with sqlite_store.write() as session:
        take_over(session, waiting, session.get_one(Agent, elena), now=clock(), languages=LANGUAGES)
    said = Reading("praise", 0.9, CALM.emotion, None, 0.0, ())
    turns = Turns(sqlite_store, FakeBot(reading=said), Hub(), clock, levels, LANGUAGES)
    await turns.take(waiting, "00000000-0000-0000-0000-000000000001", text="you were wonderful")
    await turns.settle()
    turns = Turns(sqlite_store, FakeBot(reading=ANGRY), Hub(), clock, levels, LANGUAGES)
    await turns.take(waiting, "00000000-0000-0000-0000-000000000002", text="and nobody came")
    await turns.settle()
    with sqlite_store.read() as session:
        praise = session.query(Praise).one()
    assert (praise.about_agent_id, praise.text) == (elena, "you were wonderful")
