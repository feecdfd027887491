"""Presence: the first one there changes everybody's wait, the second nobody's."""

from __future__ import annotations

from datetime import timedelta

from amends.cases.escalation import Reason
from amends.cases.hours import parse_opening_hours
from amends.cases.state import State
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import find_case, open_case
from amends.desk.presence import be_there, must_note_presence
from amends.messages.transcript import start_conversation
from amends.store.store import Store
from amends.store.tables import Agent
from tests.unit.desk.conftest import NOW

TERMS = ServiceLevels(parse_opening_hours("Mon-Fri 08:00-18:00", "UTC"), 4, 30, 10)


def test_the_first_one_there_brings_the_promised_into_the_queue(store: Store) -> None:
    with store.write() as session:
        agents = [Agent(email=f"{name}@shop.example", name=name, password_hash="-") for name in "ab"]
        session.add_all(agents)
        conversation = start_conversation(session, now=NOW)
        case = open_case(session, conversation.id, concern="anyone there??", resolve_days=10, now=NOW)
        hand_off(session, case, Reason.ASKED, levels=TERMS, now=NOW)
        assert case.state is State.FOLLOW_UP
        assert be_there(session, agents[0].id, now=NOW) == [conversation.id]
        assert be_there(session, agents[1].id, now=NOW) == []
        moved = find_case(session, conversation.id)
        assert moved is not None
        assert moved.state is State.QUEUED


def test_presence_is_noted_again_before_it_is_forgotten() -> None:
    assert must_note_presence(None, now=NOW)
    assert not must_note_presence(NOW - timedelta(seconds=19), now=NOW)
    assert must_note_presence(NOW - timedelta(seconds=20), now=NOW)
