"""Signed webhooks, as Standard Webhooks has them: webhook-id, webhook-timestamp, webhook-signature (v1, HMAC-SHA256).

Every secret signs, so that the receiver may go from one to the next without a gap.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from amends.clock import Clock
from amends.redress.issuing import NotTaken
from amends.redress.outbox import Delivery

PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64
MOST_SECRETS = 2
TOLERANCE = timedelta(minutes=5)
"""A message whose time is further off than this is not believed."""


class BadSecret(ValueError):
    """A signing secret that is none; the message says how to make one."""

    def __init__(self) -> None:
        super().__init__(
            f"write `{PREFIX}` and the base64 of {SHORTEST_KEY} to {LONGEST_KEY} random bytes; "
            "`amends outbox secret` makes one"
        )


class NotGenuine(Exception):
    """A message that was not signed by us, or too long ago; the message says which."""


def new_secret() -> str:
    """Return a fresh secret of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Return the key in a secret. Raises BadSecret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret from None
    if not secret.startswith(PREFIX) or not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise BadSecret
    return key


def sign(key: bytes, message_id: str, timestamp: int, body: str) -> str:
    """Return one signature: `v1,` and the base64 of the HMAC over id, time (Unix seconds) and body."""
    content = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def headers_for(keys: Sequence[bytes], message_id: str, body: str, *, now: datetime) -> dict[str, str]:
    """Return the three headers, with a signature by each key."""
    timestamp = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(key, message_id, timestamp, body) for key in keys),
    }


def verify(keys: Sequence[bytes], headers: Mapping[str, str], body: str, *, now: datetime) -> str:
    """Return the id of a genuine message: what a receiver does. Raises NotGenuine."""
    message_id, written = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not written.isdigit():
        raise NotGenuine("The headers are not there.")
    if abs(now.timestamp() - int(written)) > TOLERANCE.total_seconds():
        raise NotGenuine("It was sent too long ago, or the clocks differ.")
    given = headers.get("webhook-signature", "").split()
    expected = [sign(key, message_id, int(written), body) for key in keys]
    if not any(hmac.compare_digest(one, other) for one in given for other in expected):
        raise NotGenuine("No signature fits.")
    return message_id


@dataclass(frozen=True, slots=True)
class Webhook:
    """Issues by a signed POST to `url`. Any 2xx means taken; redirects are not followed; `timeout` is in seconds."""

    url: str
    keys: tuple[bytes, ...]
    clock: Clock
    timeout: float = 10.0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    """Whose certificates are believed; read once, since that takes longer than a message."""

    async def issue(self, parcel: Delivery) -> None:
        """Send a parcel. Raises NotTaken where it was not answered with 2xx in time."""
        headers = {"content-type": "application/json"}
        headers |= headers_for(self.keys, parcel.key, parcel.body, now=self.clock())
        try:
            async with asyncio.timeout(self.timeout):
                status, wait = await self._post(parcel.body.encode(), headers)
        except TimeoutError as error:
            raise NotTaken(f"no answer within {self.timeout:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise NotTaken(f"answered {status}", wait=_wait(wait, self.clock()))

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        """Post, and return status and Retry-After. The answer's body is not read: nobody makes us hold it."""
        async with (
            httpx.AsyncClient(timeout=self.timeout, verify=self.trust, trust_env=False) as client,
            client.stream("POST", self.url, content=body, headers=headers) as answer,
        ):
            return answer.status_code, answer.headers.get("retry-after")


def _wait(written: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After: seconds, or a date."""
    if not written:
        return None
    if written.isdigit() and len(written) < 9:
        return timedelta(seconds=int(written))
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta(0))
