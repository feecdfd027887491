"""What a customer came with before: remembered, so that nobody is asked twice (METHOD M21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.desk.names import STATES, say_code
from amends.store.tables import Case

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case of the same customer. `accepted` is None where they did not say."""

    reference: str
    conversation_id: str
    received_at: datetime
    topic: str
    state: str
    outcome: str
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """The newest other cases of a customer; `count` is all of them."""

    cases: tuple[Earlier, ...] = ()
    count: int = 0


def read_customer_history(session: Session, case: Case) -> CustomerHistory:
    """Return the customer's other cases, the newest first. None for a customer without an e-mail address."""
    if not case.customer_email:
        return CustomerHistory()
    same = (Case.customer_email == case.customer_email, Case.id != case.id)
    query = select(Case).where(*same).order_by(Case.received_at.desc()).limit(SHOWN)
    found = tuple(_earlier(other) for other in session.scalars(query))
    count = session.scalar(select(func.count(Case.id)).where(*same)) or 0 if found else 0
    return CustomerHistory(found, count)


def _earlier(case: Case) -> Earlier:
    return Earlier(
        case.reference,
        case.conversation_id,
        case.received_at,
        say_code(case.topic or ""),
        STATES[case.state],
        case.outcome or "",
        case.accepted,
    )
