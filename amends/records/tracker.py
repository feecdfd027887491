"""What Rasa remembers of a dialogue, in its own file: forgotten with the case."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

TRACKER = "tracker.db"


def forget_dialogues(var: Path, conversation_ids: Sequence[str]) -> int:
    """Delete the events of these conversations from Rasa's tracker store in `var`; return how many events."""
    path = var / TRACKER
    if not path.exists() or not conversation_ids:
        return 0
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
        if known is None:
            return 0
        gone = 0
        for conversation_id in conversation_ids:
            gone += connection.execute("DELETE FROM events WHERE sender_id = ?", (conversation_id,)).rowcount
    return gone
