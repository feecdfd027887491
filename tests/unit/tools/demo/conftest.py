"""One made-up customer."""

from __future__ import annotations

import pytest

from amends.tools.demo.plan import Customer, Way
from tests.conftest import MONDAY_NOON


@pytest.fixture
def customer() -> Customer:
    """Somebody whose kettle is late."""
    slots = {"order": "70123", "days": "9", "sum": "40", "item": "kettle"}
    return Customer(1, MONDAY_NOON, "late_delivery", Way.FAIR, None, "a@mail.example", 0.7, slots, 1)
