"""The docs tell today's story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amends.cases.state import State
from amends.settings import Settings
from amends.store.tables import Case

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described_and_documented_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    row = next(
        (
            line
            for line in (ROOT / "docs/settings.md").read_text().splitlines()
            if f"`AMENDS_{name.upper()}`" in line
        ),
        "",
    )
    assert field.description
    assert field.description in row
    if field.default not in (None, "", []):
        assert f"`{field.default}`" in row


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"`AMENDS_([A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))
    assert documented == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=lambda p: p.name
)
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_column_of_the_case_record_is_in_its_page_or_is_only_plumbing() -> None:
    page = (ROOT / "docs/case-record.md").read_text()
    plumbing = {
        "id", "conversation_id", "state", "assignee_id", "emotion_now", "escalated_at", "waiting_since",
        "resolved_by", "resolved_at", "told_message_id", "heat_start", "heat_peak", "heat_now",
    }  # fmt: skip
    missing = {c.name for c in Case.__table__.columns} - plumbing - set(re.findall(r"`(\w+)`", page))
    assert not missing


def test_every_state_of_a_case_is_one_word_that_the_code_explains() -> None:
    source = (ROOT / "amends/cases/state.py").read_text()
    assert all(state.value in source.split('"""')[1] for state in State)
