"""The clock, passed in wherever time matters, so that a test can hold it still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment as an aware UTC datetime."""


def system_clock() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return datetime.now(UTC)
