"""A personal apology in writing: in the chat, by e-mail, on the record, once (METHOD M3, M7)."""

from __future__ import annotations

import pytest

from amends.casework.handoff import NotYours, ServiceLevels
from amends.casework.record import find_case
from amends.desk.handling import reply_to_customer, take_over
from amends.follow_through.letters import AlreadyWritten, NoApology, draft_letter, send_letter
from amends.sending.send import Stopped
from amends.store.store import Store
from amends.store.tables import Agent, Apology, Case, Conversation, Letter, Message, OutboxEntry, Speaker
from tests.conftest import StillClock
from tests.integration.test_handoff import agent, case_of, waiting_case
from tests.languages import ENGLISH, LANGUAGES


@pytest.fixture
def elena(sqlite_store: Store) -> Agent:
    return agent(sqlite_store, "Elena")


@pytest.fixture
def theirs(sqlite_store: Store, levels: ServiceLevels, elena: Agent, clock: StillClock) -> str:
    conversation = waiting_case(sqlite_store, levels)
    with sqlite_store.write() as session:
        take_over(session, conversation, session.get_one(Agent, elena.id), now=clock(), languages=LANGUAGES)
        case = find_case(session, conversation)
        assert case is not None
        case.customer_email = "anna@example.com"
    return conversation


def send(store: Store, conversation: str, who: Agent, text: str, clock: StillClock, **how: bool) -> None:
    with store.write() as session:
        me = session.get_one(Agent, who.id)
        send_letter(
            session, conversation, me, text, mail=how.get("mail", True), now=clock(), languages=LANGUAGES
        )


def test_the_drafted_letter_arrives_in_the_chat_and_by_e_mail_and_stands_on_the_record(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock
) -> None:
    text = draft_letter(case_of(sqlite_store, theirs), elena, company="Example Shop", language=ENGLISH)
    for _ in range(2):
        send(sqlite_store, theirs, elena, text, clock)
    with sqlite_store.read() as session:
        letter, apology = session.query(Letter).one(), session.query(Apology).one()
        mail = session.query(OutboxEntry).one()
        said = session.query(Message).filter_by(conversation_id=theirs, speaker=Speaker.AGENT).one()
        events = [entry.event for entry in session.query(Case).one().audit]
    assert (letter.text, letter.sent_at, letter.agent_id) == (text, clock(), elena.id)
    assert (apology.said_by, apology.message_id) == (f"agent:{elena.id}", said.id)
    subject = "Your record AM-20001: a letter from Elena"
    assert mail.about == "letter"
    assert mail.payload == {"to": "anna@example.com", "subject": subject, "body": text}
    assert said.text == text
    assert events.count("letter") == 1


def test_without_mail_it_is_in_the_chat_alone(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock
) -> None:
    send(sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nElena", clock, mail=False)
    with sqlite_store.read() as session:
        assert session.query(OutboxEntry).count() == 0
        assert session.query(Letter).count() == 1


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Dear Anna,\n\nI'm sorry you feel that way.\n\nElena", Stopped),
        ("Dear Anna,\n\nI'm sorry. But it was late.\n\nElena", Stopped),
        ("Dear Anna,\n\nYour parcel comes on Friday.\n\nElena", NoApology),
    ],
)
def test_a_letter_that_takes_it_back_or_does_not_say_it_never_leaves(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock, text: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        send(sqlite_store, theirs, elena, text, clock)
    with sqlite_store.read() as session:
        assert session.query(Letter).count() == session.query(OutboxEntry).count() == 0


def test_another_letter_for_the_same_failure_is_refused_and_a_new_failure_earns_a_new_one(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock
) -> None:
    send(sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nElena", clock)
    with pytest.raises(AlreadyWritten, match="letter_already_sent"):
        send(sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nYours, Elena", clock)
    with sqlite_store.write() as session:
        session.query(Conversation).one().failures += 1
    send(sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nElena, again", clock)
    with sqlite_store.read() as session:
        assert session.query(Letter).count() == session.query(OutboxEntry).count() == 2


def test_a_letter_says_sorry_though_its_writer_said_it_in_the_chat(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock
) -> None:
    with sqlite_store.write() as session:
        me = session.get_one(Agent, elena.id)
        reply_to_customer(
            session,
            theirs,
            me,
            "I'm sorry. I'll write it to you.",
            client_id="1",
            now=clock(),
            languages=LANGUAGES,
        )
    send(sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nElena", clock)
    with sqlite_store.read() as session:
        assert session.query(Letter).count() == 1


def test_a_letter_promises_nothing_that_no_offer_backs(
    sqlite_store: Store, theirs: str, elena: Agent, clock: StillClock
) -> None:
    with pytest.raises(Stopped, match="No offer on the record backs"):
        send(
            sqlite_store, theirs, elena, "Dear Anna,\n\nI'm sorry.\n\nYou get 50 euros back.\n\nElena", clock
        )
    with sqlite_store.read() as session:
        assert session.query(Letter).count() == session.query(OutboxEntry).count() == 0


def test_only_who_has_the_case_writes_in_its_name(
    sqlite_store: Store, theirs: str, clock: StillClock
) -> None:
    with pytest.raises(NotYours):
        send(sqlite_store, theirs, agent(sqlite_store, "Jonas"), "Hello,\n\nI'm sorry.\n\nJonas", clock)
