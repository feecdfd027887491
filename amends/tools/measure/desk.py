"""Measures the desk's pages as the server makes them, with many cases on record: wall clock and processor time."""

from __future__ import annotations

import asyncio
import resource
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from amends.bootstrap import Services, build_services
from amends.clock import system_clock
from amends.desk.accounts import hash_password
from amends.desk.sign_in import start_desk_session
from amends.insight.keeping import keep_days
from amends.settings import Settings
from amends.store.migrate import upgrade_engine
from amends.store.tables import Agent, Case, Role
from amends.tools.measure.paint import NoBrowser, first_paints
from amends.tools.measure.record import fill_record, states_of
from amends.tools.play.report import percentile
from amends.turns.bot import BotFailed, BotTurn, Question
from amends.understanding.reading import Reading
from amends.web.app import create_app

ROUNDS: Final = 20
COOKIE: Final = "amends_desk"
"""What a session's cookie is called in development."""
PAINTED: Final = {"first paint: queue": "/desk/", "first paint: trends": "/desk/insight"}
Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PageTime:
    """One page's times in milliseconds. `processor` is this process's alone, without a database server's.

    Both None for what a browser measured.
    """

    page: str
    p50: float
    p95: float
    processor: float | None
    kilobytes: float | None


class NoBot:
    """Stands where the bot would: the desk's pages never ask it."""

    patience = timedelta(0)

    async def answer(self, question: Question) -> BotTurn:
        """Raise BotFailed."""
        raise BotFailed("There is no bot in a measurement of the desk.")

    async def read(self, text: str) -> Reading:
        """Raise BotFailed."""
        raise BotFailed("There is no bot in a measurement of the desk.")


def measure_pages(settings: Settings, cases: int, say: Said = print) -> list[PageTime]:
    """Fill the empty database of `settings` with so many cases and time each page. Raises NotEmpty."""
    services = build_services(settings)
    try:
        upgrade_engine(services.store.engine)
        fill_record(services.store, states_of(cases), now=services.clock())
        keep_days(services.store, now=services.clock(), zone=services.levels.hours.zone)
        app, token = create_app(services, NoBot()), add_lead_session(services)
        timed = asyncio.run(_visit(app, token, pages(services)))
        return timed + _paint(app, token, say)
    finally:
        services.store.close()


def add_lead_session(services: Services) -> str:
    """Add a lead with a password that nobody knows, and return their session's token."""
    password = hash_password(uuid.uuid4().hex)
    with services.store.write() as session:
        agent = Agent(email="bench@desk.example", name="Bench", role=Role.LEAD, password_hash=password)
        session.add(agent)
        session.flush()
        return start_desk_session(session, agent.id, hours=1, now=system_clock())


def pages(services: Services) -> dict[str, str]:
    """Return what is opened, by the name that the table gives it."""
    now = services.clock()
    with services.store.read() as session:
        newest = session.scalars(select(Case.conversation_id).order_by(Case.id.desc()).limit(1)).one()
    month = (now.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    span = f"from={(now - timedelta(days=365)):%Y-%m-%d}&to={now:%Y-%m-%d}"
    return {
        "queue": "/desk/",
        "queue, its live refresh": "/desk/queue",
        "queue, filtered by topic, want and deadline": "/desk/?topic=billing&want=compensation&breached=1",
        "queue, for me": "/desk/?mine=1",
        "queue, second page": "/desk/?page=2",
        "case": f"/desk/conversations/{newest}",
        "search, two words": "/desk/search?q=courier+twice",
        "trends, 12 months": "/desk/insight?unit=month",
        "trends, 12 weeks": "/desk/insight?unit=week",
        "trends, 12 months of one topic": "/desk/insight?unit=month&topic=billing",
        "cases behind a figure of 12 months": f"/desk/insight/cases?of=in_time&{span}",
        "monthly report": f"/desk/insight/report.html?month={month}",
        "line-up": "/desk/line-up",
    }


def _paint(app: FastAPI, token: str, say: Said) -> list[PageTime]:
    try:
        paints = first_paints(app, (COOKIE, token), PAINTED)
    except NoBrowser as error:
        say(str(error))
        return []
    return [PageTime(name, *_ranks(times), None, None) for name, times in paints.items()]


async def _visit(app: FastAPI, token: str, opened: Mapping[str, str]) -> list[PageTime]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test", timeout=60) as browser:
        browser.cookies.set(COOKIE, token)
        return [await _time(browser, name, path) for name, path in opened.items()]


async def _time(browser: httpx.AsyncClient, name: str, path: str) -> PageTime:
    first = (await browser.get(path)).raise_for_status()
    walls, processors = [], []
    for _ in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        (await browser.get(path)).raise_for_status()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    return PageTime(name, *_ranks(walls), _ranks(processors)[0], len(first.content) / 1000)


def _ranks(values: Sequence[float]) -> tuple[float, float]:
    """The median and the time within which nineteen of twenty are (nearest ranks)."""
    return percentile(values, 50) or 0.0, percentile(values, 95) or 0.0


def page_table(timed: Sequence[PageTime]) -> Iterator[str]:
    """Yield the lines of a table as docs/desk.md has it, and the most memory that this process ever took."""
    yield "| page | p50 ms | p95 ms | processor ms | kB |"
    yield "|---|---|---|---|---|"
    for one in timed:
        rest = " | ".join("" if value is None else f"{value:.0f}" for value in (one.processor, one.kilobytes))
        yield f"| {one.page} | {one.p50:.0f} | {one.p95:.0f} | {rest} |"
    yield f"\nMost memory of this process so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
