"""Which web pages may talk to the widget's endpoints: our own, and those on the operator's list."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from amends.settings import Settings


def is_allowed(origin: str | None, host: str | None, settings: Settings) -> bool:
    """Say whether a request of this `Origin` may come in.

    Without an origin it is no page of a browser (a program, or the same origin's GET): the token decides.
    """
    if origin is None:
        return True
    if origin.rstrip("/") in settings.allowed_origins:
        return True
    return host is not None and urlsplit(origin).netloc == host


def is_loopback(address: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
