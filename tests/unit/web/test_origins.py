"""Which pages may talk to the front desk."""

from __future__ import annotations

import pytest

from amends.settings import Settings
from amends.web.origins import is_allowed, is_loopback

LISTED = Settings(allowed_origins=["https://shop.example"])


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://shop.example", True),
        ("https://desk.example", True),
        ("https://shop.example.evil.example", False),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("null", False),
        ("", False),
    ],
)
def test_our_own_page_and_those_on_the_list(origin: str | None, allowed: bool) -> None:
    assert is_allowed(origin, "desk.example", LISTED) is allowed


@pytest.mark.parametrize(
    ("address", "own"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("testclient", False)]
)
def test_this_machine(address: str, own: bool) -> None:
    assert is_loopback(address) is own
