"""Signing in at the desk: server-side sessions of which only a hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from amends.desk.accounts import find_agent, is_right, renewed_hash
from amends.store.store import Store
from amends.store.tables import Agent, DeskSession, Presence, Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request comes from. `csrf`: what each of their forms has to send back."""

    agent_id: int
    name: str
    role: Role
    csrf: str
    seen_at: datetime | None
    presence: Presence = Presence.HERE
    wants_sound: bool = False
    wants_notice: bool = False

    @property
    def is_lead(self) -> bool:
        """Whether they may decide what an agent may not."""
        return self.role is Role.LEAD


def sign_in(store: Store, email: str, password: str, *, hours: int, now: datetime) -> str | None:
    """Return the token of a new session of `hours` hours, or None where address and password do not fit.

    Whether the account exists, is disabled, or the password is wrong cannot be told apart. The hash is worked
    out while no transaction is open.
    """
    with store.read() as session:
        agent = find_agent(session, email)
        known = (agent.id, agent.password_hash, agent.disabled) if agent else None
    if not is_right(known[1] if known else None, password) or known is None or known[2]:
        return None
    agent_id, password_hash, _ = known
    better = renewed_hash(password_hash, password)
    with store.write() as session:
        purge_expired(session, now=now)
        if better is not None:
            session.get_one(Agent, agent_id).password_hash = better
        return start_desk_session(session, agent_id, hours=hours, now=now)


def start_desk_session(session: Session, agent_id: int, *, hours: int, now: datetime) -> str:
    """Start a session and return its token, which nothing but the agent's cookie keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        DeskSession(
            token_hash=_hash(token),
            agent_id=agent_id,
            csrf=secrets.token_urlsafe(32),
            started_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def who_is(session: Session, token: str | None, *, now: datetime) -> SignedIn | None:
    """Return who a token belongs to, or None where it is unknown, expired, or its account was disabled."""
    found = session.get(DeskSession, _hash(token)) if token else None
    if found is None or found.expires_at <= now or found.agent.disabled:
        return None
    agent = found.agent
    return SignedIn(
        agent.id, agent.name, agent.role, found.csrf, agent.last_seen_at,
        agent.presence, agent.wants_sound, agent.wants_notice,
    )  # fmt: skip


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End a session. Whoever has no other one open is no longer at the desk."""
    found = session.get(DeskSession, _hash(token))
    if found is None:
        return
    agent_id = found.agent_id
    session.delete(found)
    session.flush()
    others = select(DeskSession.token_hash).where(
        DeskSession.agent_id == agent_id, DeskSession.expires_at > now
    )
    if session.scalars(others).first() is None:
        session.get_one(Agent, agent_id).last_seen_at = None


def purge_expired(session: Session, *, now: datetime) -> None:
    """Delete the sessions that are over."""
    session.execute(delete(DeskSession).where(DeskSession.expires_at <= now))


def is_theirs(signed_in: SignedIn, csrf: str) -> bool:
    """Say whether a form came from one of their own pages."""
    return hmac.compare_digest(signed_in.csrf.encode(), csrf.encode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
