"""Somebody to talk with."""

from __future__ import annotations

import pytest

from amends.casework.handoff import ServiceLevels
from amends.store.store import Store
from tests.integration.dialogue.customers import Customer


@pytest.fixture
def customer(sqlite_store: Store, levels: ServiceLevels) -> Customer:
    """A customer at noon on a Monday, with nobody at the desk."""
    return Customer(sqlite_store, levels)
