"""What the demo's bot reads in a text: it is written into the text, so that no model is needed."""

from __future__ import annotations

import re

from amends.cases.urgency import heat_level
from amends.understanding.reading import Emotion, Fact, Reading

_MARKED = re.compile(r"\[([^\]]*)\]")
_FACTS = (
    ("order_number", re.compile(r"\border (?:number )?(\d{5})\b")),
    ("email", re.compile(r"\b(\S+@mail\.example)\b")),
)
_SUM = re.compile(r"\b(\d{1,4}) euros\b")
LABELS = ((0.55, "anger"), (0.35, "frustration"), (0.2, "disappointment"), (0.0, "calm"))
"""What a feeling is called, from which intensity (0..1) on."""


def read_marked(
    text: str, *, intent: str, heat: float, topic: str | None = None, label: str | None = None
) -> tuple[str, Reading]:
    """Return a text without its [marks], and its reading: the marks are the evidence. `heat`: 0..1."""
    plain, spans, at = "", [], 0
    for found in _MARKED.finditer(text):
        plain += text[at : found.start()]
        spans.append((len(plain), len(plain) + len(found[1])))
        plain, at = plain + found[1], found.end()
    plain += text[at:]
    named = label or next(name for least, name in LABELS if heat >= least)
    emotion = Emotion(named, round(heat, 3), heat_level(heat), 0.86, tuple(spans))
    return plain, Reading(intent, 0.93, emotion, topic, 0.85 if topic else 0.0, _facts(plain))


def _facts(text: str) -> tuple[Fact, ...]:
    found = [
        Fact(kind, m[1], m.start(1), m.end(1)) for kind, pattern in _FACTS for m in pattern.finditer(text)
    ]
    found += [Fact("amount", f"{m[1]}.00 EUR", m.start(1), m.end(1)) for m in _SUM.finditer(text)]
    return tuple(found)
