"""Migrations: bring the database to the schema that this version knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from amends.store.store import open_store

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Migrate the database at `url` (a SQLAlchemy URL) to the newest schema. Running it again changes nothing."""
    store = open_store(url)
    try:
        upgrade_engine(store.engine)
    finally:
        store.close()


def upgrade_engine(engine: Engine, revision: str = "head") -> None:
    """Migrate the database behind `engine` up to `revision`, in one transaction."""
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Say whether the database has the newest schema."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
