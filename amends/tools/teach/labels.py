"""What the encoder says of each token and of the whole message: the layers, in the order of its outputs."""

from __future__ import annotations

from amends.hearing.frame import About, Act, Demand, Form, Given, Hazard, Mark, Tense, Whose

OBJECT = ("outside", "begins", "inside")
NONE = "none"

OF_A_TOKEN: dict[str, tuple[str, ...]] = {
    "begins": ("begins",),
    "object": OBJECT,
    "act": tuple(act.value for act in Act),
    "demand": tuple(kind.value for kind in Demand),
    "form": tuple(form.value for form in Form),
    "about": tuple(about.value for about in About),
    "given": tuple(given.value for given in Given),
    "negative": ("negative",),
    "whose": tuple(whose.value for whose in Whose),
}
"""Layer -> its labels. A layer of one label is a yes or no; `begins` is of the clause, `object` of the word."""

OF_A_MESSAGE: dict[str, tuple[str, ...]] = {
    "hazard": (NONE, *(hazard.value for hazard in Hazard)),
    "tense": (NONE, *(tense.value for tense in Tense)),
    "marks": tuple(mark.value for mark in Mark),
}
"""Layer -> its labels; each of `marks` is a yes or no by itself."""


def width(layers: dict[str, tuple[str, ...]]) -> int:
    """Return how many numbers the layers take."""
    return sum(len(labels) for labels in layers.values())


def places(layers: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """Return where each layer's numbers stand: half-open."""
    found, at = {}, 0
    for name, labels in layers.items():
        found[name] = (at, at + len(labels))
        at += len(labels)
    return found
