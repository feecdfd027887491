"""What a customer demands, refuses and asks, as the desk shows it: what is open first (METHOD M25, M27)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.casework.customer_requests import fold_name
from amends.desk.request_ends import ends_of
from amends.store.tables import OPEN_PROGRESS, CustomerRequest, Progress, RequestKind

OPEN_WORDS: Mapping[Progress, str] = {
    Progress.OPEN: "open",
    Progress.ASKED: "the assistant asked for a fact",
    Progress.OFFERED: "offered, not answered",
    Progress.PASSED_ON: "passed on to us",
}
"""Where an open request stands, as the desk says it; what is over is said as it ended."""


NO_LIMIT = sys.maxsize


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """One line: `named` in our words to the customer, `words` as they typed it, `ends` the choices an agent has.

    `holds`: they do not want this, and it still binds whoever speaks to them (METHOD M27).
    """

    id: int
    named: str
    words: str
    state: str
    open: bool
    negative: bool
    holds: bool
    question: bool
    since: datetime
    times: int
    outcome: str
    ends: tuple[tuple[str, str], ...]

    @property
    def differs(self) -> bool:
        """Whether their own words say more than its name."""
        return fold_name(self.words) != fold_name(self.named)


def show_requests(requests: Iterable[CustomerRequest]) -> tuple[ShownRequest, ...]:
    """Return all they demanded and asked: what binds us, then what is open, demands before questions, then the rest."""
    shown = (_shown(request) for request in requests)
    return tuple(sorted(shown, key=lambda one: (not one.holds, not one.open, one.question, one.id)))


def say_progress(request: CustomerRequest) -> str:
    """Say where a request stands: `passed on to us`, `refused`, `can't be known`."""
    if request.negative and request.state is Progress.OPEN:
        return "binds us"
    ended = ends_of(request).get(request.state, request.state.value)
    words = OPEN_WORDS.get(request.state, ended)
    return words[:1].lower() + words[1:]


def standing(requests: Iterable[CustomerRequest]) -> list[CustomerRequest]:
    """Return what they have not taken back, what they do not want first."""
    kept = (request for request in requests if request.state is not Progress.WITHDRAWN)
    return sorted(kept, key=lambda request: (not request.negative, request.id))


def say_demands(requests: Iterable[CustomerRequest], *, most: int = NO_LIMIT, length: int = NO_LIMIT) -> str:
    """Name demands in one line: `the right shoe, today; the 7.50 off`; of more than `most` how many more.

    `length`: characters of each name; what is over is left out, and shown so.
    """
    names = [shorten(request.named, length) for request in requests if request.kind is RequestKind.DEMAND]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def shorten(text: str, length: int) -> str:
    """Put a text on one line; what is over `length` characters is left out, and shown so."""
    words = " ".join(text.split())
    return words if len(words) <= length else f"{words[: max(length - 1, 1)].rstrip()}…"


def _shown(request: CustomerRequest) -> ShownRequest:
    is_open = request.state in OPEN_PROGRESS
    return ShownRequest(
        id=request.id,
        named=request.named[:1].upper() + request.named[1:],
        words=request.words,
        state=say_progress(request),
        open=is_open,
        negative=request.negative,
        holds=request.negative and (is_open or request.state is Progress.DONE),
        question=request.kind is RequestKind.QUESTION,
        since=request.since,
        times=request.times,
        outcome=request.outcome or "",
        ends=tuple((state.value, words) for state, words in ends_of(request).items()),
    )
