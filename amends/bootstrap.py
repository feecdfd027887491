"""The composition root: everything is built here, from settings, and nowhere at import."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select

from amends.cases.topics import TOPICS
from amends.casework.handoff import ServiceLevels
from amends.clock import Clock, system_clock
from amends.dialogue.danger import NUMBERS, numbers_of
from amends.languages.loading import Languages, load_languages
from amends.mail.delivery import MailSender
from amends.mail.smtp import Mailer, SmtpMailer
from amends.outbox.handler import Handler
from amends.redress.issuing import Issuer, Ledger
from amends.redress.loading import Policies, load_policies
from amends.redress.payouts import PayoutHandler
from amends.redress.webhook import MOST_SECRETS, BadSecret, Webhook, key_of
from amends.sending.incidents import CARRIED, IncidentFile
from amends.settings import Settings, SettingsError
from amends.store.store import Store, open_store
from amends.store.tables import Message, Speaker
from amends.understanding.reading import Reading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """What a process needs to work on the record."""

    settings: Settings
    store: Store
    levels: ServiceLevels
    policies: Policies
    languages: Languages
    clock: Clock


def build_services(settings: Settings, *, clock: Clock = system_clock) -> Services:
    """Build the library.

    Raises PolicyError, IncidentsError, LanguageError and SettingsError for a file that cannot be used.
    """
    check_emergency_numbers(settings.country)
    incidents = IncidentFile(settings.incidents, topics=TOPICS)
    store = open_store(settings.database)
    store.carry({CARRIED: incidents})
    return Services(
        settings=settings,
        store=store,
        levels=service_levels_of(settings),
        policies=load_policies(settings.policy),
        languages=load_languages(),
        clock=clock,
    )


def check_emergency_numbers(country: str) -> None:
    """See that a customer in danger can be told whom to call. Raises SettingsError."""
    try:
        numbers_of(country)
    except (OSError, ValueError, KeyError) as error:
        why = str(error).splitlines()[0]
        raise SettingsError(
            f"{NUMBERS}: the emergency numbers cannot be read ({why}). Mend the file."
        ) from error


def service_levels_of(settings: Settings) -> ServiceLevels:
    """Return what the operator promises."""
    return ServiceLevels(
        hours=settings.hours,
        minutes_each=settings.minutes_per_conversation,
        first_answer_minutes=settings.first_answer_minutes,
        resolve_days=settings.resolve_days,
        update_hours=settings.update_hours,
        unclaimed_minutes=settings.unclaimed_minutes,
        silent_minutes=settings.silent_minutes,
        company=settings.company,
        mail=settings.mail_is_on,
    )


def issuer_of(settings: Settings, store: Store, clock: Clock) -> Issuer:
    """Return who issues accepted offers: the operator's webhook, or the built-in ledger where there is none.

    Raises SettingsError for a webhook that is not safe: without TLS, without a secret, with a bad or a third one.
    """
    if not settings.webhook_url:
        return Ledger(store, clock)
    url = urlsplit(settings.webhook_url)
    local = not url.username and url.hostname in ("localhost", "127.0.0.1", "::1")
    if url.scheme != "https" and not (url.scheme == "http" and local):
        raise SettingsError("AMENDS_WEBHOOK_URL must begin with https:// (http:// on this machine only).")
    secrets = [secret.get_secret_value() for secret in settings.webhook_secrets]
    if not 1 <= len(secrets) <= MOST_SECRETS:
        raise SettingsError("AMENDS_WEBHOOK_SECRETS: give one secret, or two while you change it.")
    try:
        keys = tuple(key_of(secret) for secret in secrets)
    except BadSecret as error:
        raise SettingsError(f"AMENDS_WEBHOOK_SECRETS: {error}.") from error
    return Webhook(settings.webhook_url, keys, clock, settings.webhook_timeout)


def outbox_handlers(services: Services, changed: Callable[[str], None]) -> list[Handler]:
    """Return what delivers the outbox: payouts always, e-mail where there is a mail server.

    `changed` is called with each conversation in which something was said or changed. Raises SettingsError.
    """
    settings, clock = services.settings, services.clock
    payouts = PayoutHandler(issuer_of(settings, services.store, clock))
    mailer = mailer_of(settings)
    if mailer is None:
        log.info("mail_is_off", why="AMENDS_SMTP_HOST is not set; customers are told in the chat alone")
        return [payouts]
    sender, company = settings.smtp_from, settings.company
    return [payouts, MailSender(mailer, clock, sender, company, services.languages, changed)]


def mailer_of(settings: Settings) -> Mailer | None:
    """Return the way to the mail server, or None where no e-mail is sent."""
    if not settings.mail_is_on:
        return None
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        timeout=settings.smtp_timeout,
    )


def readings(settings: Settings, client_ids: Collection[str]) -> dict[str, Reading]:
    """Return how customers' messages were read, by the id that their window gave them; for the operator's reports."""
    store = open_store(settings.database)
    wanted = frozenset(client_ids)
    try:
        with store.read() as session:
            query = select(Message.client_id, Message.reading).where(
                Message.speaker == Speaker.CUSTOMER, Message.reading.is_not(None)
            )
            found = {key: reading for key, reading in session.execute(query) if key in wanted and reading}
    finally:
        store.close()
    return {key: Reading.from_dict(reading) for key, reading in found.items()}
