"""The hub: tells every open window of a conversation, and every open desk, that there is something new.

It carries no content that is not on record: a listener that missed a call reads the record and loses nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

DESK = "desk"
"""The topic of every open desk; a conversation's topic is its id."""

BACKLOG = 256


@dataclass(frozen=True, slots=True)
class Call:
    """What a listener is told: something was `said`, the `status` changed, or somebody is `typing`."""

    kind: Literal["said", "status", "typing"]
    conversation_id: str
    who: Literal["customer", "bot", "person"] | None = None
    on: bool = False


class Hub:
    """In-process publish and subscribe on one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Call]]] = defaultdict(set)

    @contextmanager
    def listen(self, topic: str) -> Iterator[asyncio.Queue[Call]]:
        """Give a queue of the topic's calls for as long as the block lasts."""
        queue: asyncio.Queue[Call] = asyncio.Queue(BACKLOG)
        self._listeners[topic].add(queue)
        try:
            yield queue
        finally:
            self._listeners[topic].discard(queue)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def tell(self, call: Call) -> None:
        """Tell the conversation's windows and all desks. A listener that is far behind misses the call."""
        for topic in (call.conversation_id, DESK):
            for queue in self._listeners.get(topic, ()):
                if not queue.full():
                    queue.put_nowait(call)

    def listeners(self, topic: str) -> int:
        """Count who listens to a topic."""
        return len(self._listeners.get(topic, ()))
