"""Signed webhooks, as Standard Webhooks has them: webhook-id, webhook-timestamp, webhook-signature (v1, HMAC-SHA256).

Every secret signs, so that the receiver may go from one to the next without a gap.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from standardwebhooks import Webhook as Signer

from amends.clock import Clock
from amends.outbox.handler import Delivery, PutOff
from amends.outbox.retries import NO_TIME

PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64
MOST_SECRETS = 2


class BadSecret(ValueError):
    """A signing secret that is none; the message says how to make one."""

    def __init__(self) -> None:
        super().__init__(
            f"write `{PREFIX}` and the base64 of {SHORTEST_KEY} to {LONGEST_KEY} random bytes; "
            "`amends outbox secret` makes one"
        )


def new_secret() -> str:
    """Return a fresh secret of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Return the key in a secret. Raises BadSecret.

    Read here and not by the library, which takes keys of any length and passes over characters that are not base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret from None
    if not secret.startswith(PREFIX) or not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise BadSecret
    return key


def headers_for(keys: Sequence[bytes], message_id: str, body: str, *, now: datetime) -> dict[str, str]:
    """Return the three headers, with a signature by each key.

    `now` is brought to UTC first: the library signs the hour that a clock shows as if it were UTC's.
    """
    moment = now.astimezone(UTC)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(message_id, moment, body) for key in keys),
    }


def body_of(payload: Mapping[str, Any]) -> str:
    """Return what is sent as JSON, byte for byte the same in every attempt."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Webhook:
    """Issues by a signed POST to `url`. Any 2xx means taken; redirects are not followed; `timeout` is in seconds."""

    url: str
    keys: tuple[bytes, ...] = field(repr=False)
    clock: Clock
    timeout: float = 10.0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    """Whose certificates are believed; read once, since that takes longer than a message."""

    async def issue(self, delivery: Delivery) -> None:
        """Send a payout. Raises PutOff where it was not answered with 2xx in time."""
        body = body_of(delivery.payload)
        headers = {"content-type": "application/json"}
        headers |= headers_for(self.keys, delivery.key, body, now=self.clock())
        try:
            async with asyncio.timeout(self.timeout):
                status, wait = await self._post(body.encode(), headers)
        except TimeoutError as error:
            raise PutOff(f"no answer within {self.timeout:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PutOff(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise PutOff(f"answered {status}", wait=_wait(wait, self.clock()))

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        """Post, and return status and Retry-After. The answer's body is not read: it may be of any size."""
        async with (
            httpx.AsyncClient(timeout=self.timeout, verify=self.trust, trust_env=False) as client,
            client.stream("POST", self.url, content=body, headers=headers) as answer,
        ):
            return answer.status_code, answer.headers.get("retry-after")


def _wait(written: str | None, now: datetime) -> timedelta:
    """Read a Retry-After: seconds, or a date; none is no time."""
    if not written:
        return NO_TIME
    if written.isdigit() and len(written) < 9:
        return timedelta(seconds=int(written))
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return NO_TIME
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, NO_TIME)
