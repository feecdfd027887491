"""A customer's turn: stored first, then answered by whoever has the conversation (DESIGN, One door; R8).

Turns of one conversation are answered in order, one at a time. What was stored but not answered when a process
died is answered after the restart; nothing is answered twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from amends.cases.escalation import Reason
from amends.cases.state import SETTLED, WAITING, State
from amends.casework.danger_review import notice_danger
from amends.casework.handoff import ServiceLevels, hand_off
from amends.casework.record import find_case, note_facts, note_reading, note_story, open_case
from amends.clock import Clock
from amends.follow_through import survey
from amends.follow_through.praise import record_praise
from amends.messages.transcript import (
    Stored,
    conversations_waiting_for_the_bot,
    next_unanswered,
    next_unread,
    store_message,
    store_press,
)
from amends.offers.service import answer_press
from amends.realtime.hub import Call, Hub
from amends.sending.backing import Unbacked, record_unbacked
from amends.sending.send import Outgoing, send_as_system
from amends.sending.words import say, say_wait
from amends.store.store import Store, StoreUnavailable
from amends.store.tables import Case, Message, Speaker
from amends.turns.bot import Bot, BotFailed, BotTurn, Question
from amends.understanding.reading import Reading

log = structlog.get_logger(__name__)

SURVEY = "survey"
SURE_OF_PRAISE = 0.6
"""What is said to a person counts as praise from this confidence on."""


class Turns:
    """Takes customers' messages in and sees to their answers."""

    def __init__(self, store: Store, bot: Bot, hub: Hub, clock: Clock, levels: ServiceLevels) -> None:
        self.store = store
        self.bot = bot
        self.hub = hub
        self.clock = clock
        self.levels = levels
        self._locks: dict[str, asyncio.Lock] = {}
        self._queued: Counter[str] = Counter()
        self._running: set[asyncio.Task[None]] = set()

    async def take(
        self, conversation_id: str, client_id: str, *, text: str = "", button_id: str | None = None
    ) -> Stored:
        """Store what a customer wrote or pressed, and have it answered. A repeat is stored once.

        Raises UnknownButton, and StoreUnavailable where the record cannot be written: then nothing was taken.
        """
        try:
            stored = await asyncio.to_thread(self._store, conversation_id, client_id, text, button_id)
        except IntegrityError:
            # Two windows sent the same message at the same moment: the other one was first.
            stored = await asyncio.to_thread(self._store, conversation_id, client_id, text, button_id)
        if stored.fresh:
            self.hub.tell(Call("said", conversation_id, who="customer"))
        self.answer_soon(conversation_id)
        return stored

    def answer_soon(self, conversation_id: str) -> None:
        """Answer the conversation's open turns in the background."""
        task = asyncio.create_task(self._answer_all(conversation_id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def resume(self) -> int:
        """Answer what was left unanswered when the front desk stopped; return in how many conversations."""
        left = await asyncio.to_thread(self._left_unanswered)
        for conversation_id in left:
            self.answer_soon(conversation_id)
        return len(left)

    async def settle(self) -> None:
        """Wait until no answer is under way."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _answer_all(self, conversation_id: str) -> None:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._queued[conversation_id] += 1
        try:
            async with lock:
                while await self._answer_next(conversation_id):
                    pass
        except StoreUnavailable as error:
            # The message is on record and open: the watchdog's next round answers it.
            log.error("answer_put_off", conversation=conversation_id, why=str(error))
        finally:
            self._queued[conversation_id] -= 1
            if not self._queued[conversation_id]:
                del self._queued[conversation_id], self._locks[conversation_id]

    async def _answer_next(self, conversation_id: str) -> bool:
        """Answer the oldest open message; return whether to look for another."""
        question, state = await asyncio.to_thread(self._next_question, conversation_id)
        if question is None:
            return False
        pressed = question.payload is not None
        if pressed and await asyncio.to_thread(self._take_offer_answer, question):
            self.hub.tell(Call("said", conversation_id, who="bot"))
            self.hub.tell(Call("status", conversation_id))
            return True
        if state is State.AGENT:
            return await self._read_for_the_desk(question)
        self.hub.tell(Call("typing", conversation_id, who="bot", on=True))
        try:
            turn = await self.bot.answer(question)
        except BotFailed as failure:
            log.warning(
                "bot_failed", conversation=conversation_id, message=question.message_id, why=str(failure)
            )
            turn = BotTurn(())
        try:
            answered = await asyncio.to_thread(self._deliver, question, turn)
        except StoreUnavailable:
            raise
        except Unbacked as stopped:
            instead = BotTurn((), turn.reading)
            answered = await asyncio.to_thread(self._deliver, question, instead, stopped)
        except Exception:
            # Whatever is wrong with this answer, the customer is not left without one.
            log.exception("answer_failed", conversation=conversation_id, message=question.message_id)
            answered = await asyncio.to_thread(self._deliver, question, BotTurn(()))
        self.hub.tell(Call("said", conversation_id, who="bot"))
        self.hub.tell(Call("status", conversation_id))
        return answered

    async def _read_for_the_desk(self, question: Question) -> bool:
        """A person has the conversation: the bot only reads, so that the desk sees how the customer feels."""
        try:
            reading = await self.bot.read(question.text)
        except BotFailed as failure:
            log.warning("reading_failed", message=question.message_id, why=str(failure))
            return False
        await asyncio.to_thread(self._keep_reading, question, reading)
        self.hub.tell(Call("status", question.conversation_id))
        return True

    def _store(self, conversation_id: str, client_id: str, text: str, button_id: str | None) -> Stored:
        with self.store.write() as session:
            now = self.clock()
            if button_id is not None:
                return store_press(session, conversation_id, client_id, button_id, now=now)
            return store_message(session, conversation_id, client_id, text, now=now)

    def _left_unanswered(self) -> list[str]:
        with self.store.read() as session:
            return conversations_waiting_for_the_bot(session)

    def _next_question(self, conversation_id: str) -> tuple[Question | None, State]:
        with self.store.read() as session:
            case = find_case(session, conversation_id)
            state = case.state if case else State.BOT
            find = next_unread if state is State.AGENT else next_unanswered
            message = find(session, conversation_id)
            if message is None:
                return None, state
            asks = case is not None and state in SETTLED and survey.is_open(session, case)
            phase = SURVEY if asks else state.value
            return Question(conversation_id, message.id, message.text, phase, message.payload), state

    def _take_offer_answer(self, question: Question) -> bool:
        """Take a button that answers an offer, whoever has the conversation; return whether it was one."""
        with self.store.write() as session:
            now = self.clock()
            taken = answer_press(session, question.conversation_id, question.payload or "", now=now)
            if taken:
                session.get_one(Message, question.message_id).answered_at = now
            return taken

    def _keep_reading(self, question: Question, reading: Reading) -> None:
        with self.store.write() as session:
            _note(session, question, reading, now=self.clock())
            if reading.intent == "praise" and reading.intent_confidence >= SURE_OF_PRAISE:
                self._note_praise(session, question)

    def _note_praise(self, session: Session, question: Question) -> None:
        """Praise written to a person is theirs, unless it names another (METHOD M17)."""
        case = find_case(session, question.conversation_id)
        record_praise(
            session,
            session.get_one(Message, question.message_id),
            case_id=case.id if case else None,
            with_agent_id=case.assignee_id if case else None,
            now=self.clock(),
        )

    def _deliver(self, question: Question, turn: BotTurn, stopped: Unbacked | None = None) -> bool:
        """Send the bot's answer through the door, or bring a person in where there is none; all or nothing.

        Returns False where a person has taken the conversation meanwhile: the message is theirs.
        """
        with self.store.write() as session:
            now = self.clock()
            case = find_case(session, question.conversation_id)
            if case is not None and case.state is State.AGENT:
                return False
            sent = [
                send_as_system(
                    session,
                    question.conversation_id,
                    Outgoing(
                        utterance.text,
                        f"answer:{question.message_id}:{number}",
                        utterance.choices,
                        line=utterance.line,
                    ),
                    speaker=Speaker.BOT,
                    now=now,
                )
                for number, utterance in enumerate(turn.utterances)
            ]
            if not any(sent):
                case = self._bring_a_person(session, question)
                if stopped is not None:
                    record_unbacked(session, case, stopped, actor="bot", now=now)
            _note_what_told(session, question, sent)
            if turn.reading is not None:
                _note(session, question, turn.reading, now=now)
            session.get_one(Message, question.message_id).answered_at = now
            return True

    def _bring_a_person(self, session: Session, question: Question) -> Case:
        """The bot has no answer: one apology, a case, a person. Never silence (METHOD M4, R2, R8)."""
        now = self.clock()
        case = open_case(
            session,
            question.conversation_id,
            concern=question.text,
            now=now,
            resolve_days=self.levels.resolve_days,
        )
        note_story(case, question.text)
        waiting = case.state in WAITING
        wait = hand_off(session, case, Reason.BOT_FAILED, actor="system", levels=self.levels, now=now)
        promised = say_wait(case.reference, wait, hours=self.levels.hours, now=now)
        coming = say("person_coming" if wait.somebody_is_there else "person_writes")
        lines = [say("on_record")] if waiting else [say("sorry"), coming, promised]
        for number, text in enumerate(lines):
            outgoing = Outgoing(text, f"answer:{question.message_id}:person:{number}")
            send_as_system(session, question.conversation_id, outgoing, speaker=Speaker.SYSTEM, now=now)
        return case


def _note_what_told(session: Session, question: Question, sent: list[Message | None]) -> None:
    """The bot settled the case in this turn: they are told once they have seen its last message (M10)."""
    case = find_case(session, question.conversation_id)
    last = next((message for message in reversed(sent) if message is not None), None)
    if (
        case is not None
        and case.state is State.RESOLVED
        and case.told_message_id is None
        and last is not None
    ):
        case.told_message_id = last.id


def _note(session: Session, question: Question, reading: Reading, *, now: datetime) -> None:
    message = session.get_one(Message, question.message_id)
    message.reading = reading.to_dict()
    case = find_case(session, question.conversation_id)
    if question.payload is None:
        notice_danger(session, message, reading, case, now=now)
    if case is None:
        return
    if question.payload is None:
        note_reading(case, reading)
    else:
        note_facts(case, reading.facts_by_kind())
