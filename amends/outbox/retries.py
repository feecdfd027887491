"""When a failed attempt is followed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Retries:
    """How long after each attempt the next one comes; after the last delay nothing follows.

    `jitter` (0..1): the share of a delay that chance may take off, so that what failed together does not come back
    together.
    """

    delays: tuple[timedelta, ...]
    jitter: float = 0.0

    @property
    def most_attempts(self) -> int:
        """How often an entry is tried."""
        return len(self.delays) + 1

    def delay_after(self, attempts: int, *, chance: float, wait: timedelta = NO_TIME) -> timedelta | None:
        """Return the delay after so many attempts (from 1), None where it was the last one.

        `chance` (0..1) decides the jitter. `wait`: what the receiver asked for; kept to up to the longest delay.
        """
        if attempts > len(self.delays):
            return None
        shortened = self.delays[attempts - 1] * (1 - self.jitter * chance)
        return max(shortened, min(wait, max(self.delays)))


def doubling(first: timedelta, longest: timedelta, attempts: int) -> tuple[timedelta, ...]:
    """Return the delays between so many attempts: each twice the one before, none above `longest`."""
    delays = [first]
    while len(delays) < attempts - 1:
        delays.append(min(delays[-1] * 2, longest))
    return tuple(delays)
