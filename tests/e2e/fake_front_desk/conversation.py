"""One customer's conversation, as the fake front desk keeps it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.websockets import WebSocket

Frame = dict[str, Any]


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

    def press(self, button: str) -> str | None:
        """Mark the message of a button as pressed and return the title, or None when there is none."""
        for message in self.messages:
            for one in message["buttons"]:
                if one["id"] == button and not message["pressed"]:
                    message["pressed"] = True
                    return str(one["title"])
        return None

    def hear(self, frame: Frame) -> None:
        """Take what the window tells without a message: what it has shown, and that somebody types."""
        if frame["type"] == "seen":
            self.seen = frame["id"]
        if frame["type"] == "typing":
            self.writing.append(frame["on"])
