"""The way to the mail server: SMTP with STARTTLS or TLS (aiosmtplib), and what its answers mean."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

import aiosmtplib

from amends.outbox.handler import PutOff, TurnedDown

Security = Literal["starttls", "tls", "none"]
FOR_GOOD = 500
STEPS = 6
"""Connection, TLS, sign-in, sender, recipient, text: each may take the timeout, all together so many times it."""


class Mailer(Protocol):
    """Sends one message."""

    async def send(self, message: EmailMessage) -> None:
        """Return once the mail server has taken it. Raises PutOff or TurnedDown, and nothing else."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends through one mail server. `timeout`: seconds for each step."""

    host: str
    port: int
    security: Security = "starttls"
    username: str | None = None
    password: str | None = None
    timeout: float = 20.0
    tls: ssl.SSLContext | None = None

    async def send(self, message: EmailMessage) -> None:
        """Hand the message over. What the server says of an address is not passed on: it may hold it."""
        try:
            async with asyncio.timeout(self.timeout * STEPS):
                await aiosmtplib.send(
                    message,
                    hostname=self.host,
                    port=self.port,
                    username=self.username,
                    password=self.password,
                    use_tls=self.security == "tls",
                    start_tls=self.security == "starttls",
                    timeout=self.timeout,
                    tls_context=self.tls,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            _judge("refused", error.recipients[0].code)
        except (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused) as error:
            raise PutOff(
                f"the mail server does not let us in or knows no such sender ({error.code})"
            ) from None
        except aiosmtplib.SMTPDataError as error:
            _judge("message turned down", error.code)
        except aiosmtplib.SMTPResponseException as error:
            raise PutOff(f"the mail server said {error.code}") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise PutOff(type(error).__name__) from None


def _judge(what: str, code: int) -> None:
    if code >= FOR_GOOD:
        raise TurnedDown(f"{what} ({code})")
    raise PutOff(f"{what} for now ({code})")
