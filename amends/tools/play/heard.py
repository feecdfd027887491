"""What one customer's widget heard, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Frame = Mapping[str, Any]
"""One JSON object of the widget protocol."""


@dataclass(slots=True)
class Heard:
    """What came back for one message, `client_id`. Times are the seconds of a steady clock.

    `acknowledged`: the ids under which the server says it stored the message; more than one is a fault.
    `twice`: ids that came twice over one socket. `delivered`: every id that reached the widget.
    """

    client_id: str
    last_id: int = 0
    acknowledged: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    delivered: set[int] = field(default_factory=set)
    twice: set[int] = field(default_factory=set)
    refused: str | None = None
    first_answer_at: float | None = None
    status: Frame = field(default_factory=dict)
    _on_this_socket: set[int] = field(default_factory=set)

    @property
    def done(self) -> bool:
        """Whether the message was answered or refused, so that nothing more is waited for."""
        return self.refused is not None or bool(self.acknowledged & self.answered)

    def reconnected(self) -> None:
        """Begin a new socket: what it repeats of the old one is no fault."""
        self._on_this_socket.clear()

    def hear(self, frame: Frame, *, at: float) -> None:
        """Take in one frame that came at `at`."""
        match frame.get("type"):
            case "welcome":
                for message in frame["messages"]:
                    self._take(message, at)
                self.status = frame["status"]
            case "message":
                if frame["message"]["id"] in self._on_this_socket:
                    self.twice.add(frame["message"]["id"])
                self._on_this_socket.add(frame["message"]["id"])
                self._take(frame["message"], at)
            case "stored" if frame["client_id"] == self.client_id:
                self.acknowledged.add(frame["id"])
            case "answered":
                self.answered.add(frame["id"])
            case "status":
                self.status = frame["status"]
            case "refused" if frame["client_id"] in {None, self.client_id}:
                self.refused = str(frame["reason"])

    def _take(self, message: Frame, at: float) -> None:
        number = int(message["id"])
        self.delivered.add(number)
        self.last_id = max(self.last_id, number)
        if message["client_id"] == self.client_id:
            self.acknowledged.add(number)
            if message["state"] == "answered":
                self.answered.add(number)
        elif (
            message["from"] != "customer" and self.first_answer_at is None and self._ours_came_before(number)
        ):
            self.first_answer_at = at

    def _ours_came_before(self, number: int) -> bool:
        return any(ours < number for ours in self.acknowledged)
