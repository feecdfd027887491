"""Limits on what a stranger can do: how often, and how many at once."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WINDOW_SECONDS = 60.0
KEYS = 50_000
"""How many senders are remembered; above it, those without recent events are dropped."""


class TooMany(Exception):
    """A limit was reached; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Try again in {retry_after} s.")
        self.retry_after = retry_after


class Rate:
    """So many events a minute for each key. `monotonic` gives seconds that never go back."""

    def __init__(self, per_minute: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._monotonic = monotonic
        self._events: dict[str, deque[float]] = {}

    def spend(self, key: str) -> None:
        """Count one event of `key`. Raises TooMany, and counts nothing, where it had its share."""
        now = self._monotonic()
        if len(self._events) > KEYS:
            self._forget_the_quiet(now)
        events = self._events.setdefault(key, deque())
        while events and events[0] <= now - WINDOW_SECONDS:
            events.popleft()
        if len(events) >= self.per_minute:
            raise TooMany(max(math.ceil(events[0] + WINDOW_SECONDS - now), 1))
        events.append(now)

    def _forget_the_quiet(self, now: float) -> None:
        for key in [
            k for k, events in self._events.items() if not events or events[-1] <= now - WINDOW_SECONDS
        ]:
            del self._events[key]


class Sockets:
    """Counts open sockets: altogether, and of each conversation."""

    def __init__(self, *, altogether: int, each: int) -> None:
        self.altogether = altogether
        self.each = each
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, conversation_id: str) -> Iterator[None]:
        """Hold a place for as long as the block lasts. Raises TooMany where there is none."""
        if self._open.total() >= self.altogether or self._open[conversation_id] >= self.each:
            raise TooMany(30)
        self._open[conversation_id] += 1
        try:
            yield
        finally:
            self._open[conversation_id] -= 1
            if not self._open[conversation_id]:
                del self._open[conversation_id]
