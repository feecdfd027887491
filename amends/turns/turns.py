"""A customer's turn: stored first, then answered by whoever has the conversation (DESIGN, One door; R8).

Turns of one conversation are answered in order, one at a time, by whichever process leased the message
(amends.turns.lease). What was stored but not answered when a process died is answered after it; nothing is answered
twice.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.casework.handoff import ServiceLevels
from amends.clock import Clock
from amends.languages.loading import Languages
from amends.messages.transcript import Stored, store_message, store_press
from amends.realtime.hub import Call, Hub
from amends.sending.backing import Unbacked
from amends.store.store import Store, StoreUnavailable, TransactionConflict
from amends.turns.answering import OpenTurn, deliver, keep_reading, next_turn, take_offer_answer
from amends.turns.bot import Bot, BotFailed, BotTurn
from amends.turns.lease import NAME_LENGTH, LeaseLost, conversations_left_open, let_go, let_go_of_all

log = structlog.get_logger(__name__)

T = TypeVar("T")

MARGIN = timedelta(seconds=20)
"""A lease lasts so much longer than the bot may take: time to write the answer, on a busy record too."""


class Turns:
    """Takes customers' messages in and sees to their answers.

    `name`: the front desk's, the same after a restart and no other's; without one, none is like it.
    """

    def __init__(
        self,
        store: Store,
        bot: Bot,
        hub: Hub,
        clock: Clock,
        levels: ServiceLevels,
        languages: Languages,
        *,
        name: str | None = None,
    ) -> None:
        self.store = store
        self.bot = bot
        self.hub = hub
        self.clock = clock
        self.levels = levels
        self.languages = languages
        self.name = name or secrets.token_hex(NAME_LENGTH // 2)
        self._running: set[asyncio.Task[None]] = set()

    async def take(
        self, conversation_id: str, client_id: str, *, text: str = "", button_id: str | None = None
    ) -> Stored:
        """Store what a customer wrote or pressed, and have it answered. A repeat is stored once.

        Raises UnknownButton, and StoreUnavailable where the record cannot be written: then nothing was taken.
        """
        stored, turn = await self._write(
            lambda session: self._store(session, conversation_id, client_id, text, button_id)
        )
        if stored.fresh:
            self.hub.tell(Call("said", conversation_id, who="customer"))
        if turn is not None:
            self._start(self._answer_all(conversation_id, turn))
        return stored

    def answer_soon(self, conversation_id: str) -> None:
        """Answer the conversation's open turns in the background, unless somebody is at it."""
        self._start(self._answer_all(conversation_id))

    async def start(self) -> int:
        """Answer what the process before this one left, however it ended; return in how many conversations."""
        await self._write(lambda session: let_go_of_all(session, by=self.name))
        return await self.resume()

    async def resume(self) -> int:
        """Answer what nobody is at work on: what was put off, or left by a process that stopped or died.

        Returns in how many conversations.
        """
        left = await asyncio.to_thread(self._left_open)
        for conversation_id in left:
            self.answer_soon(conversation_id)
        return len(left)

    async def settle(self) -> None:
        """Wait until no answer is under way here."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def stop(self, *, patience: float) -> None:
        """Wait up to `patience` seconds for answers under way; leave the others to whoever comes, at once."""
        try:
            async with asyncio.timeout(patience):
                await self.settle()
        except TimeoutError:
            log.warning("answers_left", conversations=len(self._running))
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer_all(self, conversation_id: str, turn: OpenTurn | None = None) -> None:
        """Answer the leased turn and those after it, until there is none or somebody else has the conversation."""
        try:
            turn = turn or await self._next(conversation_id)
            while turn is not None:
                turn = await self._answer(turn)
        except (StoreUnavailable, TransactionConflict) as error:
            # The message is on record and open: the watchdog answers it when its lease has run out.
            log.error("answer_put_off", conversation=conversation_id, why=str(error))
        except Exception:
            log.exception("answer_put_off", conversation=conversation_id)

    async def _answer(self, turn: OpenTurn) -> OpenTurn | None:
        """Answer a leased turn; return the next one, leased already. One that stays open is let go of."""
        try:
            return await self._answer_leased(turn)
        except LeaseLost:
            log.info("turn_taken_over", message=turn.question.message_id)
            return None
        except BotFailed as failure:
            log.warning("reading_failed", message=turn.question.message_id, why=str(failure))
            await self._let_go(turn)
            return None
        except BaseException:
            await self._let_go(turn)
            raise

    async def _answer_leased(self, turn: OpenTurn) -> OpenTurn | None:
        question, conversation_id = turn.question, turn.question.conversation_id
        if question.payload is not None and await self._write(
            lambda session: take_offer_answer(session, turn, languages=self.languages, now=self.clock())
        ):
            self._tell_answered(conversation_id)
            return await self._next(conversation_id)
        if turn.state is State.AGENT:
            return await self._read_for_the_desk(turn)
        self.hub.tell(Call("typing", conversation_id, who="bot", on=True))
        try:
            answer = await self.bot.answer(question)
        except BotFailed as failure:
            log.warning(
                "bot_failed", conversation=conversation_id, message=question.message_id, why=str(failure)
            )
            answer = BotTurn(())
        try:
            return await self._deliver(turn, answer)
        finally:
            self._tell_answered(conversation_id)

    async def _deliver(self, turn: OpenTurn, answer: BotTurn) -> OpenTurn | None:
        """Write the answer. Whatever is wrong with it, the customer is not left without one."""
        try:
            return await self._write(self._delivery(turn, answer))
        except (StoreUnavailable, TransactionConflict, LeaseLost):
            raise
        except Unbacked as stopped:
            return await self._write(self._delivery(turn, BotTurn((), answer.reading), stopped))
        except Exception:
            question = turn.question
            log.exception("answer_failed", conversation=question.conversation_id, message=question.message_id)
            return await self._write(self._delivery(turn, BotTurn(())))

    def _delivery(
        self, turn: OpenTurn, answer: BotTurn, stopped: Unbacked | None = None
    ) -> Callable[[Session], OpenTurn | None]:
        def write(session: Session) -> OpenTurn | None:
            deliver(
                session,
                turn,
                answer,
                levels=self.levels,
                languages=self.languages,
                now=self.clock(),
                stopped=stopped,
            )
            return self._lease_next(session, turn.question.conversation_id)

        return write

    async def _read_for_the_desk(self, turn: OpenTurn) -> OpenTurn | None:
        """A person has the conversation: the bot only reads, so that the desk sees how the customer feels."""
        reading = await self.bot.read(turn.question.text)

        def write(session: Session) -> OpenTurn | None:
            keep_reading(session, turn, reading, now=self.clock())
            return self._lease_next(session, turn.question.conversation_id)

        following = await self._write(write)
        self.hub.tell(Call("status", turn.question.conversation_id))
        return following

    def _tell_answered(self, conversation_id: str) -> None:
        self.hub.tell(Call("said", conversation_id, who="bot"))
        self.hub.tell(Call("status", conversation_id))

    def _store(
        self, session: Session, conversation_id: str, client_id: str, text: str, button_id: str | None
    ) -> tuple[Stored, OpenTurn | None]:
        """Store a message, and lease what is next in its conversation in the same transaction."""
        now = self.clock()
        if button_id is not None:
            stored = store_press(session, conversation_id, client_id, button_id, now=now)
        else:
            stored = store_message(session, conversation_id, client_id, text, now=now)
        return stored, self._lease_next(session, conversation_id)

    async def _next(self, conversation_id: str) -> OpenTurn | None:
        return await self._write(lambda session: self._lease_next(session, conversation_id))

    def _lease_next(self, session: Session, conversation_id: str) -> OpenTurn | None:
        lasts = self.bot.patience + MARGIN
        return next_turn(session, conversation_id, by=self.name, now=self.clock(), lasts=lasts)

    async def _let_go(self, turn: OpenTurn) -> None:
        await self._write(lambda session: let_go(session, turn.lease))

    def _left_open(self) -> list[str]:
        with self.store.read() as session:
            return conversations_left_open(session, now=self.clock())

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(self.store.transact, work)
