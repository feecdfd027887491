"""A customer's case on a real database, as these suites need it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from amends.cases.state import State
from amends.casework.record import note_facts, open_case
from amends.messages.transcript import start_conversation
from amends.redress.decision import Granted
from amends.redress.policy import OfferKind
from amends.store.store import Store
from amends.store.tables import Agent, Case, Role
from tests.conftest import StillClock

VOUCHER = Granted(OfferKind.VOUCHER, Decimal("10.00"), "EUR", "late", "shop-1", "It was late.")


@dataclass
class Customers:
    """Opens cases, each in a conversation of its own, and people at the desk."""

    store: Store
    clock: StillClock

    def case(self, **facts: str) -> int:
        """Open a case with these facts; return its id."""
        with self.store.write() as session:
            conversation = start_conversation(session, now=self.clock())
            case = open_case(
                session, conversation.id, concern="It came too late.", resolve_days=10, now=self.clock()
            )
            note_facts(case, facts)
            return case.id

    def agent(self, name: str = "Elena", role: Role = Role.AGENT) -> int:
        """Hire a person; return their id."""
        with self.store.write() as session:
            agent = Agent(email=f"{name.lower()}@shop.example", name=name, role=role, password_hash="x")
            session.add(agent)
            session.flush()
            return agent.id

    def claim(self, case_id: int, agent_id: int) -> None:
        """Give a case to a person, as if it had waited."""
        with self.store.write() as session:
            case = session.get_one(Case, case_id)
            case.state = State.AGENT
            case.assignee_id = agent_id


@pytest.fixture
def customers(store: Store, clock: StillClock) -> Customers:
    """Customers on each database that we support."""
    return Customers(store, clock)
