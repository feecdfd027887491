"""Whom a customer in danger is told to call: known for every country, and checked when a process starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.bootstrap import check_emergency_numbers
from amends.dialogue import danger
from amends.settings import SettingsError


@pytest.mark.parametrize("country", ["DE", "gb", "", "XX"])
def test_every_country_has_numbers(country: str) -> None:
    check_emergency_numbers(country)


@pytest.mark.parametrize(
    "content", [None, "- no", "DE: {emergency: '112'}", "other: [", "other: {emergency: '112'}"]
)
def test_a_file_that_cannot_be_used_is_named_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "data").mkdir()
        (tmp_path / danger.NUMBERS).write_text(content)
    monkeypatch.chdir(tmp_path)
    danger.numbers_of.cache_clear()
    with pytest.raises(SettingsError, match=r"emergency_numbers.yml: the emergency numbers cannot be read"):
        check_emergency_numbers("FR")
    danger.numbers_of.cache_clear()
