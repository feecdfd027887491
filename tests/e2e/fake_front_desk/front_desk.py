"""What the fake front desk does: stored first, then told, then answered; and what it breaks on demand."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.e2e.fake_front_desk.conversation import Conversation, Frame

Answer = Callable[[Conversation, str], None]


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
        text = frame["text"] if "text" in frame else conversation.press(frame["button"])
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


async def send(watcher: WebSocket, frame: Frame) -> None:
    """Send a frame to a socket that may just have gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await watcher.send_json(frame)
