"""How long a turn takes over the whole way: from a message sent over the socket to the last of its answer back.

Whole conversations are had with simulated customers, each over one socket as their window has it, so that first
messages, what is typed after them and pressed buttons are measured apart.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import httpx
from websockets.client import WebSocketClientProtocol, connect

from amends.tools.play.heard import Frame, Heard
from amends.tools.play.persona import PERSONAS, Persona, Reply, answer_bot

MOST_TURNS: Final = 8
LONGEST: Final = 60.0
"""Seconds that an answer may take before the measurement is given up."""


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


@dataclass(slots=True)
class TimedCustomer:
    """A customer of a kind with one open socket."""

    socket: WebSocketClientProtocol
    persona: Persona
    last: int = 0
    turns: list[Timed] = field(default_factory=list)

    async def converse(self, text: str) -> list[Timed]:
        """Say `text`, then answer what is asked, as long as anything is. Raises TimeoutError."""
        said, following = [text], Reply(text)
        while len(self.turns) < MOST_TURNS:
            heard = await self._turn(following)
            answer = answer_bot(self.persona, heard, said)
            if answer is None:
                break
            following = answer
            said.append(answer.text)
        return self.turns

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
    """Have a conversation for each text, the kinds of customer in turn, `concurrency` at a time.

    Raises TimeoutError, httpx.HTTPError or a WebSocketException where one of them breaks.
    """
    waiting, found = iter(enumerate(texts)), list[Timed]()
    async with httpx.AsyncClient(
        base_url=server, timeout=30, headers={"Origin": server}, trust_env=False
    ) as client:

        async def one_after_another() -> None:
            for number, text in waiting:
                session = (await client.post("/widget/session", json={})).raise_for_status().json()
                found.extend(await _converse(server, session, PERSONAS[number % len(PERSONAS)], text))

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(one_after_another())
    return found


async def _converse(server: str, session: Mapping[str, Any], persona: Persona, text: str) -> list[Timed]:
    last = max((message["id"] for message in session["messages"]), default=0)
    async with connect(f"ws{server.removeprefix('http')}/widget/socket", origin=server) as socket:
        await socket.send(json.dumps({"type": "hello", "token": session["token"], "after": last}))
        await socket.recv()
        return await TimedCustomer(socket, persona, last).converse(text)
