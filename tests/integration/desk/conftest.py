"""A desk over a store of its own: two agents, a bot that does as it is told, and customers who wait."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from amends.bootstrap import Services, build_services
from amends.cases.escalation import Reason
from amends.casework.customer_requests import note_request
from amends.casework.danger_review import queue_danger_review
from amends.casework.handoff import hand_off
from amends.casework.record import find_case, note_reading, note_story, note_want, open_case
from amends.desk.accounts import add_agent, find_agent
from amends.desk.sign_in import start_desk_session
from amends.dialogue.naming import name_demand, name_question
from amends.hearing.frame import Act
from amends.hearing.labelled import parse_labelled
from amends.messages.transcript import start_conversation, store_message
from amends.settings import Settings
from amends.store.migrate import upgrade_engine
from amends.store.store import open_store
from amends.store.tables import Case, CustomerRequest, Message, Role, Speaker, Want
from amends.turns.bot import BotTurn, Question, Utterance
from amends.understanding.danger import Danger
from amends.understanding.reading import Emotion, Level, Reading
from amends.web.desk import build_desk
from amends.web.front_desk import FrontDesk, build_front_desk
from tests.languages import LANGUAGES

PASSWORD = "a sentence nobody guesses"
ELENA, JONAS = "elena@shop.example", "jonas@shop.example"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CSRF = re.compile(r'name="csrf" value="([^"]+)"')

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@dataclass
class HeldClock:
    """A clock that stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        """Let time pass."""
        self.now += timedelta(**length)


@dataclass
class ObedientBot:
    """Answers every message with one sentence, and reads every text as angry."""

    asked: list[Question] = field(default_factory=list)
    patience: timedelta = timedelta(seconds=10)

    async def answer(self, question: Question) -> BotTurn:
        self.asked.append(question)
        return BotTurn((Utterance("It is on your record."),))

    async def read(self, text: str) -> Reading:
        return read_as(text, 0.7)


def read_as(text: str, heat: float, *, marked: str = "", topic: str | None = "late_delivery") -> Reading:
    """A reading of that heat; `marked` are the words that show it."""
    level = (
        Level.FURIOUS
        if heat >= 0.8
        else Level.ANGRY
        if heat >= 0.55
        else Level.IRRITATED
        if heat >= 0.3
        else Level.CALM
    )
    at = text.find(marked)
    evidence = ((at, at + len(marked)),) if marked else ()
    return Reading("complaint", 0.9, Emotion("anger", heat, level, 0.9, evidence), topic, 0.9)


@dataclass
class Shop:
    """Customers and their cases, made through the services that make them in earnest."""

    services: Services

    def complain(
        self,
        text: str,
        *,
        heat: float = 0.7,
        reason: Reason | None = Reason.ASKED,
        marked: str = "",
        name: str | None = None,
        want: Want | None = None,
    ) -> str:
        """A customer complains, and is handed over for `reason`; return the conversation's id."""
        now = self.services.clock()
        with self.services.store.write() as session:
            conversation_id = start_conversation(session, now=now).id
            case = open_case(session, conversation_id, concern=text, resolve_days=10, now=now)
            case.customer_name = name
            if want is not None:
                note_want(session, case, want, now=now)
        self.say(conversation_id, text, heat=heat, marked=marked)
        if reason is not None:
            with self.services.store.write() as session:
                found = find_case(session, conversation_id)
                assert found is not None
                hand_off(session, found, reason, levels=self.services.levels, now=now)
        return conversation_id

    def say(self, conversation_id: str, text: str, *, heat: float = 0.7, marked: str = "") -> int:
        """The customer writes; return the message's id."""
        now = self.services.clock()
        with self.services.store.write() as session:
            stored = store_message(session, conversation_id, f"c:{text[:40]}", text, now=now)
            reading = read_as(text, heat, marked=marked)
            session.get_one(Message, stored.message_id).reading = reading.to_dict()
            case = find_case(session, conversation_id)
            assert case is not None
            note_reading(case, reading)
            note_story(case, text)
            return stored.message_id

    def wants(self, conversation_id: str, labelled: str) -> list[int]:
        """The customer demands and asks, in the notation of docs/hearing.md; return the numbers of the requests."""
        words, message = LANGUAGES.default.naming, parse_labelled(labelled)
        said = self.say(conversation_id, message.text)
        with self.services.store.write() as session:
            return [
                note_request(
                    session, conversation_id, clause, message_id=said, now=self.services.clock(),
                    named=name_question(clause, words) if clause.act is Act.ASK else name_demand(clause, words),
                ).id
                for clause in (*message.frame.demands, *message.frame.questions)
            ]  # fmt: skip

    def request(self, request_id: int) -> CustomerRequest:
        """One thing they demanded or asked, as it is on record now."""
        with self.services.store.read() as session:
            return session.get_one(CustomerRequest, request_id)

    def perhaps_danger(
        self, text: str, *, chance: float = 0.12, kind: str = "danger_product", name: str | None = None
    ) -> str:
        """A customer who is with the bot writes what may tell of danger; return the conversation's id."""
        conversation_id = self.complain(text, reason=None, name=name)
        self.notice(conversation_id, chance=chance, kind=kind)
        return conversation_id

    def notice(self, conversation_id: str, *, chance: float = 0.12, kind: str = "danger_product") -> None:
        """What the customer of a conversation wrote last may tell of danger."""
        with self.services.store.write() as session:
            case = find_case(session, conversation_id)
            assert case is not None
            said = [one for one in case.conversation.messages if one.speaker is Speaker.CUSTOMER]
            reading = replace(read_as(said[-1].text, 0.7), danger=Danger(chance, kind, noticed=True))
            queue_danger_review(session, said[-1], reading, case, now=self.services.clock())

    def case(self, conversation_id: str) -> Case:
        """The case as it is on record now."""
        with self.services.store.read() as session:
            case = find_case(session, conversation_id)
            assert case is not None
            _ = case.assignee
            return case

    def said(self, conversation_id: str, speaker: Speaker = Speaker.AGENT) -> list[str]:
        """What a speaker has said so far."""
        with self.services.store.read() as session:
            case = find_case(session, conversation_id)
            assert case is not None
            return [m.text for m in case.conversation.messages if m.speaker is speaker]


@pytest.fixture
def clock() -> HeldClock:
    """Monday morning, in opening hours."""
    return HeldClock()


@pytest.fixture
def bot() -> ObedientBot:
    """The bot of these tests."""
    return ObedientBot()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with Elena, a lead, and Jonas, an agent; made once, copied for each test."""
    path = tmp_path_factory.mktemp("furnished") / "amends.db"
    store = open_store(f"sqlite:///{path}")
    upgrade_engine(store.engine)
    with store.write() as session:
        add_agent(session, email=ELENA, name="Elena", role=Role.LEAD, password=PASSWORD)
        add_agent(session, email=JONAS, name="Jonas", role=Role.AGENT, password=PASSWORD)
    store.close()
    return path


@pytest.fixture
def services(furnished: Path, tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    """A library over a furnished store of its own."""
    shutil.copy(furnished, tmp_path / "amends.db")
    built = build_services(Settings(var=tmp_path, sign_ins_per_minute=5), clock=clock)
    yield built
    built.store.close()


@pytest.fixture
def shop(services: Services) -> Shop:
    """The customers."""
    return Shop(services)


@pytest.fixture
def front_desk(services: Services, bot: ObedientBot) -> FrontDesk:
    """The front desk's parts."""
    return build_front_desk(services, bot)


@pytest.fixture
def desk_app(front_desk: FrontDesk) -> FastAPI:
    """An application of nothing but the desk."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(build_desk(front_desk))
    return app


@pytest.fixture
async def visit(desk_app: FastAPI, front_desk: FrontDesk) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Opens browsers that nobody has signed in with."""
    opened: list[httpx.AsyncClient] = []

    def visit() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(desk_app)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://desk.test"))
        return opened[-1]

    yield visit
    await front_desk.turns.settle()
    for browser in opened:
        await browser.aclose()


@pytest.fixture
async def sign_in(visit: Callable[[], httpx.AsyncClient], services: Services) -> SignIn:
    """Signs an agent in, in a browser of their own, which then sends the CSRF value by itself as htmx does.

    The session is started on the server: only the tests of the entrance pay for hashing a password.
    """

    async def sign_in(email: str) -> httpx.AsyncClient:
        browser = visit()
        with services.store.write() as session:
            agent = find_agent(session, email)
            assert agent is not None
            token = start_desk_session(session, agent.id, hours=12, now=services.clock())
        browser.cookies.set("amends_desk", token)
        found = CSRF.search((await browser.get("/desk/")).text)
        assert found is not None
        browser.headers["X-CSRF-Token"] = found[1]
        return browser

    return sign_in
