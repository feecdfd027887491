"""Known incidents while the product runs: what the operator approved, read anew when the file changes (R1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from amends.apology.incidents import Incidents, IncidentsError, load_incidents

log = structlog.get_logger(__name__)

CARRIED = "incidents"
"""The key in `Session.info` under which the file is found when a message is sent."""


class IncidentFile:
    """The operator's file. A change counts from the next message on; one that is broken leaves all as it was."""

    def __init__(self, path: Path, *, topics: Collection[str]) -> None:
        """Read the file. Raises IncidentsError."""
        self.path = path
        self.topics = topics
        self._changed = self._changed_at()
        self._known = load_incidents(path, topics=topics)

    def known(self) -> Incidents:
        """Return the incidents as they stand in the file now."""
        changed = self._changed_at()
        if changed != self._changed:
            self._changed = changed
            try:
                self._known = load_incidents(self.path, topics=self.topics)
            except IncidentsError as error:
                log.error("incidents_not_read", why=str(error))
        return self._known

    def _changed_at(self) -> int:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0


def approved_sentences(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Return the sentences that may follow an apology at `now`."""
    return _known(session).approved(now)


def responsibility_for(session: Session, topic: str | None, *, lang: str, now: datetime) -> str | None:
    """Return what we say to somebody who complains of a topic with a known incident, or None."""
    return _known(session).sentence_for(topic, lang=lang, now=now)


def _known(session: Session) -> Incidents:
    file = session.info.get(CARRIED)
    return file.known() if isinstance(file, IncidentFile) else Incidents()
