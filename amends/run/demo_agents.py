"""Two agents for a newcomer's first look at the desk; development only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from amends.desk.accounts import add_agent, find_agent, hash_password, is_right
from amends.settings import Settings, SettingsError
from amends.store.store import open_store
from amends.store.tables import Role

DEMO_AGENTS = (("elena@desk.example", "Elena", Role.LEAD), ("jonas@desk.example", "Jonas", Role.AGENT))
FILE = "demo-agents.json"


def ensure_demo_agents(settings: Settings) -> list[tuple[str, str, str]]:
    """Make sure that the demo's agents can sign in; return e-mail, password and role of each.

    The passwords are random, made once, and kept in `var`, readable by its owner only. The database must be
    migrated. Raises SettingsError outside development.
    """
    if not settings.development:
        raise SettingsError("Demo agents are for development: make agents with `amends agent add`.")
    passwords = _passwords(settings.var / FILE)
    store = open_store(settings.database)
    try:
        with store.write() as session:
            for email, name, role in DEMO_AGENTS:
                agent = find_agent(session, email)
                if agent is None:
                    add_agent(session, email=email, name=name, role=role, password=passwords[email])
                elif not is_right(agent.password_hash, passwords[email]):
                    agent.password_hash = hash_password(passwords[email])
    finally:
        store.close()
    return [(email, passwords[email], role.value) for email, _, role in DEMO_AGENTS]


def _passwords(path: Path) -> dict[str, str]:
    """Return the kept passwords, making those that are missing."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        kept = {}
    known = kept if isinstance(kept, dict) else {}
    passwords = {email: str(known.get(email) or secrets.token_urlsafe(12)) for email, _, _ in DEMO_AGENTS}
    if passwords != known:
        _write(path, json.dumps(passwords, indent=2) + "\n")
    return passwords


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)
