"""Erasing a customer and deleting what is due: what must stay holds no text and no name (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from amends.cases.errors import Conflict
from amends.cases.state import SETTLED
from amends.casework.record import write_audit
from amends.email_address import comparable
from amends.records.belongings import belongs_to, tables_of_a_conversation
from amends.store.locks import lock_case_by_id, lock_free_case
from amends.store.tables import Apology, Button, Case, Conversation, Message, Offer, ReportCard
from amends.store.tables import AuditEntry as Audit

STAYS = frozenset({Conversation, Case, Audit, Offer, ReportCard, Apology, Message, Button})
"""Tables whose rows stay, emptied of words; everything else that hangs on a conversation is deleted."""

ERASED = ""


class NotSettled(Conflict):
    """A case is still open; its customer is helped first."""

    def __init__(self, case: Case) -> None:
        super().__init__("not_settled", reference=case.reference)


def find_customer(session: Session, email: str) -> list[Case]:
    """Return every case of an e-mail address, oldest first."""
    address = comparable(email)
    query = select(Case).where(func.lower(Case.customer_email) == address).order_by(Case.id)
    return list(session.scalars(query)) if address else []


def erase_customer(session: Session, email: str, *, actor: str, now: datetime) -> list[str]:
    """Erase every case of an address; return their references. Raises NotSettled where one is open."""
    cases = [lock_case_by_id(session, case.id) for case in find_customer(session, email)]
    for case in cases:
        if case.state not in SETTLED:
            raise NotSettled(case)
    return erase_cases(session, cases, event="erased", actor=actor, now=now)


def due_for_deletion(session: Session, *, now: datetime) -> list[Case]:
    """Return the closed cases that have been kept as long as they must be, and are not emptied yet."""
    query = select(Case).where(Case.keep_until <= now, Case.concern != ERASED).order_by(Case.id).limit(500)
    return list(session.scalars(query))


def run_retention(session: Session, *, now: datetime) -> list[str]:
    """Empty what is due; return the references. A case that somebody is at work on is left to the next time."""
    due = due_for_deletion(session, now=now)
    held = [case for found in due if (case := lock_free_case(session, found.conversation_id))]
    settled = [case for case in held if case.keep_until is not None and case.keep_until <= now]
    return erase_cases(session, settled, event="retention", actor="system", now=now)


def erase_cases(
    session: Session, cases: Iterable[Case], *, event: str, actor: str, now: datetime
) -> list[str]:
    """Take words, names and addresses out of cases; what stays is what happened and when. Again changes nothing."""
    references = []
    for case in cases:
        ids = select(Conversation.id).where(Conversation.id == case.conversation_id)
        _delete_the_rest(session, ids)
        _empty(session, case)
        write_audit(session, case, event, actor=actor, now=now)
        references.append(case.reference)
    session.flush()
    return references


def _delete_the_rest(session: Session, ids: Select[tuple[str]]) -> None:
    stays = {table.__tablename__ for table in STAYS}
    for table in reversed(list(tables_of_a_conversation())):
        if table.name not in stays:
            session.execute(delete(table).where(belongs_to(table, ids)))


def _empty(session: Session, case: Case) -> None:
    words = Message.conversation_id == case.conversation_id
    session.execute(
        update(Message)
        .where(words)
        .values(text=ERASED, reading=None, line_slots=None, lines_before=None, client_id=None)
    )
    pressed = select(Message.id).where(words)
    session.execute(delete(Button).where(Button.message_id.in_(pressed)))
    session.execute(update(Apology).where(Apology.case_id == case.id).values(text="I'm sorry."))
    session.execute(
        update(Offer).where(Offer.case_id == case.id).values(customer_email=None, order_number=None)
    )
    case.customer_name = case.customer_email = case.remedy_asked = case.root_cause_note = None
    case.concern = case.told_text = ERASED
    case.outcome = ERASED if case.outcome is not None else None
    case.story, case.facts = [], {}
    case.authority_needed = None
