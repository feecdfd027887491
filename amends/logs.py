"""What the front desk writes to its log: events and places, never what a customer or an agent wrote.

The text of an exception may quote a message, an address or a form, so it is left out: its type and where it came
from are enough to find the fault.
"""

from __future__ import annotations

import logging
import sys
from traceback import extract_tb
from typing import Any

import structlog
from structlog.typing import EventDict

_NOISY = ("httpx", "alembic", "uvicorn.access")


def set_up_logs() -> None:
    """Send our events, and those of the libraries we use, to standard output and error, without values."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutValues("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_errors,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )


class WithoutValues(logging.Formatter):
    """Formats an exception as its type and its places."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        """Say what was raised and where, without its text."""
        return " ".join(f"{name}={value!r}" for name, value in _told(ei[1]).items())


def tell_errors(_: Any, __: str, event: EventDict) -> EventDict:
    """Put `error` and `at` into an event that carries an exception (`exc_info`)."""
    carried = event.pop("exc_info", None)
    if carried is True:
        carried = sys.exc_info()[1]
    if isinstance(carried, tuple):
        carried = carried[1]
    return {**event, **_told(carried)} if isinstance(carried, BaseException) else event


def _told(error: BaseException) -> dict[str, str]:
    places = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__))
    return {"error": type(error).__qualname__, "at": " > ".join(places)}
