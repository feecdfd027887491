"""An empty store for the desk's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends.store.store import Store, open_store
from amends.store.tables import Base

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with every table and nothing in them."""
    opened = open_store(f"sqlite:///{tmp_path / 'amends.db'}")
    with opened.engine.execution_options(write=True).begin() as connection:
        Base.metadata.create_all(connection)
    yield opened
    opened.close()
