"""One turn on the record: what is to be answered, and what the answer comes to. All of it or nothing (DESIGN, R8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.escalation import Reason
from amends.cases.state import WAITING, State
from amends.casework.danger_review import queue_danger_review
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import note_facts, note_reading, note_story, open_case
from amends.dialogue.memory import stage_of
from amends.dialogue.turn import ASKED_AT
from amends.follow_through.praise import record_praise
from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.loading import Languages
from amends.offers.service import answer_press
from amends.sending.backing import Unbacked, record_unbacked
from amends.sending.send import Outgoing, send_as_system, send_on_case
from amends.sending.words import wait_line
from amends.store.locks import lock_case
from amends.store.tables import Case, Conversation, Message, Speaker
from amends.turns.bot import BotTurn, Question
from amends.turns.lease import Lease, finish, hold, lease_oldest, release_message
from amends.understanding.reading import Reading

SURE_OF_PRAISE = 0.6
"""What is said to a person counts as praise from this confidence on."""


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A customer's message that is ours to answer: its lease, the question to the bot, and where the case stood."""

    lease: Lease
    question: Question
    state: State


def next_turn(
    session: Session, conversation_id: str, *, by: str, now: datetime, lasts: timedelta
) -> OpenTurn | None:
    """Lease the conversation's next open message for so long, or return None where nothing is ours to do.

    `by`: the front desk's name.
    """
    case = session.scalars(select(Case).where(Case.conversation_id == conversation_id)).one_or_none()
    state = case.state if case else State.BOT
    unread, until = state is State.AGENT, now + lasts
    leased = lease_oldest(session, conversation_id, by=by, unread=unread, now=now, until=until)
    if leased is None:
        return None
    lease, message = leased
    asked = ASKED_AT[stage_of(session, conversation_id, case)].value
    question = Question(conversation_id, message.id, message.text, asked, message.payload)
    return OpenTurn(lease, question, state)


def take_offer_answer(session: Session, turn: OpenTurn, *, languages: Languages, now: datetime) -> bool:
    """Take a button that answers an offer, whoever has the case; return whether it was one. Raises LeaseLost."""
    message = hold(session, turn.lease)
    conversation_id, payload = turn.question.conversation_id, turn.question.payload or ""
    taken = answer_press(session, conversation_id, payload, languages=languages, now=now)
    if taken:
        finish(message, now=now)
    return taken


def keep_reading(session: Session, turn: OpenTurn, reading: Reading, *, now: datetime) -> None:
    """Keep how a message to a person was read; it stays theirs to answer. Raises LeaseLost.

    Praise written to a person is theirs, unless it names another (METHOD M17).
    """
    case = lock_case(session, turn.question.conversation_id)
    message = hold(session, turn.lease)
    release_message(message)
    _note_reading(session, message, case, reading, now=now)
    if reading.intent == "praise" and reading.intent_confidence >= SURE_OF_PRAISE:
        record_praise(
            session,
            message,
            case_id=case.id if case else None,
            with_agent_id=case.assignee_id if case else None,
            now=now,
        )


def deliver(
    session: Session,
    turn: OpenTurn,
    answer: BotTurn,
    *,
    levels: ServiceLevels,
    languages: Languages,
    now: datetime,
    stopped: Unbacked | None = None,
) -> None:
    """Send the bot's answer through the gate, or bring a person in where there is none.

    Where a person has taken the conversation meanwhile nothing is said: the message is theirs. Raises LeaseLost.
    """
    question = turn.question
    case = lock_case(session, question.conversation_id)
    message = hold(session, turn.lease)
    if case is not None and case.state is State.AGENT:
        release_message(message)
        return
    language = languages.of(session.get_one(Conversation, question.conversation_id).language)
    sent = [
        send_as_system(
            session,
            question.conversation_id,
            Outgoing(
                utterance.text,
                f"answer:{question.message_id}:{number}",
                language,
                utterance.choices,
                line=utterance.line,
                before=utterance.before,
            ),
            speaker=Speaker.BOT,
            resolve_days=levels.resolve_days,
            now=now,
        )
        for number, utterance in enumerate(answer.utterances)
    ]
    if not any(sent):
        person = _bring_a_person(session, question, language, levels=levels, now=now)
        if stopped is not None:
            record_unbacked(session, person, stopped, actor="bot", now=now)
    case = lock_case(session, question.conversation_id)
    _note_what_told(case, sent)
    if answer.reading is not None:
        _note_reading(session, message, case, answer.reading, now=now)
    finish(message, now=now)


def _bring_a_person(
    session: Session, question: Question, language: Language, *, levels: ServiceLevels, now: datetime
) -> Case:
    """The bot has no answer: one apology, a case, a person. Never silence (METHOD M4, R2, R8)."""
    case = open_case(
        session,
        question.conversation_id,
        concern=question.text,
        now=now,
        resolve_days=levels.resolve_days,
    )
    note_story(case, question.text)
    waiting = case.state in WAITING
    wait = hand_off(session, case, Reason.BOT_FAILED, actor="system", levels=levels, now=now)
    promised = wait_line(case.reference, wait, language=language, hours=levels.hours, now=now)
    coming = Line("person_coming" if wait.somebody_is_there else "person_writes")
    for number, line in enumerate([Line("on_record")] if waiting else [Line("sorry"), coming, promised]):
        outgoing = Outgoing.of(language, line, f"answer:{question.message_id}:person:{number}")
        send_on_case(session, case, outgoing, speaker=Speaker.SYSTEM, now=now)
    return case


def _note_what_told(case: Case | None, sent: Sequence[Message | None]) -> None:
    """The bot settled the case in this turn: they are told once they have seen its last message (M10)."""
    last = next((message for message in reversed(sent) if message is not None), None)
    if (
        case is not None
        and case.state is State.RESOLVED
        and case.told_message_id is None
        and last is not None
    ):
        case.told_message_id = last.id


def _note_reading(
    session: Session, message: Message, case: Case | None, reading: Reading, *, now: datetime
) -> None:
    message.reading = reading.to_dict()
    if message.payload is None:
        queue_danger_review(session, message, reading, case, now=now)
    if case is None:
        return
    if message.payload is None:
        note_reading(case, reading)
    else:
        note_facts(case, reading.facts_by_kind())
