"""A front desk for the widget's tests: it speaks the protocol, keeps everything in memory, and breaks on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

WIDGET = Path(__file__).parents[2] / "widget"
LIMITS = {"length": 4000}

Frame = dict[str, Any]
Answer = Callable[["Conversation", str], None]


@dataclass(eq=False)
class Conversation:
    """One customer's conversation: its messages, its status and the sockets that watch it."""

    token: str
    messages: list[Frame] = field(default_factory=list)
    status: Frame = field(
        default_factory=lambda: {
            "speaker": {"kind": "bot", "name": None},
            "phase": "bot",
            "case": None,
            "ahead": None,
            "wait_minutes": None,
            "promised_by": None,
        }
    )
    sockets: set[WebSocket] = field(default_factory=set)
    typing: bool = False
    seen: int = 0
    writing: list[bool] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(
        self,
        sender: str,
        text: str,
        *,
        name: str | None = None,
        buttons: list[str] | None = None,
        client_id: str | None = None,
        at: datetime | None = None,
    ) -> Frame:
        """Append a message; buttons are given by their titles and get ids of this conversation."""
        number = len(self.messages) + 1
        message: Frame = {
            "id": number,
            "from": sender,
            "name": name,
            "text": text,
            "at": (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z"),
            "client_id": client_id,
            "state": "stored" if sender == "customer" else None,
            "buttons": [{"id": f"b{number}.{i}", "title": title} for i, title in enumerate(buttons or [])],
            "pressed": False,
        }
        self.messages.append(message)
        return message

    def after(self, number: int) -> list[Frame]:
        """The messages with a greater id than `number`."""
        return [message for message in self.messages if message["id"] > number]

    def said(self) -> list[str]:
        """What the customer said, as it was stored."""
        return [message["text"] for message in self.messages if message["from"] == "customer"]


class FakeFrontDesk:
    """The test double. Its switches may be set from the test's thread at any time; see the fields of `__init__`."""

    def __init__(self) -> None:
        self.conversations: list[Conversation] = []
        self.refuse_sockets = False  # a network that lets no WebSocket through
        self.down = False  # nothing answers
        self.lose_acks = False  # stores, but the answer never arrives
        self.hold = False  # stores, but nobody answers
        self.refusal: tuple[str, str] | None = None  # (reason, sentence) for every message
        self.greeting: list[str] = []
        self.answer: Answer | None = None
        self.frames: list[Frame] = []
        self.requests: list[str] = []
        self.page = ""
        self.tasks: set[asyncio.Future[None]] = set()
        self.loop: asyncio.AbstractEventLoop | None = None

    @property
    def latest(self) -> Conversation:
        """The conversation that was begun last."""
        return self.conversations[-1]

    def do(self, action: Callable[[], Any]) -> Any:
        """Run a function on the server's loop and wait for what it returns."""

        async def run() -> Any:
            return action()

        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)

    def write(self, sender: str, text: str, **details: Any) -> Frame:
        """Write to the latest conversation, as the bot, an agent or the system."""
        return self.do(lambda: self.deliver(self.latest, self.latest.add(sender, text, **details)))  # type: ignore[no-any-return]

    def set_status(self, **changes: Any) -> None:
        """Change the latest conversation's status and tell everybody."""

        def change() -> None:
            self.latest.status = {**self.latest.status, **changes}
            self.tell(self.latest, {"type": "status", "status": self.latest.status})

        self.do(change)

    def set_typing(self, who: str, on: bool) -> None:
        """Show somebody typing in the latest conversation."""

        def change() -> None:
            self.latest.typing = on
            self.tell(self.latest, {"type": "typing", "who": who, "on": on})

        self.do(change)

    def expire_sessions(self) -> None:
        """Forget every session, as a server does whose tokens ran out, and close the sockets with 4401."""

        def expire() -> None:
            for conversation in self.conversations:
                conversation.token = uuid.uuid4().hex
            self.close_all(4401)

        self.do(expire)

    def cut(self) -> None:
        """Cut every socket, as a lost network does."""
        self.do(lambda: self.close_all(1011))

    # What the endpoints share: stored first, then told, then answered.

    def find(self, token: str | None) -> Conversation | None:
        return next((one for one in self.conversations if token and one.token == token), None)

    def begin(self) -> Conversation:
        conversation = Conversation(uuid.uuid4().hex)
        for text in self.greeting:
            conversation.add("bot", text)
        self.conversations.append(conversation)
        return conversation

    def take(self, conversation: Conversation, frame: Frame) -> Frame:
        """Store a say or a press once, and return `stored` or `refused`."""
        client_id = frame["client_id"]
        known = next((one for one in conversation.messages if one["client_id"] == client_id), None)
        if known:
            return {"type": "stored", "client_id": client_id, "id": known["id"], "at": known["at"]}
        if self.refusal:
            return {
                "type": "refused",
                "client_id": client_id,
                "reason": self.refusal[0],
                "text": self.refusal[1],
            }
        text = frame["text"] if "text" in frame else press(conversation, frame["button"])
        if text is None:
            return {
                "type": "refused",
                "client_id": client_id,
                "reason": "unknown_button",
                "text": "That choice is no longer open. Write it instead.",
            }
        message = self.deliver(conversation, conversation.add("customer", text, client_id=client_id))
        assert self.loop is not None
        if not self.hold:
            self.loop.call_later(0.02, self.reply, conversation, message)
        return {"type": "stored", "client_id": client_id, "id": message["id"], "at": message["at"]}

    def reply(self, conversation: Conversation, message: Frame) -> None:
        if self.answer:
            self.answer(conversation, message["text"])
        else:
            self.deliver(conversation, conversation.add("bot", f"You said: {message['text']}"))
        message["state"] = "answered"
        self.tell(conversation, {"type": "answered", "id": message["id"]})

    def deliver(self, conversation: Conversation, message: Frame) -> Frame:
        self.tell(conversation, {"type": "message", "message": message})
        return message

    def tell(self, conversation: Conversation, frame: Frame) -> None:
        for watcher in list(conversation.sockets):
            self.soon(send(watcher, frame))
        conversation.changed.set()
        conversation.changed = asyncio.Event()

    def close_all(self, code: int) -> None:
        for conversation in self.conversations:
            while conversation.sockets:
                self.soon(conversation.sockets.pop().close(code))

    def soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # The endpoints.

    async def session(self, request: Request) -> Response:
        conversation = self.find((await request.json()).get("token")) or self.begin()
        return JSONResponse(
            {
                "token": conversation.token,
                "company": "Example Shop",
                "limits": LIMITS,
                "messages": conversation.messages,
                "status": conversation.status,
            }
        )

    async def messages(self, request: Request) -> Response:
        conversation = self.find(request.headers.get("authorization", "").removeprefix("Bearer "))
        if conversation is None:
            return JSONResponse(session_refused(), status_code=401)
        if request.method == "POST":
            frame = await request.json()
            self.frames.append({"type": "post", **frame})
            result = self.take(conversation, frame)
            return JSONResponse(result, status_code=200 if result["type"] == "stored" else 422)
        after, wait = int(request.query_params["after"]), float(request.query_params["wait"])
        if wait and not conversation.after(after):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(conversation.changed.wait(), min(wait, 2))
        answered = [one["id"] for one in conversation.messages if one["state"] == "answered"]
        return JSONResponse(
            {
                "messages": conversation.after(after),
                "status": conversation.status,
                "typing": conversation.typing,
                "answered": answered,
            }
        )

    async def note(self, request: Request) -> Response:
        conversation = self.find(request.headers.get("authorization", "").removeprefix("Bearer "))
        if conversation is None:
            return JSONResponse(session_refused(), status_code=401)
        self.hear(conversation, {"type": request.url.path.rsplit("/", 1)[-1], **await request.json()})
        return JSONResponse({})

    async def socket(self, websocket: WebSocket) -> None:
        if self.refuse_sockets or self.down:
            await websocket.close()
            return
        await websocket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self.converse(websocket)

    async def converse(self, websocket: WebSocket) -> None:
        hello = json.loads(await websocket.receive_text())
        conversation = self.find(hello["token"])
        if conversation is None:
            await websocket.send_json(session_refused())
            await websocket.close(4401)
            return
        await websocket.send_json(
            {
                "type": "welcome",
                "token": conversation.token,
                "limits": LIMITS,
                "messages": conversation.after(hello["after"]),
                "status": conversation.status,
            }
        )
        conversation.sockets.add(websocket)
        try:
            async for text in websocket.iter_text():
                frame = json.loads(text)
                if self.down:
                    await websocket.close(1011)
                    return
                self.frames.append(frame)
                if frame["type"] in ("say", "press"):
                    await self.take_from_socket(websocket, conversation, frame)
                elif frame["type"] == "ping":
                    await websocket.send_json({"type": "pong"})
                else:
                    self.hear(conversation, frame)
        finally:
            conversation.sockets.discard(websocket)

    async def take_from_socket(self, websocket: WebSocket, conversation: Conversation, frame: Frame) -> None:
        if self.lose_acks:
            conversation.sockets.discard(websocket)
            self.take(conversation, frame)
            await websocket.close(1011)
            return
        await websocket.send_json(self.take(conversation, frame))

    def hear(self, conversation: Conversation, frame: Frame) -> None:
        if frame["type"] == "seen":
            conversation.seen = frame["id"]
        if frame["type"] == "typing":
            conversation.writing.append(frame["on"])

    async def home(self, request: Request) -> Response:
        return HTMLResponse(self.page) if self.page else FileResponse(WIDGET / "demo.html")

    def app(self) -> Starlette:
        """The routes of the protocol, the widget's files and the demo page."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self.loop = asyncio.get_running_loop()
            yield

        return Starlette(
            lifespan=lifespan,
            routes=[
                Route("/", self.home),
                Route("/widget/session", self.guarded(self.session), methods=["POST"]),
                Route("/widget/messages", self.guarded(self.messages), methods=["GET", "POST"]),
                Route("/widget/seen", self.guarded(self.note), methods=["POST"]),
                Route("/widget/typing", self.guarded(self.note), methods=["POST"]),
                WebSocketRoute("/widget/socket", self.socket),
                Mount("/widget", StaticFiles(directory=WIDGET)),
            ],
            middleware=[
                Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"], allow_methods=["*"])
            ],
        )

    def guarded(self, endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """An endpoint that remembers who asked for what, and answers 503 while the desk is down."""

        async def answer(request: Request) -> Response:
            self.requests.append(f"{request.method} {request.url.path}")
            if self.down:
                return Response(status_code=503)
            response: Response = await endpoint(request)
            return response

        return answer


def press(conversation: Conversation, button: str) -> str | None:
    """Mark the message of a button as pressed and return the button's title, or None when there is none."""
    for message in conversation.messages:
        for one in message["buttons"]:
            if one["id"] == button and not message["pressed"]:
                message["pressed"] = True
                return str(one["title"])
    return None


def session_refused() -> Frame:
    """What an expired or unknown token gets."""
    return {"type": "refused", "client_id": None, "reason": "session", "text": "Please begin again."}


async def send(watcher: WebSocket, frame: Frame) -> None:
    """Send a frame to a socket that may just have gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await watcher.send_json(frame)


@contextlib.contextmanager
def serving(desk: FakeFrontDesk) -> Iterator[str]:
    """Serve a desk on a free loopback port in a thread; yields its address and stops it at the end."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            desk.app(), ws="wsproto", log_level="error", timeout_graceful_shutdown=1, timeout_keep_alive=1
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
