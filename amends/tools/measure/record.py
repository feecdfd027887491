"""A record to measure with: many made-up cases, each with what is said in it and what became of it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, insert, select, text

from amends.cases.deadlines import Deadline
from amends.cases.state import WAITING, State
from amends.cases.topics import TOPICS
from amends.desk.causes import CAUSES
from amends.desk.names import LANGUAGES
from amends.store.store import Store
from amends.store.tables import (
    Agent,
    Apology,
    Base,
    Case,
    Conversation,
    Message,
    MissedDeadline,
    Offer,
    OfferState,
    ReportCard,
    Speaker,
    Stay,
    Want,
)

BATCH: Final = 5_000
AGENTS: Final = 20
YEAR: Final = 365 * 24 * 60
"""So many minutes back the closed ones go."""
OF_1000: Final = {State.QUEUED: 10, State.FOLLOW_UP: 10, State.AGENT: 10, State.BOT: 20, State.RESOLVED: 10}
"""How many of a thousand cases are open or newly resolved, and where they stand; all others are closed."""
WORDS: Final = (
    "parcel", "courier", "invoice", "refund", "broken", "charger", "screen", "twice", "waited", "nobody", "order",
    "wrong", "money", "back", "weeks", "called", "promised", "again", "nothing", "empty", "late", "locked",
)  # fmt: skip

Row = dict[str, Any]


class NotEmpty(Exception):
    """The database has cases already: nothing is measured in anybody's record."""

    def __init__(self) -> None:
        super().__init__("This database has cases. Name an empty one: the measurement fills it.")


def states_of(cases: int) -> list[State]:
    """Return where so many cases stand: sixty of a thousand are not closed."""
    thousand = [state for state, number in OF_1000.items() for _ in range(number)]
    thousand += [State.CLOSED] * (1000 - len(thousand))
    return [thousand[number * 7 % 1000] for number in range(cases)]


def fill_record(store: Store, states: Sequence[State], *, now: datetime, seed: int = 7) -> None:
    """Write a case for each of `states`, all else by chance; the same seed gives the same. Statistics are renewed.

    Raises NotEmpty where there are cases already.
    """
    chance = random.Random(seed)  # noqa: S311  # made-up cases need no secret
    with store.write() as session:
        if session.scalar(select(func.count(Case.id))):
            raise NotEmpty
        session.execute(insert(Agent), [_agent(number) for number in range(AGENTS)])
        agents = list(session.scalars(select(Agent.id).order_by(Agent.id)))
    for start in range(0, len(states), BATCH):
        numbered = enumerate(states[start : start + BATCH], start=start + 1)
        made: dict[type[Base], list[Row]] = {}
        for number, state in numbered:
            for table, row in _case(number, state, agents, chance, now):
                made.setdefault(table, []).append(row)
        with store.write() as session:
            for table, rows in made.items():
                session.execute(insert(table), rows)
    with store.write() as session:
        session.execute(text("ANALYZE"))


def _agent(number: int) -> Row:
    return {"email": f"agent{number}@desk.example", "name": f"Agent {number}", "password_hash": "!"}


def _case(
    number: int, state: State, agents: Sequence[int], chance: random.Random, now: datetime
) -> Iterator[tuple[type[Base], Row]]:
    """Yield the rows of one case, each after what it refers to. Message ids are two a case."""
    received = now - timedelta(minutes=chance.randint(1, YEAR if state is State.CLOSED else 600))
    conversation_id = str(uuid.UUID(int=chance.getrandbits(128)))
    yield (
        Conversation,
        {
            "id": conversation_id, "started_at": received, "channel": "web", "failures": 1, "seen_message_id": 0,
            "language": chance.choice(("en", "en", "en", *LANGUAGES)),
        },
    )  # fmt: skip
    story = " ".join(chance.choices(WORDS, k=16))
    sorry = received + timedelta(seconds=chance.randint(1, 20))
    said = {"conversation_id": conversation_id, "answered_at": sorry}
    yield (
        Message,
        {**said, "id": 2 * number, "speaker": Speaker.CUSTOMER, "text": story, "sent_at": received},
    )
    yield (
        Message,
        {**said, "id": 2 * number + 1, "speaker": Speaker.BOT, "text": "I'm sorry.", "sent_at": sorry},
    )
    handled = chance.random() < 0.4
    agent_id = chance.choice(agents) if handled or state is State.AGENT else None
    yield Case, {
        "id": number, "conversation_id": conversation_id, "concern": story,
        **_stands(state, received, agent_id, chance), **_felt(chance),
    }  # fmt: skip
    yield from _came_of_it(number, state, received, sorry, chance)


def _stands(state: State, received: datetime, agent_id: int | None, chance: random.Random) -> Row:
    """Where a case stands, with whom, and by when what is due."""
    waits, settled = state in WAITING, state in (State.CLOSED, State.RESOLVED)
    resolved = received + timedelta(hours=chance.expovariate(1 / 20)) if settled else None
    answered = received + timedelta(minutes=chance.randint(2, 200)) if agent_id and settled else None
    return {
        "state": state,
        "received_at": received,
        "waiting_since": received if waits else None,
        "promised_by": received + timedelta(minutes=chance.randint(5, 700)) if waits else None,
        "resolve_by": received + timedelta(days=10),
        "assignee_id": agent_id,
        "escalated_at": received if agent_id or waits else None,
        "first_human_answer_at": answered,
        "resolved_at": resolved,
        "closed_at": resolved if state is State.CLOSED else None,
        "outcome": "refunded" if settled else None,
        "root_cause": chance.choice(tuple(CAUSES)) if agent_id and settled else None,
        "accepted": chance.choice((True, None)) if settled else None,
        "reopened": chance.choice((0, 0, 0, 0, 1)) if settled else 0,
        "severity": chance.choice((1, 2, 2, 2, 3, 3, 4)),
        "passed_over": chance.choice((0, 0, 0, 1)) if waits else 0,
        "deadlines_missed": chance.choice((0, 0, 0, 1)) if waits else 0,
    }


def _felt(chance: random.Random) -> Row:
    """Who wrote, what it is about, what they want, and how hot it is."""
    heat = round(chance.random(), 3)
    return {
        "customer_name": chance.choice((None, "Ms Brandt", "Priya", "Yusuf Demir")),
        "customer_email": f"customer{chance.randint(1, 50_000)}@mail.example",
        "story": ["the second time i even called", "two hours later nothing"],
        "topic": chance.choice(TOPICS),
        "wants": chance.sample(list(Want), k=chance.randint(0, 2)),
        "facts": {"order_number": str(chance.randint(10_000, 99_999))},
        "heat_start": heat, "heat_peak": heat, "heat_now": round(heat * chance.random(), 3),
        "corrected": [],
    }  # fmt: skip


def _came_of_it(
    number: int, state: State, received: datetime, sorry: datetime, chance: random.Random
) -> Iterator[tuple[type[Base], Row]]:
    """Yield apology, offer, missed deadline and report card, each by chance."""
    if chance.random() < 0.7:
        yield Apology, {
            "case_id": number, "message_id": 2 * number + 1, "failure": 1, "said_by": "bot",
            "text": "I'm sorry.", "said_at": sorry, "gate_version": "1",
        }  # fmt: skip
    if chance.random() < 0.2:
        yield Offer, {
            "case_id": number, "failure": 1, "kind": "voucher", "amount": Decimal(chance.randint(2, 20)),
            "currency": "EUR", "rule": f"rule-{chance.randint(1, 6)}", "policy_version": "1", "made_by": "bot",
            "state": chance.choice((OfferState.ACCEPTED, OfferState.ACCEPTED, OfferState.DECLINED)),
            "made_at": sorry, "answered_at": sorry,
        }  # fmt: skip
    if chance.random() < 0.05:
        due = received + timedelta(hours=1)
        yield MissedDeadline, {
            "case_id": number, "deadline": Deadline.FIRST_ANSWER, "due_at": due, "found_at": due, "state": State.QUEUED,
        }  # fmt: skip
    if state is State.CLOSED and chance.random() < 0.15:
        ranks = {rank: chance.randint(1, 5) for rank in ("heard", "apology", "outcome", "effort")}
        asked = received + timedelta(days=1)
        yield ReportCard, {
            "case_id": number, "asked_at": asked, "answered_at": asked, "stay": chance.choice(list(Stay)), **ranks,
        }  # fmt: skip
