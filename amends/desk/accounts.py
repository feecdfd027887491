"""Agents' accounts: made by the operator, kept with an argon2 hash, switched off rather than deleted."""

from __future__ import annotations

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from amends.cases.errors import Invalid
from amends.store.tables import Agent, DeskSession, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
"""Characters. Longer input is refused unread: hashing it would take much of our time and none of the sender's."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NAME_LENGTH = 80
_HASHER = PasswordHasher()
_HASH_OF_NOBODY = _HASHER.hash("nobody's password")


class AccountError(Invalid):
    """An account cannot be made or changed so."""


def add_agent(session: Session, *, email: str, name: str, role: Role, password: str) -> Agent:
    """Make an account. Raises AccountError for an address that is taken or none, a bad name, a short password."""
    address = tidy_email(email)
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise AccountError("account_email_invalid", email=email)
    if not name.strip() or len(name.strip()) > _NAME_LENGTH:
        raise AccountError("account_name_invalid", longest=_NAME_LENGTH)
    if find_agent(session, address) is not None:
        raise AccountError("account_exists", email=address)
    agent = Agent(email=address, name=name.strip(), role=role, password_hash=hash_password(password))
    session.add(agent)
    session.flush()
    return agent


def find_agent(session: Session, email: str) -> Agent | None:
    """Return the account of an e-mail address, whatever its case, or None."""
    return session.scalars(select(Agent).where(Agent.email == tidy_email(email))).one_or_none()


def list_agents(session: Session) -> list[Agent]:
    """Return every account, by name."""
    return list(session.scalars(select(Agent).order_by(func.lower(Agent.name), Agent.id)))


def disable_agent(session: Session, email: str) -> Agent:
    """Switch an account off and end its sign-ins. Raises AccountError where there is none."""
    agent = find_agent(session, email)
    if agent is None:
        raise AccountError("account_unknown", email=email)
    agent.disabled = True
    agent.last_seen_at = None
    session.execute(delete(DeskSession).where(DeskSession.agent_id == agent.id))
    return agent


def hash_password(password: str) -> str:
    """Return the argon2 hash to keep. Raises AccountError for a password under 12 or over 256 characters."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError("password_length", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    return _HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Say whether the password fits. Takes as long for an account that does not exist (`None`) as for one that does."""
    given = password if len(password) <= LONGEST_PASSWORD else ""
    try:
        fits = _HASHER.verify(password_hash or _HASH_OF_NOBODY, given)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def renewed_hash(password_hash: str, password: str) -> str | None:
    """Return a new hash where the kept one was made with weaker settings than today's, else None."""
    return _HASHER.hash(password) if _HASHER.check_needs_rehash(password_hash) else None


def tidy_email(email: str) -> str:
    """Return an address as it is kept: trimmed, in lower case."""
    return email.strip().lower()
