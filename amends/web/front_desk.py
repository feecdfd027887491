"""The front desk's parts, built once and handed to every route."""

from __future__ import annotations

import hashlib
import socket
from dataclasses import dataclass

from amends.bootstrap import Services
from amends.realtime.hub import Hub
from amends.settings import Settings
from amends.turns.bot import Bot
from amends.turns.lease import NAME_LENGTH
from amends.turns.turns import Turns
from amends.web.limits import Rate, Sockets
from amends.web.tokens import Tokens


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """What the routes of widget and desk work with."""

    services: Services
    bot: Bot
    hub: Hub
    turns: Turns
    tokens: Tokens
    messages: Rate
    sessions: Rate
    sign_ins: Rate
    checks: Rate
    sockets: Sockets


def name_of(settings: Settings) -> str:
    """Return the front desk's name: its machine, folder and port, which no other process has at the same time."""
    place = f"{socket.gethostname()}:{settings.var.absolute()}:{settings.port}"
    return hashlib.sha256(place.encode()).hexdigest()[:NAME_LENGTH]


def build_front_desk(services: Services, bot: Bot) -> FrontDesk:
    """Put the front desk together around a library and a bot."""
    settings = services.settings
    hub = Hub()
    return FrontDesk(
        services=services,
        bot=bot,
        hub=hub,
        turns=Turns(
            services.store,
            bot,
            hub,
            services.clock,
            services.levels,
            services.languages,
            name=name_of(settings),
        ),
        tokens=Tokens(settings.signing_secret(), days=settings.session_days),
        messages=Rate(settings.messages_per_minute),
        sessions=Rate(settings.sessions_per_minute),
        sign_ins=Rate(settings.sign_ins_per_minute),
        checks=Rate(settings.checks_per_minute),
        sockets=Sockets(altogether=settings.sockets, each=settings.sockets_per_conversation),
    )
