"""The help sheet tells every key that there is, and none that there is not."""

from __future__ import annotations

import re

from amends.web.app import STATIC
from tests.processes import ROOT

SHEET = ROOT / "amends/web/templates/desk/_help.html"
OF_THE_BROWSER = {"Enter", "Esc", "Ctrl Enter", "Ctrl Shift Enter"}


def test_the_sheet_and_the_script_know_the_same_keys() -> None:
    script = (STATIC / "desk-keys.js").read_text()
    keys = script.split("const KEYS = {")[1].split("\n  };")[0]
    acted_on = set(re.findall(r'^    "?([^" :])"?: \(', keys, flags=re.MULTILINE))
    told = set(re.findall(r'\("([^"]+)", "[^"]+"\)', SHEET.read_text()))
    assert acted_on == told - OF_THE_BROWSER
    assert len(acted_on) >= 14
