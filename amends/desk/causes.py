"""Root causes to choose from, the same for every agent, so that they can be counted (METHOD M15; DISP 1.3.3R)."""

from __future__ import annotations

from collections.abc import Mapping

from amends.cases.errors import Invalid

CAUSES: Mapping[str, str] = {
    "carrier": "The carrier was late or did not come",
    "packing": "The wrong thing was packed, or something was missing",
    "product": "The product was faulty",
    "transport_damage": "It broke on the way",
    "billing": "We charged or paid the wrong amount",
    "promise": "We did not do what we had promised",
    "information": "We said something that was wrong or unclear",
    "unreachable": "We could not be reached",
    "staff": "One of us was unkind or careless",
    "system": "Our website or app failed",
    "rules": "Our own rules stood in the way",
    "other": "Something else",
}
"""Causes on the company's side only; none blames the customer (METHOD M2, M13)."""

NOTE_LENGTH = 500


class UnknownCause(Invalid):
    """A root cause that is not on the list."""

    def __init__(self) -> None:
        super().__init__("cause_unknown")


def read_cause(code: str) -> str | None:
    """Return the code of a chosen cause, None where none was chosen. Raises UnknownCause."""
    if code and code not in CAUSES:
        raise UnknownCause
    return code or None


def say_cause(code: str | None, note: str | None = None) -> str:
    """Say a root cause in words, with its note; one that an older version knew is shown as it is kept."""
    said = CAUSES.get(code or "", code or "")
    return ": ".join(part for part in (said, note) if part)
