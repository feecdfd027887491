"""The one door: who may speak, and what leaves (METHOD M2, M3, R2, R8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from amends.apology import GATE_VERSION, Verdict
from amends.cases.escalation import Reason
from amends.casework.handoff import NotYours, ServiceLevels, claim, hand_off, release
from amends.casework.record import find_case, open_case
from amends.languages.line import Line
from amends.messages.transcript import Choice, lines_said, start_conversation, store_message, times_said
from amends.sending.send import Outgoing, Stopped, send_as_agent, send_as_system
from amends.store.store import Store
from amends.store.tables import Agent, Apology, AuditEntry, Button, Case, Conversation, Message, Role, Speaker
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH

QUALIFIED = (
    "I'm sorry, but you were out.",
    "I'm sorry if that upset you.",
    "I'm sorry you feel that way.",
    "I am sorry for any inconvenience.",
    "Unfortunately I'm sorry.",
)


@pytest.fixture
def conversation(store: Store) -> str:
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON)
        store_message(session, conversation.id, "first", "nobody came", now=MONDAY_NOON)
        return conversation.id


def bot_says(store: Store, conversation: str, text: str, key: str = "k") -> Message | None:
    with store.write() as session:
        return send_as_system(
            session,
            conversation,
            Outgoing(text, key, ENGLISH),
            speaker=Speaker.BOT,
            resolve_days=10,
            now=MONDAY_NOON,
        )


def person(store: Store, conversation: str, levels: ServiceLevels, role: Role = Role.AGENT) -> Agent:
    with store.write() as session:
        agent = Agent(email=f"{role}@example.com", name="Elena", password_hash="-", role=role)
        session.add(agent)
        session.flush()
        case = open_case(session, conversation, concern="nobody came", resolve_days=10, now=MONDAY_NOON)
        hand_off(session, case, Reason.ASKED, levels=levels, now=MONDAY_NOON)
        claim(session, case, agent, now=MONDAY_NOON)
        return agent


def texts(store: Store, conversation: str) -> list[str]:
    with store.read() as session:
        query = session.query(Message).filter_by(conversation_id=conversation).order_by(Message.id)
        return [message.text for message in query if message.speaker is not Speaker.CUSTOMER]


@pytest.mark.parametrize("text", QUALIFIED)
def test_a_qualified_apology_of_the_bot_never_leaves(store: Store, conversation: str, text: str) -> None:
    bot_says(store, conversation, text)
    assert texts(store, conversation) == ["I'm sorry."]
    with store.read() as session:
        breach = session.query(AuditEntry).filter_by(event="gate_breach").one()
    assert breach.detail["length"] == len(text)
    assert text not in str(breach.detail)


def test_a_message_keeps_what_it_was_said_with(store: Store) -> None:
    line = Line("hello_again", {"reference": "AM-1000"})
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON).id
        for key, text in (("1", "Hello again. Your record is AM-1000."), ("2", "Your record is AM-1000.")):
            outgoing = Outgoing(text, key, ENGLISH, line=line)
            send_as_system(
                session, conversation, outgoing, speaker=Speaker.BOT, resolve_days=10, now=MONDAY_NOON
            )
    with store.read() as session:
        assert lines_said(session, conversation) == [line, line]
        assert times_said(session, conversation) == {"hello_again": 2}


def test_what_the_gate_puts_in_the_place_of_a_message_is_not_what_was_to_be_said(
    store: Store, conversation: str
) -> None:
    outgoing = Outgoing(QUALIFIED[0], "k", ENGLISH, line=Line("hello"))
    with store.write() as session:
        send_as_system(session, conversation, outgoing, speaker=Speaker.BOT, resolve_days=10, now=MONDAY_NOON)
    with store.read() as session:
        assert lines_said(session, conversation) == []


def test_a_qualification_in_the_next_message_does_not_leave_either(store: Store, conversation: str) -> None:
    bot_says(store, conversation, "I'm sorry.", "1")
    bot_says(store, conversation, "But you should have called.", "2")
    assert texts(store, conversation) == ["I'm sorry."]


def test_sorry_is_said_once_for_a_failure_and_again_for_a_new_one(store: Store, conversation: str) -> None:
    for key in "123":
        bot_says(store, conversation, "I'm sorry.", key)
    with store.write() as session:
        session.get_one(Conversation, conversation).failures += 1
    bot_says(store, conversation, "I'm sorry.", "4")
    assert texts(store, conversation) == ["I'm sorry.", "I'm sorry."]
    with store.read() as session:
        assert [apology.failure for apology in session.query(Apology)] == [1, 2]


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        (Speaker.BOT, "I'm sorry."),
        (Speaker.BOT, "I'm sorry, but you were out."),
        (Speaker.SYSTEM, "You get 40 euros back."),
    ],
)
def test_a_case_that_a_message_opens_is_due_when_the_operator_says(
    store: Store, conversation: str, speaker: Speaker, text: str
) -> None:
    with store.write() as session:
        outgoing = Outgoing(text, "k", ENGLISH)
        send_as_system(session, conversation, outgoing, speaker=speaker, resolve_days=3, now=MONDAY_NOON)
    with store.read() as session:
        assert session.query(Case).one().resolve_by == MONDAY_NOON + timedelta(days=3)


def test_the_same_message_tried_again_leaves_once(store: Store, conversation: str) -> None:
    for _ in range(3):
        bot_says(store, conversation, "What can I do?", "same")
    assert texts(store, conversation) == ["What can I do?"]


def test_the_bot_is_silent_while_a_person_has_the_conversation(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    person(store, conversation, levels)
    assert bot_says(store, conversation, "What can I do?") is None
    assert texts(store, conversation) == []
    with store.read() as session:
        assert session.query(AuditEntry).filter_by(event="bot_silenced").count() == 1


def test_buttons_have_ids_that_cannot_be_guessed_and_payloads_stay_here(
    store: Store, conversation: str
) -> None:
    with store.write() as session:
        outgoing = Outgoing("What can I do?", "k", ENGLISH, (Choice("Just listen", "/want_vent"),))
        send_as_system(session, conversation, outgoing, speaker=Speaker.BOT, resolve_days=10, now=MONDAY_NOON)
    with store.read() as session:
        button = session.query(Button).one()
    assert len(button.id) >= 20
    assert "want_vent" not in button.id


@pytest.mark.parametrize("text", QUALIFIED)
@pytest.mark.parametrize("role", Role)
def test_a_qualified_apology_of_a_person_never_leaves(
    store: Store, conversation: str, levels: ServiceLevels, text: str, role: Role
) -> None:
    agent = person(store, conversation, levels, role)
    with pytest.raises(Stopped) as stopped, store.write() as session:
        send_as_agent(session, conversation, Outgoing(text, "k", ENGLISH), agent=agent, now=MONDAY_NOON)
    assert texts(store, conversation) == []
    assert stopped.value.check.rewrite
    assert all(breach.reason for breach in stopped.value.check.breaches)


def test_a_person_may_say_sorry_once_for_themselves(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    bot_says(store, conversation, "I'm sorry.")
    agent = person(store, conversation, levels)
    with store.write() as session:
        outgoing = Outgoing("I'm Elena, and I have read all of it. I'm sorry.", "agent:k", ENGLISH)
        send_as_agent(session, conversation, outgoing, agent=agent, now=MONDAY_NOON)
    with store.read() as session:
        case = find_case(session, conversation)
        assert case is not None
        assert [apology.said_by for apology in case.apologies] == ["bot", f"agent:{agent.id}"]
        assert case.first_human_answer_at == MONDAY_NOON


def says(store: Store, conversation: str, agent: Agent, text: str, key: str) -> Message:
    with store.write() as session:
        return send_as_agent(
            session, conversation, Outgoing(text, key, ENGLISH), agent=agent, now=MONDAY_NOON
        )


def test_a_person_does_not_say_sorry_twice_for_one_failure_and_may_for_a_new_one(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    agent = person(store, conversation, levels)
    says(store, conversation, agent, "I'm sorry.", "1")
    with pytest.raises(Stopped) as stopped:
        says(store, conversation, agent, "I'm sorry. Which day suits you?", "2")
    assert stopped.value.check.verdict is Verdict.REPEATED
    assert stopped.value.check.breaches[0].rule == "R2"
    assert stopped.value.check.rewrite == "Which day suits you?"
    with store.write() as session:
        session.get_one(Conversation, conversation).failures += 1
    says(store, conversation, agent, "I'm sorry. Which day suits you?", "3")
    assert texts(store, conversation) == ["I'm sorry.", "I'm sorry. Which day suits you?"]


def test_a_lead_may_say_it_again_and_that_is_recorded(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    lead = person(store, conversation, levels, Role.LEAD)
    says(store, conversation, lead, "I'm sorry.", "1")
    again = says(store, conversation, lead, "I'm sorry. Which day suits you?", "2")
    assert again.verdict == "repeated"
    with store.read() as session:
        breach = session.query(AuditEntry).filter_by(event="gate_breach").one()
    assert breach.detail["verdict"] == "repeated"
    assert breach.detail["length"] == len(again.text)


def test_who_takes_over_from_a_colleague_may_say_it_for_themselves(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    jonas = person(store, conversation, levels)
    says(store, conversation, jonas, "I'm sorry.", "1")
    with store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        release(session, case, session.get_one(Agent, jonas.id), now=MONDAY_NOON)
    elena = person(store, conversation, levels, Role.LEAD)
    assert says(store, conversation, elena, "I'm sorry.", "2").verdict == "sincere"


def test_of_a_second_apology_of_the_bot_only_the_rest_is_said(store: Store, conversation: str) -> None:
    bot_says(store, conversation, "I'm sorry.", "1")
    rest = bot_says(store, conversation, "I'm sorry. What should it have been?", "2")
    assert rest is not None
    assert rest.verdict == "none"
    assert texts(store, conversation) == ["I'm sorry.", "What should it have been?"]
    with store.read() as session:
        assert session.query(Apology).count() == 1
        assert session.query(AuditEntry).filter_by(event="gate_breach").count() == 0


def test_each_message_on_record_says_which_gate_read_it_and_how(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    bot_says(store, conversation, "I'm sorry.")
    says(store, conversation, person(store, conversation, levels), "What happened?", "2")
    with store.read() as session:
        read = [(m.verdict, m.gate_version) for m in session.query(Message) if m.speaker != Speaker.CUSTOMER]
        apology = session.query(Apology).one()
    assert read == [("sincere", GATE_VERSION), ("none", GATE_VERSION)]
    assert (apology.text, apology.said_at, apology.gate_version) == ("I'm sorry.", MONDAY_NOON, GATE_VERSION)


def test_nobody_writes_into_a_conversation_that_is_not_theirs(
    store: Store, conversation: str, levels: ServiceLevels
) -> None:
    person(store, conversation, levels)
    with store.write() as session:
        other = Agent(email="other@example.com", name="Jonas", password_hash="-")
        session.add(other)
        session.flush()
        with pytest.raises(NotYours):
            send_as_agent(
                session, conversation, Outgoing("Hello.", "k", ENGLISH), agent=other, now=MONDAY_NOON
            )


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_nothing_in_a_customers_words_makes_the_door_say_it_back_as_an_apology(
    store: Store, words: str
) -> None:
    with store.write() as session:
        conversation = start_conversation(session, now=MONDAY_NOON).id
        store_message(session, conversation, "first", words, now=MONDAY_NOON)
    bot_says(store, conversation, "I'm sorry.")
    assert texts(store, conversation) == ["I'm sorry."]
