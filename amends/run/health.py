"""Asks a process whether it is well."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from typing import Final

import httpx

Healthy = Callable[[str], Awaitable[bool]]
"""Says whether the process behind an address is well (see `is_healthy`)."""

_NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Holds no certificates, which take time to load: the addresses are plain http on this machine."""


async def is_healthy(url: str) -> bool:
    """Say whether `url` answers 200 and `{"status": "ok"}` within two seconds; a dead network is a no."""
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False, verify=_NO_TLS) as client:
            response = await client.get(url)
            return response.status_code == httpx.codes.OK and response.json().get("status") == "ok"
    except (httpx.HTTPError, ValueError, AttributeError):
        return False
