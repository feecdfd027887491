"""What axe-core finds on a page: the rules of WCAG that a program can check."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from tests.processes import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def need_the_checker() -> None:
    """Skip with the reason where axe-core is not installed; in CI that is a failure."""
    if not AXE.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "axe-core is not installed: run `npm ci`"
        )


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe-core finds, each as its rule and the places; by all of its rules, or by `rules` alone."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("asked => axe.run(asked).then((result) => result.violations)", asked)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
