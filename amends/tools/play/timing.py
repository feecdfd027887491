"""How long a turn takes over the whole way: from a message sent over the socket to the last of its answer back.

Each customer has a short conversation over one socket, as their window has it, so that first messages, what is typed
after them and pressed buttons are measured apart. What they say is judged elsewhere (amends.tools.judge).
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import httpx
from websockets.client import WebSocketClientProtocol, connect

from amends.tools.play.heard import Frame, Heard

MOST_TURNS: Final = 8
LONGEST: Final = 60.0
"""Seconds that an answer may take before the measurement is given up."""

TYPED: Final = ("it has been like this for weeks", "i want my money back, all of it", "thats all")
"""What they type, in turn, where there is no button for them."""

INVITES: Final = re.compile(r"\?|\b(go on|tell me|write here|listening|take your time)\b", re.IGNORECASE)


class TurnKind(StrEnum):
    """Which message of a conversation it is, and how it was made."""

    FIRST = "first"
    TYPED = "typed"
    PRESSED = "pressed"


@dataclass(frozen=True, slots=True)
class Timed:
    """One turn. `seconds`: from sending until the last message of the answer was there."""

    kind: TurnKind
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer does next: they type `text`, or press the button with this id."""

    text: str = ""
    button: str | None = None


@dataclass(slots=True)
class TimedCustomer:
    """A customer with one open socket; `number` says which of several buttons they press."""

    socket: WebSocketClientProtocol
    number: int
    last: int = 0
    turns: list[Timed] = field(default_factory=list)

    async def converse(self, text: str) -> list[Timed]:
        """Say `text`, then press and type in turn, as long as anything is asked. Raises TimeoutError."""
        following: Reply | None = Reply(text)
        while following is not None and len(self.turns) < MOST_TURNS:
            following = self._reply(await self._turn(following))
        return self.turns

    def _reply(self, heard: Sequence[Frame]) -> Reply | None:
        buttons = [button["id"] for message in heard for button in message["buttons"]]
        typed = sum(turn.kind is TurnKind.TYPED for turn in self.turns)
        if buttons and self.turns[-1].kind is not TurnKind.PRESSED:
            return Reply(button=buttons[self.number % len(buttons)])
        invited = bool(buttons) or any(INVITES.search(message["text"]) for message in heard)
        return Reply(TYPED[typed]) if invited and typed < len(TYPED) else None

    async def _turn(self, what: Reply) -> list[Frame]:
        """Send one message or press; return what was said to it."""
        body = {"type": "press", "button": what.button} if what.button else {"type": "say", "text": what.text}
        heard, messages = Heard(str(uuid.uuid4()), last_id=self.last), list[Frame]()
        sent_at = time.monotonic()
        await self.socket.send(json.dumps({**body, "client_id": heard.client_id}))
        async with asyncio.timeout(LONGEST):
            while not heard.done:
                frame = json.loads(await self.socket.recv())
                heard.hear(frame, at=time.monotonic())
                if frame["type"] == "message" and frame["message"]["from"] != "customer":
                    messages.append(frame["message"])
        kind = TurnKind.PRESSED if what.button else TurnKind.TYPED if self.turns else TurnKind.FIRST
        self.turns.append(Timed(kind, time.monotonic() - sent_at))
        self.last = heard.last_id
        return messages


async def time_turns(texts: Iterable[str], server: str, *, concurrency: int) -> list[Timed]:
    """Have a conversation for each text, `concurrency` at a time.

    Raises TimeoutError, httpx.HTTPError or a WebSocketException where one of them breaks.
    """
    waiting, found = iter(enumerate(texts)), list[Timed]()
    async with httpx.AsyncClient(
        base_url=server, timeout=30, headers={"Origin": server}, trust_env=False
    ) as client:

        async def one_after_another() -> None:
            for number, text in waiting:
                session = (await client.post("/widget/session", json={})).raise_for_status().json()
                found.extend(await _converse(server, session, number, text))

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(one_after_another())
    return found


async def _converse(server: str, session: Mapping[str, Any], number: int, text: str) -> list[Timed]:
    last = max((message["id"] for message in session["messages"]), default=0)
    async with connect(f"ws{server.removeprefix('http')}/widget/socket", origin=server) as socket:
        await socket.send(json.dumps({"type": "hello", "token": session["token"], "after": last}))
        await socket.recv()
        return await TimedCustomer(socket, number, last).converse(text)
