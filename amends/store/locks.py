"""The lock of a conversation: whoever changes anything of it takes this first, and has it to the transaction's end.

The order of all locks, so that no two transactions wait for each other:

1. the conversation, 2. its case: both by `lock_case`;
3. what hangs on them: messages, offers, requests, payouts, e-mails, invitations;
4. agents.

A transaction waits for one conversation alone, or for those of several cases in the order of their ids. What goes
through many takes each in a transaction of its own, or leaves out those that somebody is at work on
(`lock_free_case`). Reading takes no lock and waits for none
(`amends.casework.record.find_case`). On SQLite a session that writes is the only one anyway.
"""

from __future__ import annotations

from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.store.tables import Case, Conversation

Row = TypeVar("Row", Case, Conversation)

HELD = "locks_held"
"""Under this a session notes what its transaction has locked."""


class UnknownConversation(LookupError):
    """No such conversation is on record."""


def lock_conversation(session: Session, conversation_id: str) -> Conversation:
    """Return a conversation, locked against other writers. Raises UnknownConversation.

    Messages are added under this lock: their ids are then in the order in which they can be seen.
    """
    conversation = _lock(session, Conversation, conversation_id)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    return conversation


def lock_case(session: Session, conversation_id: str) -> Case | None:
    """Return the conversation's case as it stands now, locked with it against other writers; None without one."""
    if _lock(session, Conversation, conversation_id) is None:
        return None
    return _lock(session, Case, conversation_id)


def lock_case_by_id(session: Session, case_id: int) -> Case:
    """Return a case as `lock_case` does. Raises sqlalchemy's NoResultFound where there is none."""
    conversation_id = session.scalars(select(Case.conversation_id).where(Case.id == case_id)).one()
    lock_case(session, conversation_id)
    return session.get_one(Case, case_id)


def lock_free_case(session: Session, conversation_id: str) -> Case | None:
    """Return the conversation's case as `lock_case` does, or None where somebody is at work on it."""
    if _lock(session, Conversation, conversation_id, wait=False) is None:
        return None
    return _lock(session, Case, conversation_id, wait=False)


def _lock(session: Session, table: type[Row], conversation_id: str, *, wait: bool = True) -> Row | None:
    """Return a conversation's row as it stands now, locked; one that the transaction has locked is not read again."""
    held = _held(session)
    if known := held.get((table, conversation_id)):
        return cast(Row, known)
    whose = Conversation.id if table is Conversation else Case.conversation_id
    # key_share: rows that refer to it may be added by others meanwhile.
    query = (
        select(table).where(whose == conversation_id).with_for_update(key_share=True, skip_locked=not wait)
    )
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is not None:
        held[table, conversation_id] = row
    return row


def _held(session: Session) -> dict[tuple[type[object], str], object]:
    """The rows that the session's transaction has locked, by table and conversation."""
    transaction = session.get_transaction() or session.begin()
    noted = session.info.get(HELD)
    if noted is None or noted[0] is not transaction:
        noted = session.info[HELD] = (transaction, {})
    held: dict[tuple[type[object], str], object] = noted[1]
    return held
