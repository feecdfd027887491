"""Settings: one frozen class, read from AMENDS_* environment variables (docs/settings.md)."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from amends.cases.holidays import UnreadableHolidays, load_holidays
from amends.cases.hours import OpeningHours, parse_opening_hours
from amends.email_address import BadAddress, read_address

SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting that Amends cannot run with; the message says which and what to write."""


class Settings(BaseSettings):
    """Everything an operator can set. Unknown AMENDS_* variables are left alone."""

    model_config = SettingsConfigDict(env_prefix="AMENDS_", frozen=True, extra="ignore")

    environment: Literal["development", "production"] = Field(
        "development", description="`production` refuses a made-up secret, demo pages and insecure cookies."
    )
    secret: SecretStr | None = Field(
        None, description="Signs session tokens; 32 characters or more. In development one is made in `var`."
    )
    company: str = Field(
        "Example Shop", max_length=60, description="The company's name, as customers know it."
    )
    host: str = Field("127.0.0.1", description="Where the front desk listens: the only public process.")
    port: int = Field(8080, ge=1, le=65535, description="The front desk's port.")
    rasa_port: int = Field(5005, ge=1, le=65535, description="Rasa's port, on loopback only.")
    actions_port: int = Field(5055, ge=1, le=65535, description="The action server's port, on loopback only.")
    var: Path = Field(Path("var"), description="Where Amends keeps what it makes: database, model, logs.")
    database_url: str = Field(
        "",
        description="SQLAlchemy URL, SQLite or PostgreSQL (postgresql+psycopg://…). Empty: SQLite in `var`.",
    )
    policy: Path = Field(
        Path("data/policy/shop.yml"),
        description="The compensation policy: a file, or a folder that holds all its versions.",
    )
    incidents: Path = Field(
        Path("data/incidents.yml"),
        description="Known incidents, and what may be said of each after an apology.",
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        [], description="Web origins that may embed the widget, comma separated: https://shop.example"
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed, comma separated."
    )
    timezone: str = Field("Europe/Berlin", description="IANA time zone of the opening hours.")
    opening_hours: str = Field(
        "Mon-Fri 08:00-18:00", description="When people answer: `Mon-Fri 08:00-18:00, Sat 09:00-13:00`."
    )
    first_answer_minutes: int = Field(
        30,
        ge=1,
        le=1440,
        description="Within how many open minutes a person writes when nobody is at the desk.",
    )
    country: str = Field(
        "DE", max_length=8, description="Whose public holidays are kept (`DE`, `GB`, ...); empty for none."
    )
    region: str = Field(
        "",
        max_length=12,
        description="The part of the country whose holidays are kept too: `BY`, `MD`, `SCT`. Empty: England in `GB`.",
    )
    holidays: Path = Field(Path("data/holidays.yml"), description="The company's own closed days.")
    update_hours: int = Field(
        16, ge=1, le=200, description="Open hours within which a customer hears from us again (METHOD M9)."
    )
    unclaimed_minutes: int = Field(
        15,
        ge=1,
        le=1440,
        description="Open minutes after which a case that nobody took is told so, and moves up.",
    )
    claim_minutes: int = Field(
        3,
        ge=1,
        le=120,
        description="Minutes an agent who was asked to take a case has, before it moves on and up.",
    )
    silent_minutes: int = Field(
        10, ge=1, le=1440, description="Open minutes a customer waits for the person who has them."
    )
    minutes_per_conversation: int = Field(
        4, ge=1, le=120, description="What one conversation ahead in the line adds to the wait that is told."
    )
    resolve_days: int = Field(10, ge=1, le=60, description="Days until a case must be resolved (METHOD M9).")
    webhook_url: str = Field(
        "",
        description="Where accepted offers are issued, by signed POST. Empty: they are booked in our ledger.",
    )
    webhook_secrets: Annotated[list[SecretStr], NoDecode] = Field(
        [], description="Secrets that sign it, one or two, comma separated: whsec_… (`amends outbox secret`)."
    )
    webhook_timeout: float = Field(10.0, gt=0, le=20, description="Seconds the receiver has for an answer.")
    smtp_host: str = Field(
        "", description="The mail server that takes our e-mails. Empty: no e-mail is sent."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="`starttls` (587), `tls` (465), or `none`, which only a loopback host may have.",
    )
    smtp_user: str = Field("", description="The name we sign in to the mail server with; empty for none.")
    smtp_password: SecretStr | None = Field(None, description="The password that goes with it.")
    smtp_from: str = Field("", description="The address our e-mails come from: care@shop.example")
    smtp_timeout: float = Field(20.0, gt=0, le=120, description="Seconds the mail server has for each step.")
    turn_timeout: float = Field(
        10.0, gt=0, le=60, description="Seconds the bot has for an answer before a person is brought in."
    )
    session_days: int = Field(30, ge=1, le=365, description="Days a customer's session stays valid unused.")
    desk_session_hours: int = Field(12, ge=1, le=72, description="Hours an agent's sign-in lasts.")
    message_length: int = Field(4000, ge=200, le=20000, description="Longest message, in characters.")
    messages_per_minute: int = Field(
        20, ge=1, le=600, description="Messages a conversation may send a minute."
    )
    sessions_per_minute: int = Field(
        10, ge=1, le=600, description="New sessions an address may start a minute."
    )
    sign_ins_per_minute: int = Field(
        10, ge=1, le=600, description="Sign-in attempts an address may make a minute."
    )
    checks_per_minute: int = Field(
        240,
        ge=1,
        le=6000,
        description="Readings by the apology gate an agent or a program may ask for a minute.",
    )
    api_key: SecretStr | None = Field(
        None,
        min_length=SHORTEST_SECRET,
        description="Opens POST /api/apology/check to programs that send it as a bearer token; 32 characters or more.",
    )
    sockets_per_conversation: int = Field(8, ge=1, le=64, description="Open sockets of one conversation.")
    sockets: int = Field(2000, ge=1, le=100000, description="Open widget sockets altogether.")

    metrics_token: SecretStr | None = Field(
        None,
        description="Opens `/metrics` to whoever sends it as a bearer token; without one it is for this machine.",
    )
    demo_months: int = Field(
        3,
        ge=0,
        le=36,
        description="Months of made-up history that a first start in development makes; 0: none.",
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip().rstrip("/") for part in value.split(",") if part.strip()]
        return value

    @field_validator("api_key", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("webhook_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"`{value}` is no IANA time zone; write one like Europe/Berlin") from error
        return value

    @field_validator("opening_hours")
    @classmethod
    def _readable_hours(cls, value: str) -> str:
        parse_opening_hours(value, "UTC")
        return value

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> Settings:
        if not self.mail_is_on:
            return self
        try:
            read_address(self.smtp_from)
        except BadAddress:
            raise ValueError(
                "AMENDS_SMTP_HOST is set, so AMENDS_SMTP_FROM must be an e-mail address"
            ) from None
        if self.smtp_security == "none" and self.smtp_host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError(
                "AMENDS_SMTP_SECURITY=none would show e-mails to the network; write starttls or tls"
            )
        return self

    @property
    def mail_is_on(self) -> bool:
        """Whether e-mail can be sent."""
        return bool(self.smtp_host)

    @property
    def development(self) -> bool:
        """Whether this is a developer's or a newcomer's machine."""
        return self.environment == "development"

    @property
    def hours(self) -> OpeningHours:
        """The opening hours in their time zone, holidays left out. Raises SettingsError."""
        try:
            holidays = load_holidays(self.holidays, self.country, self.region)
        except UnreadableHolidays as error:
            raise SettingsError(str(error)) from error
        return parse_opening_hours(self.opening_hours, self.timezone, holidays)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.var / 'amends.db').absolute()}"

    @property
    def rasa_url(self) -> str:
        """Rasa's private address."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def model_dir(self) -> Path:
        """Where the trained Rasa model lies."""
        return self.var / "models"

    def signing_secret(self) -> str:
        """Return the secret that signs tokens; in development it is made once, readable by its owner only.

        Raises SettingsError in production without AMENDS_SECRET, or where it is shorter than 32 characters.
        """
        if self.secret is not None:
            value = self.secret.get_secret_value()
            if len(value) < SHORTEST_SECRET:
                raise SettingsError(
                    f"AMENDS_SECRET is too short: give it {SHORTEST_SECRET} random characters or more."
                )
            return value
        if not self.development:
            raise SettingsError(
                "AMENDS_SECRET is not set: production needs one, 32 random characters or more."
            )
        return _secret_file(self.var / "secret")

    def internal_secret(self) -> str:
        """Return the secret that front desk, Rasa and action server know each other by; made from the other."""
        return hmac.new(self.signing_secret().encode(), b"amends internal", hashlib.sha256).hexdigest()


def _secret_file(path: Path) -> str:
    """Return the secret in `path`, making it first where it is missing; two processes at once get the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()
