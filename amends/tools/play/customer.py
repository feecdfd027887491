"""One customer: speaks the widget protocol over a socket, and does not give up when it breaks."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any, Final

import httpx
from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import WebSocketException

from amends.tools.play.heard import Frame, Heard

BROKEN: Final = (OSError, TimeoutError, WebSocketException, httpx.HTTPError)
"""What a lost network looks like."""

BUSY: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a customer waits, in seconds, and how often it tries."""

    answer: float = 60.0
    """From sending to the last answer, lost connections included."""
    connect: float = 10.0
    pause: float = 0.5
    """Before it connects again; doubles each time."""
    tries: int = 5
    delivery: float = 3.0
    """How late a message may reach the widget after the record shows it."""
    longest_wait: float = 60.0
    """How long it waits where the server says when to come again."""


@dataclass(frozen=True, slots=True)
class Told:
    """How one message went: what the widget heard, and the record of the conversation afterwards.

    `seconds`: until the first answer. `broken`: why the conversation could not be had, if it could not.
    """

    heard: Heard
    transcript: tuple[Frame, ...]
    seconds: float | None
    broken: str | None = None


class PlayedCustomer:
    """A visitor with a conversation of its own; `client` has the front desk's address as its base_url."""

    def __init__(self, client: httpx.AsyncClient, *, patience: Patience | None = None) -> None:
        self._client = client
        self._patience = patience or Patience()
        self._token = ""
        self._heard = Heard(str(uuid.uuid4()))
        self._sent_at: float | None = None

    async def tell(self, text: str) -> Told:
        """Start a conversation, say `text` and wait for the answer. What goes wrong stands in `Told`."""
        broken: str | None = None
        transcript: list[Frame] = []
        deadline = time.monotonic() + self._patience.answer
        try:
            await self._begin()
            async with asyncio.timeout_at(self._loop_time(deadline)):
                transcript = await self._converse(text)
        except (*BROKEN, KeyError, TypeError, ValueError) as error:  # the last three: no protocol of ours
            broken = f"{type(error).__name__}: {error}".rstrip(": ")
        first = self._heard.first_answer_at
        seconds = None if first is None or self._sent_at is None else first - self._sent_at
        return Told(self._heard, tuple(transcript), seconds, broken)

    @staticmethod
    def _loop_time(deadline: float) -> float:
        return asyncio.get_running_loop().time() + deadline - time.monotonic()

    async def _begin(self) -> None:
        """Get a session, coming again when the server says it is busy. Raises httpx.HTTPError."""
        for attempt in range(self._patience.tries):
            response = await self._client.post("/widget/session", json={})
            if response.status_code not in BUSY:
                break
            wait = float(response.headers.get("Retry-After", self._patience.pause * 2**attempt))
            await asyncio.sleep(min(wait, self._patience.longest_wait))
        session = response.raise_for_status().json()
        self._token = session["token"]
        self._heard.last_id = max((message["id"] for message in session["messages"]), default=0)
        self._heard.delivered = {message["id"] for message in session["messages"]}
        self._heard.status = session["status"]

    async def _converse(self, text: str) -> list[Frame]:
        pause = self._patience.pause
        for attempt in range(1, self._patience.tries + 1):
            try:
                async with self._connect() as socket:
                    return await self._over(socket, text)
            except BROKEN:
                if attempt == self._patience.tries:
                    raise
                await asyncio.sleep(pause)
                pause *= 2
        raise AssertionError("the last try returns or raises")

    def _connect(self) -> Any:
        base = self._client.base_url
        url = base.copy_with(scheme="wss" if base.scheme == "https" else "ws", path="/widget/socket")
        origin = f"{base.scheme}://{base.netloc.decode()}"
        return connect(str(url), origin=origin, open_timeout=self._patience.connect, close_timeout=2)

    async def _over(self, socket: WebSocketClientProtocol, text: str) -> list[Frame]:
        """Say hello and `text` over a fresh socket, listen until it is answered; return the transcript."""
        heard = self._heard
        heard.reconnected()
        await socket.send(json.dumps({"type": "hello", "token": self._token, "after": heard.last_id}))
        await self._next(socket)
        if not heard.acknowledged and heard.refused is None:
            self._sent_at = self._sent_at or time.monotonic()
            await socket.send(json.dumps({"type": "say", "client_id": heard.client_id, "text": text}))
        while not heard.done:
            await self._next(socket)
        transcript = await self._transcript()
        await self._drain(socket, {message["id"] for message in transcript})
        await socket.send(json.dumps({"type": "seen", "id": heard.last_id}))
        return transcript

    async def _next(self, socket: WebSocketClientProtocol) -> None:
        frame = json.loads(await socket.recv())
        self._token = frame.get("token", self._token)
        self._heard.hear(frame, at=time.monotonic())

    async def _drain(self, socket: WebSocketClientProtocol, on_record: set[int]) -> None:
        """Hear what is on record and still on its way; what does not come is missing in `delivered`."""
        try:
            async with asyncio.timeout(self._patience.delivery):
                while not on_record <= self._heard.delivered:
                    await self._next(socket)
        except TimeoutError:
            return

    async def _transcript(self) -> list[Frame]:
        response = await self._client.get(
            "/widget/messages",
            params={"after": 0, "wait": 0},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        read = response.raise_for_status().json()
        self._heard.status = read["status"]
        messages: list[Frame] = read["messages"]
        return messages
