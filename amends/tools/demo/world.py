"""A shop of its own in memory, with a clock that the demo moves: real services, a scripted bot, a team of people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from amends.bootstrap import Services
from amends.cases.state import State
from amends.casework.handoff import mark_informed
from amends.casework.record import find_case
from amends.desk.presence import be_there
from amends.dialogue.answering import Received, answer_turn
from amends.dialogue.memory import stage_of
from amends.dialogue.turn import Stage
from amends.hearing.frame import Asked
from amends.hearing.hearer import Hearer, load_hearer
from amends.messages.transcript import start_conversation
from amends.realtime.hub import Hub
from amends.store.locks import lock_case
from amends.store.store import Store
from amends.store.tables import DEMO, Agent, Base, Button, Case, Message, Role
from amends.turns.bot import BotFailed, BotTurn, Question, Utterance
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from amends.understanding.reading import Reading

UNUSABLE = "!"
"""The password hash of an account that nobody can sign in to."""

TEAM = (
    ("elena@desk.example", "Elena", Role.LEAD, 0.92),
    ("jonas@desk.example", "Jonas", Role.AGENT, 0.7),
    ("mira@desk.example", "Mira", Role.AGENT, 0.85),
    ("tomas@desk.example", "Tomas", Role.AGENT, 0.45),
)
"""E-mail, name, role, and how able they are to calm somebody (0..1)."""


@dataclass(slots=True)
class Member:
    """Somebody at the demo's desk."""

    id: int
    name: str
    skill: float
    busy_until: datetime


@dataclass
class ScriptedBot:
    """Answers as the product does, with the intent and the feeling that are written into a life; it hears itself."""

    services: Services
    hearer: Hearer = field(default_factory=load_hearer)
    planned: dict[str, tuple[Reading, bool, str | None]] = field(default_factory=dict)
    patience: timedelta = timedelta(seconds=10)

    async def answer(self, question: Question) -> BotTurn:
        """Answer as the bot's own dialogue does. Raises BotFailed for a message that no life has planned."""
        if question.conversation_id not in self.planned:
            raise BotFailed("Nothing is planned for this conversation.")
        reading, pressed, choice = self.planned[question.conversation_id]
        if not pressed:
            reading = replace(reading, frame=self.hearer.hear(question.text, Asked(question.asked)))
        said = Received(
            question.conversation_id,
            question.text,
            reading,
            question.message_id,
            choice=choice,
            pressed=pressed,
        )
        services, now = self.services, self.services.clock()
        with services.store.write() as session:
            spoken = answer_turn(
                session, said, languages=services.languages, levels=services.levels,
                policy=services.policies.at(now), country=services.settings.country, now=now,
            )  # fmt: skip
        return BotTurn(tuple(Utterance.of(one) for one in spoken), reading)

    async def read(self, text: str) -> Reading:
        """Return the reading of the text that was planned last."""
        return replace(self._last, frame=self.hearer.hear(text))

    def plan(self, conversation_id: str, reading: Reading, *, pressed: bool, choice: str | None) -> None:
        """Say what the next message of a conversation is."""
        self.planned[conversation_id] = (reading, pressed, choice)
        self._last = reading


class World:
    """The demo's shop. Its clock stands where it is put."""

    def __init__(self, service_levels_of: Services, *, start: datetime, seed: int) -> None:
        self.now = start
        self._seen = False
        self.dice = Random(seed)  # noqa: S311
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        Base.metadata.create_all(engine)
        self.store = Store(engine)
        self.services = Services(
            settings=service_levels_of.settings,
            store=self.store,
            levels=service_levels_of.levels,
            policies=service_levels_of.policies,
            languages=service_levels_of.languages,
            clock=lambda: self.now,
        )
        self.bot = ScriptedBot(self.services)
        self.turns = Turns(
            self.store, self.bot, Hub(), self.services.clock, self.services.levels, self.services.languages
        )
        self.team = self._hire()

    def _hire(self) -> list[Member]:
        with self.store.write() as session:
            agents = [
                Agent(email=email, name=name, role=role, password_hash=UNUSABLE)
                for email, name, role, _ in TEAM
            ]
            session.add_all(agents)
            session.flush()
            return [
                Member(agent.id, name, skill, self.now)
                for agent, (_, name, _, skill) in zip(agents, TEAM, strict=True)
            ]

    def number_cases_from(self, last: int) -> None:
        """Let the first case's id be the one after `last`: references stand in texts and must be the final ones."""
        with self.store.write() as session:
            session.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES ('cases', :last)"), {"last": last}
            )

    @property
    def open(self) -> bool:
        """Whether the desk is staffed now; some mornings start late."""
        local = self.now.astimezone(self.services.levels.hours.zone)
        late_start = local.toordinal() % 13 == 0 and local.hour < 11
        return self.services.levels.hours.is_open(self.now) and not late_start

    def until_open(self) -> timedelta:
        """Return how long the desk stays closed from now; nothing while it is open."""
        return self.services.levels.hours.next_open(self.now) - self.now

    def free_member(self) -> Member | None:
        """Return somebody who is at work and has time, or None."""
        free = [member for member in self.team if member.busy_until <= self.now]
        return self.dice.choice(free) if free and self.open else None

    def start(self) -> str:
        """A customer opens the chat; return the conversation's id."""
        with self.store.write() as session:
            return start_conversation(session, now=self.now, channel=DEMO).id

    async def say(self, conversation_id: str, text: str, reading: Reading) -> None:
        """The customer writes, and is answered by whoever has the conversation."""
        self.bot.plan(conversation_id, reading, pressed=False, choice=None)
        await self.turns.take(conversation_id, self._client_id(), text=text)
        await self.turns.settle()

    async def press(
        self, conversation_id: str, payload: str, reading: Reading, choice: str | None = None
    ) -> bool:
        """The customer presses the newest button that means `payload`; return whether there is one."""
        with self.store.read() as session:
            query = (
                select(Button.id)
                .join(Message, Message.id == Button.message_id)
                .where(Message.conversation_id == conversation_id, Button.payload.startswith(payload))
                .order_by(Message.id.desc(), Button.position)
            )
            button_id = session.scalars(query).first()
        if button_id is None:
            return False
        self.bot.plan(conversation_id, reading, pressed=True, choice=choice)
        await self.turns.take(conversation_id, self._client_id(), button_id=button_id)
        await self.turns.settle()
        return True

    def see(self, conversation_id: str) -> None:
        """The customer's window shows everything; a resolved case is told by it (METHOD M10)."""
        with self.store.write() as session:
            case = lock_case(session, conversation_id)
            if case is None:
                return
            newest = max((message.id for message in case.conversation.messages), default=0)
            case.conversation.seen_message_id = newest
            if case.state is State.RESOLVED and case.told_message_id is not None:
                mark_informed(session, case, now=self.now)

    def make_a_round(self) -> None:
        """Run the watchdog once, as in the product."""
        make_a_round(self.turns)

    def put_clock(self, moment: datetime) -> None:
        """Put the clock to `moment`; whoever is at work is seen at their desk until it closes."""
        was_open, self.now = self._seen, moment
        self._seen = self.open
        if self._seen == was_open:
            return
        with self.store.write() as session:
            if self._seen:
                be_there(session, self.team[0].id, now=moment)
            seen_at = moment + timedelta(days=1) if self._seen else None
            session.execute(update(Agent).values(last_seen_at=seen_at))

    def case(self, session: Session, conversation_id: str) -> Case:
        """Return the conversation's case. Raises LookupError where there is none."""
        case = lock_case(session, conversation_id)
        if case is None:
            raise LookupError(conversation_id)
        return case

    def stage(self, conversation_id: str) -> Stage | None:
        """Return where the bot's side of a conversation stands."""
        with self.store.read() as session:
            return stage_of(session, conversation_id, find_case(session, conversation_id))

    def minutes(self, low: float, high: float) -> timedelta:
        """Return a time between so many minutes."""
        return timedelta(minutes=self.dice.uniform(low, high))

    def _client_id(self) -> str:
        return f"demo:{self.dice.getrandbits(64):016x}"
