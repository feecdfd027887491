"""Phrases by which an answer is told: written plainly, found whatever the case, the blanks and the apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterable


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases. `*` stands for any ending; an apostrophe may be missing."""
    found = "|".join(
        re.escape(phrase).replace(r"\*", r"\w*").replace("'", "['’]?").replace(r"\ ", r"\s+")
        for phrase in phrases
    )
    return re.compile(rf"\b(?:{found})\b", re.IGNORECASE)
