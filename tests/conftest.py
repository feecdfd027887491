"""What every suite shares: a clock that stands still, settings of their own, and the two real databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text

from amends.bootstrap import service_levels_of
from amends.casework.handoff import ServiceLevels
from amends.run.model import ensure_model
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import Store, open_store
from amends.tools.measure.postgres import own_postgres
from tests.processes import ROOT

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


hypothesis_settings.register_profile("any-machine", deadline=None)
hypothesis_settings.load_profile("any-machine")
"""How long an example takes says how busy the machine is."""

KEPT = {"AMENDS_CHROMIUM", "AMENDS_TEST_MODEL", "AMENDS_JOURNEY"}
"""What a person who runs the tests may say; a machine's own settings are kept out."""

ORDER = ("unit", "integration", "nlu", "dialogue", "e2e")
"""Quick ones first; the browser last, since its driver keeps an event loop that asynchronous tests cannot share."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the suites in that order."""
    root = Path(__file__).parent
    items.sort(key=lambda item: ORDER.index(item.path.relative_to(root).parts[0]))


class StillClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move the clock, by what timedelta takes."""
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AMENDS_") and name not in KEPT]:
        monkeypatch.delenv(name)


@pytest.fixture
def clock() -> StillClock:
    """A Monday noon in UTC."""
    return StillClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of their own, open on working days from 8 to 18 UTC."""
    return Settings(var=tmp_path / "var", timezone="UTC", company="Example Shop")


@pytest.fixture
def levels(settings: Settings) -> ServiceLevels:
    """What the test's operator promises."""
    return service_levels_of(settings)


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of AMENDS_TEST_MODEL, or the one `make run` would use, trained first if it is not current."""
    given = os.environ.get("AMENDS_TEST_MODEL")
    return Path(given) if given else ensure_model(Settings(var=ROOT / "var"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A real PostgreSQL, started for the suite; what it holds need not outlive a loss of power.

    Not in pytest's own folder: PostgreSQL runs as a user of its own, and every start of pytest closes that one.
    """
    with own_postgres() as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """The name of each database that we support."""
    return str(request.param)


@pytest.fixture
def empty_store(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[Store]:
    """A store without any schema yet, on each database that we support."""
    if backend == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path / 'amends.db'}")
    else:
        opened = open_store(_new_database(request.getfixturevalue("postgres_server"), tmp_path.name))
    yield opened
    opened.close()


@pytest.fixture
def store_url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> str:
    """The address of a migrated database of the test's own, on each database that we support."""
    if backend == "sqlite":
        path = tmp_path / "amends.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    template = request.getfixturevalue("migrated_database")
    return _new_database(request.getfixturevalue("postgres_server"), tmp_path.name, template)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A migrated store, on each database that we support."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A migrated SQLite store, for what does not depend on the database."""
    path = tmp_path / "amends.db"
    shutil.copyfile(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    path = tmp_path_factory.mktemp("migrated") / "amends.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_server: Any) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = "migrated"
    upgrade(_new_database(postgres_server, name))
    return name


def _new_database(server: Any, name: str, template: str = "template1") -> str:
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    database = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'))
    admin.dispose()
    return str(server.get_uri(database=database)).replace("postgresql://", "postgresql+psycopg://")
