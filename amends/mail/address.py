"""E-mail addresses: taken only where they are plainly one, so that nothing can hide in a header."""

from __future__ import annotations

import re

LONGEST = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
LONGEST_LOCAL = 64


class BadAddress(ValueError):
    """This is no e-mail address that we can write to."""

    def __init__(self) -> None:
        super().__init__("This is no e-mail address; write one like anna@example.com.")


def read_address(text: str) -> str:
    """Return the address as it is written to: without spaces around it, its domain in lower case.

    No display name, no quotes, no comment, no line break: one address. Raises BadAddress.
    """
    address = text.strip()
    local, _, domain = address.rpartition("@")
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL or not _ADDRESS.fullmatch(address):
        raise BadAddress
    return f"{local}@{domain.lower()}"


def same_address(one: str, other: str) -> bool:
    """Say whether two texts are the same address; upper and lower case make no difference to people."""
    return one.strip().casefold() == other.strip().casefold()
