"""A customer's window, whatever it is connected by: its session, its messages, its news."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.cases.state import State
from amends.casework.handoff import mark_informed
from amends.follow_through.returning import continued_as
from amends.languages.line import Line
from amends.messages.transcript import (
    Stored,
    UnknownButton,
    is_known,
    messages_after,
    start_conversation,
)
from amends.realtime.hub import Call
from amends.sending.send import Outgoing, send_as_system
from amends.store.locks import lock_case, lock_conversation
from amends.store.store import StoreUnavailable, TransactionConflict
from amends.store.tables import Message, Speaker
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany
from amends.web.shapes import Json, iso, message_shape, status_of
from amends.web.tokens import InvalidToken

log = structlog.get_logger(__name__)

LONGEST_CLIENT_ID = 64


class Refused(Exception):
    """A window asked for something it does not get; `text` is a plain sentence for the customer."""

    def __init__(self, reason: str, text: str, *, client_id: str | None = None, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.client_id = client_id
        self.retry_after = retry_after

    def shape(self) -> Json:
        """Return the refusal as a frame."""
        return {"type": "refused", "client_id": self.client_id, "reason": self.reason, "text": self.text}


@dataclass
class News:
    """What has come since a window last looked. `answered`: ids of the customer's messages answered since."""

    messages: Sequence[Json]
    status: Json
    answered: Sequence[int] = ()


@dataclass
class Window:
    """One window of a conversation. `shown`: the last message it was given; `open_turns`: its unanswered ones."""

    front_desk: FrontDesk
    conversation_id: str
    shown: int = 0
    status: Json = field(default_factory=dict)
    open_turns: set[int] = field(default_factory=set)

    async def follow(self) -> bool:
        """Go on in the earlier conversation that this window was proved to belong to; return whether it moved (M21).

        All of that conversation is news then, for every window that shows the later one.
        """
        conversation_id = await asyncio.to_thread(self._belongs_to)
        if conversation_id == self.conversation_id:
            return False
        left, self.conversation_id = self.conversation_id, conversation_id
        self.shown = 0
        self.open_turns = set()
        self.front_desk.hub.tell(Call("status", left))
        return True

    async def news(self) -> News:
        """Return everything that is new, and remember that it was given."""
        found = await asyncio.to_thread(self._look)
        if found.messages:
            self.shown = found.messages[-1]["id"]
        own = {message["id"] for message in found.messages if message["state"] == "stored"}
        self.open_turns = (self.open_turns | own) - set(found.answered)
        self.status = found.status
        return found

    async def say(self, client_id: object, text: object) -> Stored:
        """Take what the customer wrote. Raises Refused; a repeat is stored once."""
        key = _client_id(client_id)
        words = str(text) if isinstance(text, str) else ""
        longest = self.front_desk.services.settings.message_length
        if not words.strip():
            raise Refused("empty", "There is nothing in this message yet.", client_id=key)
        if len(words) > longest:
            raise Refused(
                "too_long", f"This is longer than {longest} characters. Send it in parts.", client_id=key
            )
        return await self._take(key, text=words.replace("\x00", ""))

    async def press(self, client_id: object, button: object) -> Stored:
        """Take a pressed button. Raises Refused for one that was not issued here."""
        key = _client_id(client_id)
        try:
            return await self._take(key, button_id=str(button))
        except UnknownButton:
            raise Refused(
                "unknown_button", "That choice is no longer open. Write it instead.", client_id=key
            ) from None

    async def seen(self, message_id: object) -> None:
        """Note the last message that the customer's window has shown; a resolved case is told by it (M10)."""
        if isinstance(message_id, int) and not isinstance(message_id, bool) and message_id > 0:
            await asyncio.to_thread(self._note_seen, message_id)

    def typing(self, on: bool) -> None:
        """Tell the desk that the customer is typing, or has stopped."""
        self.front_desk.hub.tell(Call("typing", self.conversation_id, who="customer", on=on))

    async def _take(self, client_id: str, *, text: str = "", button_id: str | None = None) -> Stored:
        try:
            await self.follow()
            if not await asyncio.to_thread(self._is_repeat, client_id):
                self.front_desk.messages.spend(self.conversation_id)
            return await self.front_desk.turns.take(
                self.conversation_id, client_id, text=text, button_id=button_id
            )
        except TooMany as limit:
            raise Refused(
                "too_fast",
                f"That was fast. Send it again in {limit.retry_after} seconds.",
                client_id=client_id,
                retry_after=limit.retry_after,
            ) from None
        except StoreUnavailable as error:
            log.error("record_cannot_be_written", why=str(error))
            raise Refused(
                "unavailable", "Not sent yet. Trying again.", client_id=client_id, retry_after=5
            ) from None
        except TransactionConflict:
            raise Refused(
                "unavailable", "Not sent yet. Trying again.", client_id=client_id, retry_after=1
            ) from None

    def _belongs_to(self) -> str:
        with self.front_desk.services.store.read() as session:
            return continued_as(session, self.conversation_id)

    def _is_repeat(self, client_id: str) -> bool:
        with self.front_desk.services.store.read() as session:
            return is_known(session, self.conversation_id, client_id)

    def _look(self) -> News:
        services = self.front_desk.services
        with services.store.read() as session:
            messages = [message_shape(m) for m in messages_after(session, self.conversation_id, self.shown)]
            query = select(Message.id).where(
                Message.id.in_(self.open_turns), Message.answered_at.is_not(None)
            )
            answered = list(session.scalars(query)) if self.open_turns else []
            status = status_of(session, self.conversation_id, levels=services.levels, now=services.clock())
        return News(messages, status, answered)

    def _note_seen(self, message_id: int) -> None:
        services = self.front_desk.services

        def note(session: Session) -> None:
            conversation = lock_conversation(session, self.conversation_id)
            conversation.seen_message_id = max(conversation.seen_message_id, message_id)
            case = lock_case(session, self.conversation_id)
            if case is None or case.state is not State.RESOLVED or case.told_message_id is None:
                return
            if conversation.seen_message_id >= case.told_message_id:
                mark_informed(session, case, now=services.clock())

        services.store.transact(note)


def open_window(front_desk: FrontDesk, token: object) -> Window:
    """Return the window that a token opens. Raises Refused."""
    try:
        return Window(front_desk, front_desk.tokens.read(str(token)))
    except InvalidToken:
        raise Refused("session", "This conversation has been away for long. It starts anew.") from None


async def start_session(
    front_desk: FrontDesk, token: object, address: str, *, exempt: bool
) -> tuple[str, Window]:
    """Return a token and a window: of the conversation that `token` opens, else of a new one with a greeting.

    `exempt`: the address is not counted (a developer's own machine). Raises Refused.
    """
    if token:
        try:
            window = open_window(front_desk, token)
            await window.follow()
            return front_desk.tokens.issue(window.conversation_id), window
        except Refused:
            pass
    if not exempt:
        try:
            front_desk.sessions.spend(address)
        except TooMany as limit:
            raise Refused(
                "too_many",
                "Many conversations start here at once. Try again in a minute.",
                retry_after=limit.retry_after,
            ) from None
    conversation_id = await asyncio.to_thread(_start, front_desk, address)
    return front_desk.tokens.issue(conversation_id), Window(front_desk, conversation_id)


def stored_shape(stored: Stored) -> Json:
    """Return the frame that says a message is on record."""
    return {
        "type": "stored",
        "client_id": stored.client_id,
        "id": stored.message_id,
        "at": iso(stored.sent_at),
    }


def _start(front_desk: FrontDesk, address: str) -> str:
    services = front_desk.services
    try:
        with services.store.write() as session:
            now = services.clock()
            conversation = start_conversation(session, now=now, came_from=front_desk.tokens.trace(address))
            language = services.languages.of(conversation.language)
            line = Line("greeting", {"company": services.settings.company})
            greeting = Outgoing.of(language, line, "greeting")
            days = services.levels.resolve_days
            send_as_system(
                session, conversation.id, greeting, speaker=Speaker.BOT, resolve_days=days, now=now
            )
            return conversation.id
    except StoreUnavailable as error:
        log.error("record_cannot_be_written", why=str(error))
        raise Refused("unavailable", "One moment. Trying again.", retry_after=5) from None


def _client_id(value: Any) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        readable = value if isinstance(value, str) and len(value) <= LONGEST_CLIENT_ID else None
        raise Refused(
            "bad_frame", "This message could not be read. Send it again.", client_id=readable
        ) from None
