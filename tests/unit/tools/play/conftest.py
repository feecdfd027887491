"""A front desk in memory that speaks the widget protocol, and breaks it on demand."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

Frame = dict[str, Any]


class Conversation:
    """One visitor's conversation and the sockets that watch it."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.messages: list[Frame] = []
        self.phase = "bot"
        self.sockets: list[WebSocket] = []

    @property
    def status(self) -> Frame:
        return {"phase": self.phase, "case": None, "speaker": {"kind": "bot", "name": None}}

    async def tell(self, frame: Frame) -> None:
        for watcher in self.sockets:
            await watcher.send_json(frame)


class FakeFrontDesk:
    """Answers each message with `answers`; the other fields make it misbehave."""

    def __init__(self) -> None:
        self.conversations: list[Conversation] = []
        self.answers: Callable[[str], list[str]] = lambda text: ["I'm sorry.", "What can I do?"]
        self.number = 0
        self.at_once = 0
        self.most_at_once = 0
        self.busy = 0  # so many sessions are refused at first
        self.cuts = 0  # so many sockets break after the message is stored, before anybody is told
        self.no_sockets = False
        self.refusal: str | None = None
        self.forgets_client_ids = False
        self.never_answers = False
        self.keeps_nothing = False
        self.repeats_frames = False
        self.hides_answers = False  # on record, but not sent
        self.phase = "bot"
        self.gate: asyncio.Barrier | None = None  # answers only when so many wait for one
        self.later: set[asyncio.Task[None]] = set()
        self.origins: set[str | None] = set()

    def add(self, conversation: Conversation, sender: str, text: str, client_id: str | None = None) -> Frame:
        self.number += 1
        message = {
            "id": self.number,
            "from": sender,
            "text": text,
            "client_id": client_id,
            "state": "stored" if client_id else None,
            "buttons": [],
        }
        conversation.messages.append(message)
        return message

    async def session(self, request: Request) -> Response:
        if self.busy:
            self.busy -= 1
            return JSONResponse({"type": "refused"}, status_code=429, headers={"Retry-After": "0"})
        conversation = Conversation(f"token-{len(self.conversations)}")
        self.conversations.append(conversation)
        self.add(conversation, "bot", "I am an automated assistant.")
        return JSONResponse(
            {"token": conversation.token, "messages": conversation.messages, "status": conversation.status}
        )

    async def record(self, request: Request) -> Response:
        conversation = self.find(request.headers["authorization"].removeprefix("Bearer "))
        messages = [] if self.keeps_nothing else conversation.messages
        return JSONResponse({"messages": messages, "status": conversation.status, "answered": []})

    def find(self, token: str) -> Conversation:
        return next(one for one in self.conversations if one.token == token)

    async def socket(self, watcher: WebSocket) -> None:
        self.origins.add(watcher.headers.get("origin"))
        if self.no_sockets:
            await watcher.close()
            return
        await watcher.accept()
        hello = await watcher.receive_json()
        conversation = self.find(hello["token"])
        after = (
            []
            if self.forgets_client_ids
            else [message for message in conversation.messages if message["id"] > hello["after"]]
        )
        welcome = {"type": "welcome", "token": conversation.token, "messages": after}
        await watcher.send_json({**welcome, "status": conversation.status})
        conversation.sockets.append(watcher)
        try:
            async for text in watcher.iter_text():
                await self.hear(watcher, conversation, json.loads(text))
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            conversation.sockets.remove(watcher)

    async def hear(self, watcher: WebSocket, conversation: Conversation, frame: Frame) -> None:
        if frame["type"] == "say":
            await self.take(watcher, conversation, frame)

    async def take(self, watcher: WebSocket, conversation: Conversation, frame: Frame) -> None:
        client_id = frame["client_id"]
        if self.refusal:
            refused = {"type": "refused", "client_id": client_id, "reason": self.refusal, "text": "No."}
            await watcher.send_json(refused)
            return
        known = [message for message in conversation.messages if message["client_id"] == client_id]
        if known and not self.forgets_client_ids:
            message = known[0]
        else:
            message = self.add(conversation, "customer", frame["text"], client_id)
        if self.cuts:
            self.cuts -= 1
            await watcher.close(1011)
            self.later.add(asyncio.create_task(self.answer(conversation, message)))
            return
        await watcher.send_json({"type": "stored", "client_id": client_id, "id": message["id"]})
        await conversation.tell({"type": "message", "message": message})
        await self.answer(conversation, message)

    async def answer(self, conversation: Conversation, message: Frame) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await (self.gate.wait() if self.gate else asyncio.sleep(0.05))
        self.at_once -= 1
        if self.never_answers or message["state"] == "answered":
            return
        message["state"] = "answered"
        for text in self.answers(message["text"]):
            answer = self.add(conversation, "bot", text)
            for _ in range(0 if self.hides_answers else 2 if self.repeats_frames else 1):
                await conversation.tell({"type": "message", "message": answer})
        conversation.phase = self.phase
        await conversation.tell({"type": "answered", "id": message["id"]})

    def app(self) -> Starlette:
        async def well(request: Request) -> Response:
            return JSONResponse({"status": "ok"})

        return Starlette(
            routes=[
                Route("/healthz", well),
                Route("/widget/session", self.session, methods=["POST"]),
                Route("/widget/messages", self.record),
                WebSocketRoute("/widget/socket", self.socket),
            ]
        )


@pytest_asyncio.fixture
async def front_desk() -> AsyncIterator[tuple[FakeFrontDesk, str]]:
    """A running fake and its address."""
    fake, listener = FakeFrontDesk(), socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(fake.app(), ws="wsproto", log_level="error", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve([listener]))
    yield fake, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving
    listener.close()
