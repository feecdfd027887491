"""A known incident on the way to a customer: the bot says it after the apology, an agent may (METHOD R1, R7)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amends.cases.escalation import Reason
from amends.cases.topics import TOPICS
from amends.casework.handoff import ServiceLevels, claim, hand_off
from amends.casework.record import open_case
from amends.dialogue.planner import respond
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Turn
from amends.messages.transcript import start_conversation, store_message
from amends.redress.loading import load_policies
from amends.sending.incidents import CARRIED, IncidentFile
from amends.sending.send import Outgoing, Stopped, send_as_agent, send_as_system
from amends.store.store import Store
from amends.store.tables import Agent, AuditEntry, Message, Speaker
from amends.understanding.reading import Emotion, Level, Reading
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH
from tests.processes import ROOT

SENTENCE = "The delay was due to a backlog in our warehouse."
FILE = f"""\
incidents:
  - id: fire
    topic: late_delivery
    from: 2026-03-02T06:00:00+00:00
    until: 2026-03-02T18:00:00+00:00
    sentences: {{en: "{SENTENCE}"}}
"""


@pytest.fixture
def file(tmp_path: Path, sqlite_store: Store) -> Path:
    """The operator's file, which the store's sessions carry."""
    path = tmp_path / "incidents.yml"
    path.write_text(FILE)
    sqlite_store.carry({CARRIED: IncidentFile(path, topics=TOPICS)})
    return path


@pytest.fixture
def conversation(sqlite_store: Store) -> str:
    with sqlite_store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        store_message(session, conversation.id, "first", "my parcel is late", now=MONDAY_NOON)
        return conversation.id


def met(store: Store, conversation: str, levels: ServiceLevels, *, topic: str, sure: float) -> list[str]:
    """What the bot has said to somebody who complains, after it went through the door."""
    reading = Reading("complaint", 0.9, Emotion("anger", 0.7, Level.ANGRY, 0.9, ()), topic, sure)
    with store.write() as session:
        policy = load_policies(ROOT / "data/policy/shop.yml").at(MONDAY_NOON)
        turn = Turn(conversation, "my parcel is late", reading)
        answer = respond(Scene(session, turn, ENGLISH, levels, policy, MONDAY_NOON))
        for number, line in enumerate(answer.lines):
            outgoing = Outgoing(ENGLISH.speak(line).text, f"k{number}", ENGLISH)
            send_as_system(
                session, conversation, outgoing, speaker=Speaker.BOT, resolve_days=10, now=MONDAY_NOON
            )
    with store.read() as session:
        return [m.text for m in session.query(Message).filter_by(speaker=Speaker.BOT).order_by(Message.id)]


@pytest.mark.usefixtures("file")
def test_the_bot_says_it_after_the_apology_to_who_complains_of_its_topic(
    sqlite_store: Store, conversation: str, levels: ServiceLevels
) -> None:
    said = met(sqlite_store, conversation, levels, topic="late_delivery", sure=0.9)
    assert said[-2:] == [
        "I'm sorry.",
        f"{SENTENCE} I'll stay with this until you have an answer. What can I do?",
    ]
    assert len(said) <= 3
    with sqlite_store.read() as session:
        assert session.query(AuditEntry).filter_by(event="gate_breach").count() == 0


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(("topic", "sure"), [("billing", 0.9), ("late_delivery", 0.6)])
def test_of_another_or_an_unsure_topic_it_says_nothing_of_it(
    sqlite_store: Store, conversation: str, levels: ServiceLevels, topic: str, sure: float
) -> None:
    assert SENTENCE not in " ".join(met(sqlite_store, conversation, levels, topic=topic, sure=sure))


def test_an_agent_may_write_it_word_for_word_while_it_is_in_force(
    sqlite_store: Store, conversation: str, levels: ServiceLevels, file: Path
) -> None:
    with sqlite_store.write() as session:
        agent = Agent(email="a@example.com", name="Elena", password_hash="-")
        session.add(agent)
        session.flush()
        case = open_case(session, conversation, concern="late", resolve_days=10, now=MONDAY_NOON)
        hand_off(session, case, Reason.ASKED, levels=levels, now=MONDAY_NOON)
        claim(session, case, agent, now=MONDAY_NOON)

    def write(text: str, key: str) -> None:
        with sqlite_store.write() as session:
            send_as_agent(session, conversation, Outgoing(text, key, ENGLISH), agent=agent, now=MONDAY_NOON)

    with pytest.raises(Stopped):
        write("I'm sorry. The delay was due to a backlog.", "1")
    file.write_text("incidents: [")
    os.utime(file, (1, 1))
    write(f"I'm sorry. {SENTENCE}", "2")  # a file that is broken leaves all as it was
    file.write_text("incidents: []\n")
    os.utime(file, (2, 2))
    with pytest.raises(Stopped):
        write(SENTENCE, "3")
