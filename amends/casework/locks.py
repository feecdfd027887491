"""The lock of a conversation: whoever changes anything of it takes this first, and has it to the transaction's end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from amends.store.tables import Conversation


class UnknownConversation(LookupError):
    """No such conversation is on record."""


def lock_conversation(session: Session, conversation_id: str) -> Conversation:
    """Return a conversation, locked against other writers; readers do not wait. Raises UnknownConversation.

    Messages are added under this lock: their ids are then in the order in which they can be seen. On SQLite a
    session that writes is the only one anyway.
    """
    lock = {"key_share": True}  # rows that refer to it may be added meanwhile
    conversation = session.get(Conversation, conversation_id, with_for_update=lock)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    return conversation
