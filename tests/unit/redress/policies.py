"""Policies for tests: the samples, and small ones of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from amends.redress.loading import load_policy
from amends.redress.policy import Policy

SHOP = load_policy(Path("data/policy/shop.yml"))
UTILITY = load_policy(Path("data/policy/utility.yml"))
SAMPLES = (SHOP, UTILITY)


def caps(offer: str, case: str, year: str) -> dict[str, str]:
    """Caps of one giver."""
    return {"offer": offer, "case": case, "customer_year": year}


def small_policy(*gives: dict[str, Any], **changed: Any) -> Policy:
    """A policy with one rule for everything, which gives `gives`."""
    written: dict[str, Any] = {
        "version": "small-1",
        "in_force_from": "2026-01-01",
        "currency": "EUR",
        "authority": {
            "bot": caps("20", "30", "50"),
            "agent": caps("100", "150", "300"),
            "lead": caps("1000", "1500", "3000"),
        },
        "rules": [
            {
                "id": "all",
                "topics": ["any"],
                "needs": ["order_number"],
                "gives": gives,
                "why": "Because it is so.",
            }
        ],
    }
    return Policy.model_validate(written | changed)
