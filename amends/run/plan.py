"""Which processes Amends consists of, in which order they start, and with what environment. Pure."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.bot.environment import rasa_environment
from amends.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder of the bot's files: domain.yml, config.yml, data."""

LOOPBACK: Final = "127.0.0.1"

QUIET: Final[Mapping[str, str]] = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # Libraries warn of what they will drop one day (see quietly.py too); errors and other warnings still show.
    "PYTHONWARNINGS": ",".join(
        f"ignore::{category}"
        for category in ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ImportWarning")
    ),
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL_MATPLOTLIB": "ERROR",
    "LOG_LEVEL_RABBITMQ": "ERROR",
    "LOG_LEVEL_KAFKA": "ERROR",
    "PYTHONUNBUFFERED": "1",
}
"""Keeps the noise of Rasa's libraries out of the log, and Rasa from calling home."""

QUIETLY: Final = (sys.executable, "-m", "amends.run.quietly")
WITHOUT_TENSORFLOW: Final = (sys.executable, "-m", "amends.run.without_tensorflow")

UNLOADABLE: Final = "Could not load model"
"""What Rasa logs when it cannot load its model; it then goes on running without one."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process under the supervisor.

    `stage`: lower ones start first and stop last. `start_limit`: seconds it has to become healthy at first.
    `hopeless`: a text in its output after which waiting is useless, because its model cannot be loaded.
    """

    name: str
    command: tuple[str, ...]
    health: str
    stage: int
    start_limit: float
    environment: Mapping[str, str]
    hopeless: str | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """A place where one of our processes listens, and the setting that moves it."""

    host: str
    number: int
    setting: str
    owner: str


def ports(settings: Settings) -> tuple[Port, ...]:
    """Return every port that Amends listens on."""
    return (
        Port(settings.host, settings.port, "AMENDS_PORT", "the front desk"),
        Port(LOOPBACK, settings.rasa_port, "AMENDS_RASA_PORT", "Rasa"),
        Port(LOOPBACK, settings.actions_port, "AMENDS_ACTIONS_PORT", "the action server"),
    )


def training_environment(settings: Settings) -> dict[str, str]:
    """Return what is added to the environment of a training; it needs no secret."""
    return {**QUIET, "RASA_CACHE_DIRECTORY": str((settings.var / "cache" / "rasa").absolute())}


def plan(settings: Settings, model: Path) -> tuple[Process, ...]:
    """Return the three processes: the bot starts before the front desk and stops after it. Raises SettingsError.

    So a customer who writes in the first or the last second meets a bot, not a handoff because there is none.
    """
    bot = {**QUIET, **rasa_environment(settings)}
    rasa = (
        *(*WITHOUT_TENSORFLOW, "rasa", "run", "--interface", LOOPBACK, "--port", str(settings.rasa_port)),
        *("--model", str(model), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
    )
    return (
        Process(
            name="actions",
            command=(*QUIETLY, "actions"),
            health=f"http://{LOOPBACK}:{settings.actions_port}/health",
            stage=0,
            start_limit=120,
            environment=bot,
        ),
        Process(
            name="rasa",
            command=rasa,
            health=f"http://{LOOPBACK}:{settings.rasa_port}/webhooks/frontdesk/",
            stage=0,
            start_limit=240,
            environment=bot,
            hopeless=UNLOADABLE,
        ),
        Process(
            name="front desk",
            command=(sys.executable, "-m", "amends", "serve"),
            health=f"{address(settings)}/healthz",
            stage=1,
            start_limit=120,
            environment=QUIET,
        ),
    )


def address(settings: Settings) -> str:
    """Return the front desk's address as a browser on this machine reaches it."""
    host = LOOPBACK if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
