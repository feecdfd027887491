"""Measures the desk: how soon the queue's page is there with many cases on record, on a database of its own."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from fastapi import FastAPI
from sqlalchemy import func, insert, select, text

from amends.bootstrap import Library, build_library
from amends.cases.state import State
from amends.clock import system_clock
from amends.conversation.bot import BotFailed, BotTurn, Question
from amends.desk.accounts import hash_password
from amends.desk.names import LANGUAGES, TOPICS
from amends.desk.sign_in import start_session
from amends.settings import Settings
from amends.store.migrate import upgrade_engine
from amends.store.store import Store
from amends.store.tables import Agent, Case, Conversation, Role, Want
from amends.understanding.reading import Reading
from amends.web.desk import build_desk
from amends.web.front_desk import build_front_desk

ROUNDS: Final = 15
BATCH: Final = 5_000
PAGES: Final = (
    ("the queue", "/desk/"),
    ("its lists alone, as they stay live", "/desk/queue"),
    ("filtered: topic, want, past a deadline", "/desk/?topic=billing&want=compensation&breached=1"),
    ("filtered: for me", "/desk/?mine=1"),
    ("its second page", "/desk/?page=2"),
)
OF_1000: Final = {State.QUEUED: 10, State.FOLLOW_UP: 10, State.AGENT: 10, State.BOT: 20, State.RESOLVED: 10}
"""How many of a thousand cases are open, and where they stand; all others are closed."""

Row = dict[str, Any]


class NotEmpty(Exception):
    """The database has cases already: nothing is measured in anybody's record."""


class NoBot:
    """Stands where the bot would: the desk's pages never ask it."""

    async def answer(self, question: Question) -> BotTurn:
        """Raise BotFailed."""
        raise BotFailed("There is no bot in a measurement of the desk.")

    async def read(self, text: str) -> Reading:
        """Raise BotFailed."""
        raise BotFailed("There is no bot in a measurement of the desk.")


def measure(settings: Settings, cases: int) -> list[tuple[str, float, float]]:
    """Fill the empty database of `settings` with `cases` cases; return each page's median and slowest seconds.

    Raises NotEmpty where there are cases already.
    """
    library = build_library(settings)
    try:
        upgrade_engine(library.store.engine)
        _must_be_empty(library.store)
        fill(library.store, states_of(cases), now=library.clock())
        return asyncio.run(_visit(library, _sign_in(library)))
    finally:
        library.store.close()


def states_of(cases: int) -> list[State]:
    """Return where so many cases stand: sixty of a thousand are open."""
    thousand = [state for state, number in OF_1000.items() for _ in range(number)]
    thousand += [State.CLOSED] * (1000 - len(thousand))
    return [thousand[number * 7 % 1000] for number in range(cases)]


def fill(store: Store, states: Sequence[State], *, now: datetime, seed: int = 7) -> None:
    """Write a case for each of `states`, all else by chance; the same seed gives the same. Statistics are renewed."""
    chance = random.Random(seed)  # noqa: S311  # made-up cases need no secret
    for start in range(0, len(states), BATCH):
        rows = [_case(state, chance, now) for state in states[start : start + BATCH]]
        with store.write() as session:
            session.execute(insert(Conversation), [_conversation(row, chance) for row in rows])
            session.execute(insert(Case), rows)
    with store.write() as session:
        session.execute(text("ANALYZE"))


def _case(state: State, chance: random.Random, now: datetime) -> Row:
    received = now - timedelta(minutes=chance.randint(1, 600 if state in OF_1000 else 400_000))
    waits = state in (State.QUEUED, State.FOLLOW_UP)
    heat = round(chance.random(), 3)
    return {
        "conversation_id": str(uuid.UUID(int=chance.getrandbits(128))),
        "state": state,
        "received_at": received,
        "customer_name": chance.choice((None, "Ms Brandt", "Priya", "Yusuf Demir")),
        "customer_email": f"customer{chance.randint(1, 50_000)}@mail.example",
        "concern": "three times i stayed home for your driver and nobody came, and i sat there and waited",
        "story": ["the second time i even called", "two hours later nothing"],
        "topic": chance.choice(TOPICS),
        "wants": chance.sample(list(Want), k=chance.randint(0, 2)),
        "facts": {"order_number": str(chance.randint(10_000, 99_999))},
        "heat_start": heat, "heat_peak": heat, "heat_now": heat,
        "severity": chance.choice((1, 2, 2, 2, 3, 3, 4)),
        "waiting_since": received if waits else None,
        "promised_by": received + timedelta(minutes=chance.randint(5, 700)) if waits else None,
        "resolve_by": received + timedelta(days=10),
        "passed_over": chance.choice((0, 0, 0, 1)),
        "deadlines_missed": chance.choice((0, 0, 0, 1)),
        "corrected": [], "reopened": 0,
    }  # fmt: skip


def _conversation(case: Row, chance: random.Random) -> Row:
    language = chance.choice(("en", "en", "en", *LANGUAGES))
    return {
        "id": case["conversation_id"], "started_at": case["received_at"], "channel": "web",
        "language": language, "failures": 1, "seen_message_id": 0,
    }  # fmt: skip


def _must_be_empty(store: Store) -> None:
    with store.read() as session:
        if session.scalar(select(func.count(Case.id))):
            raise NotEmpty("This database has cases. Name an empty one: the measurement fills it.")


def _sign_in(library: Library) -> str:
    password = hash_password(uuid.uuid4().hex)
    with library.store.write() as session:
        agent = Agent(email="bench@desk.example", name="Bench", role=Role.LEAD, password_hash=password)
        session.add(agent)
        session.flush()
        return start_session(session, agent.id, hours=1, now=system_clock())


async def _visit(library: Library, token: str) -> list[tuple[str, float, float]]:
    app = FastAPI()
    app.include_router(build_desk(build_front_desk(library, NoBot())))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as browser:
        browser.cookies.set("amends_desk", token)
        rows = []
        for name, path in PAGES:
            times = sorted([seconds async for seconds in _times(browser, path)])
            rows.append((name, times[len(times) // 2], times[-1]))
        return rows


async def _times(browser: httpx.AsyncClient, path: str) -> Any:
    (await browser.get(path)).raise_for_status()
    for _ in range(ROUNDS):
        started = time.perf_counter()
        (await browser.get(path)).raise_for_status()
        yield time.perf_counter() - started


def lines(rows: Sequence[tuple[str, float, float]]) -> Iterator[str]:
    """Say what was measured, a page a line."""
    for name, median, slowest in rows:
        yield f"{name:<42} {median * 1000:6.1f} ms   slowest {slowest * 1000:6.1f} ms"
