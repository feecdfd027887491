"""Whole conversations with simulated customers: they begin with a real message and end settled, or with a person."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from amends.apology import check
from amends.tools.play.heard import Frame
from amends.tools.play.lines import PlayLine
from amends.tools.play.persona import PERSONAS, Persona, answer_bot, invites
from amends.tools.play.turn import WITH_A_PERSON

MOST_TURNS: Final = 14
FIRST_ORDER: Final = 48_213
POLL_SECONDS: Final = 20
ANSWER_POLLS: Final = 4
OVER: Final = frozenset({"resolved", "told", "closed"})

PROMISE: Final = re.compile(
    r"[€$£] ?\d|\d+(?:[.,]\d+)? ?(?:€|\$|£|%|eur\b|euros?\b|percent\b)"
    r"|\b(?:we|you)(?:'ll| will) (?:refund|get|receive)\b",
    re.IGNORECASE,
)
"""What sounds like compensation in a message of the bot's: each must stand beside an offer of the policy."""

OFFERS: Final = re.compile(r"^(?:I can do|Done[.:]|This is how it was settled)", re.IGNORECASE)


LISTENS: Final = re.compile(r"\bI'm listening\b")


@dataclass(frozen=True, slots=True)
class Ended:
    """How one conversation went. `phase`: where it stood at the end; `case`: its number, if one was opened.

    `dead_end`: the bot's last words when they left the customer nothing to do and nobody to wait for. `apologies`: how
    often the bot apologised. `promises`: messages that spoke of compensation outside an offer.
    """

    line: PlayLine
    persona: str
    turns: int
    phase: str
    case: str | None
    apologies: int
    dead_end: str | None
    promises: tuple[str, ...]
    broken: str | None = None

    @property
    def with_a_person(self) -> bool:
        """Whether a person has it, or will."""
        return self.phase in WITH_A_PERSON

    @property
    def settled(self) -> bool:
        """Whether it was resolved in this one conversation."""
        return self.phase in OVER


class SimulatedCustomer:
    """One customer of a kind, over plain HTTP, as a window without sockets speaks."""

    def __init__(self, client: httpx.AsyncClient, persona: Persona) -> None:
        self._client = client
        self._persona = persona
        self._headers: dict[str, str] = {}
        self._last = 0
        self._phase = "unknown"
        self._case: str | None = None

    async def converse(self, line: PlayLine) -> Ended:
        """Say the line, then answer whatever is asked until it is over. What breaks stands in the result."""
        said, everything, heard, turns = [line.text], list[Frame](), list[Frame](), 0
        try:
            await self._begin()
            heard = await self._say({"text": line.text})
            everything += heard
            for turns in range(1, MOST_TURNS):  # noqa: B007 -- how many there were is told at the end
                over = self._phase in WITH_A_PERSON
                answer = (
                    None if over else answer_bot(self._persona, heard, said, listened_to=_listens(everything))
                )
                if answer is None:
                    break
                said.append(answer.text)
                heard = await self._say({"button": answer.button} if answer.button else {"text": answer.text})
                everything += heard
        except (httpx.HTTPError, TimeoutError, KeyError, ValueError) as error:
            return self._ended(line, turns, everything, heard, broken=f"{type(error).__name__}: {error}")
        return self._ended(line, turns, everything, heard)

    async def _begin(self) -> None:
        response = await self._client.post("/widget/session", json={})
        if response.status_code in (429, 503):
            await asyncio.sleep(float(response.headers.get("Retry-After", "5")))
            response = await self._client.post("/widget/session", json={})
        session = response.raise_for_status().json()
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        self._last = max((message["id"] for message in session["messages"]), default=0)

    async def _say(self, body: Mapping[str, Any]) -> list[Frame]:
        """Send a message or a press; return what was said until it counted as answered. Raises TimeoutError."""
        stored = await self._client.post(
            "/widget/messages", headers=self._headers, json={"client_id": str(uuid.uuid4()), **body}
        )
        number = stored.raise_for_status().json()["id"]
        heard: list[Frame] = []
        for _ in range(ANSWER_POLLS):
            polled = await self._client.get(
                "/widget/messages", headers=self._headers, params={"after": self._last, "wait": POLL_SECONDS}
            )
            news = polled.raise_for_status().json()
            heard += [message for message in news["messages"] if message["from"] != "customer"]
            self._last = max([self._last, *(message["id"] for message in news["messages"])])
            self._phase, self._case = news["status"]["phase"], news["status"]["case"]
            if number in news["answered"] and heard:
                return heard
        raise TimeoutError("no answer")

    def _ended(
        self,
        line: PlayLine,
        turns: int,
        everything: Sequence[Frame],
        heard: Sequence[Frame],
        *,
        broken: str | None = None,
    ) -> Ended:
        texts = [str(message["text"]) for message in everything]
        over = self._phase in WITH_A_PERSON or self._phase in OVER
        last = " ".join(str(message["text"]) for message in heard)
        return Ended(
            line=line,
            persona=self._persona.name,
            turns=turns + 1,
            phase=self._phase,
            case=self._case,
            apologies=sum(check(text).has_apology for text in texts),
            dead_end=None if over or invites(heard) else last,
            promises=tuple(text for text in texts if PROMISE.search(text) and not OFFERS.search(text)),
            broken=broken,
        )


def _listens(everything: Sequence[Frame]) -> bool:
    """Say whether the bot said that it listens: then each reflection of theirs is an open ear."""
    return any(LISTENS.search(message["text"]) for message in everything)


async def converse(
    lines: Iterable[PlayLine], server: str, *, concurrency: int, on_end: Callable[[Ended], None]
) -> None:
    """Have a conversation for each line, the kinds of customer in turn, `concurrency` at a time."""
    waiting = iter(enumerate(lines))
    limits = httpx.Limits(max_connections=concurrency * 2)
    async with httpx.AsyncClient(
        base_url=server, timeout=60, limits=limits, headers={"Origin": server}, trust_env=False
    ) as client:

        async def one_after_another() -> None:
            for number, line in waiting:
                persona = PERSONAS[number % len(PERSONAS)].with_order(FIRST_ORDER + number)
                on_end(await SimulatedCustomer(client, persona).converse(line))

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(one_after_another())
