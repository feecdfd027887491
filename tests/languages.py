"""The languages that we speak, read once for all tests."""

from __future__ import annotations

from amends.languages.loading import load_languages

LANGUAGES = load_languages()
ENGLISH = LANGUAGES.default
