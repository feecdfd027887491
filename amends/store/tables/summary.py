"""What trends are read from without counting every case again (docs/insight.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from amends.store.tables.base import Base


class KeptDay(Base):
    """What one local day's cases came to when it was last counted. Whoever reads it asks TouchedCase first."""

    __tablename__ = "kept_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    edition: Mapped[str] = mapped_column(String(64))
    """Of the calendar and of the figures' definitions: another one's numbers are not read."""
    figures: Mapped[dict[str, Any]]


class TouchedCase(Base):
    """A case of that moment was added, changed or deleted since its day was counted.

    Written by the database itself, whatever changes the case; only ever added to, so that nobody waits for anybody.
    """

    __tablename__ = "touched_cases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    received_at: Mapped[datetime]
