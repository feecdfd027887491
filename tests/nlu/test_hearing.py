"""How well frames are heard, on messages by a hand that wrote none to teach with. Figures: docs/model-card.md."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from amends.dialogue.consent import Consent, consent_in
from amends.hearing.frame import Asked
from amends.hearing.hearer import load_hearer
from amends.hearing.labelled import read_labelled
from amends.tools.teach.evaluate import HearingFigures, measure
from tests.languages import ENGLISH

HELD_OUT = Path(__file__).parent / "held_out"

FLOORS = {
    "frames": {
        "act": 0.86, "demand_found": 0.91, "demand_kind": 0.82, "question_found": 0.95, "question_kind": 0.80,
        "answer_kind": 0.70, "negative": 0.92,
    },
    "danger": {"plain_found": 0.60, "quiet": 0.93},
}  # fmt: skip
"""Shares (0..1) below which a figure may not fall. Of plain danger 58 of 60 and 2 of 240 are the aim, not reached."""


@pytest.fixture(scope="module", params=FLOORS)
def measured(request: pytest.FixtureRequest) -> tuple[str, HearingFigures]:
    messages = list(read_labelled(HELD_OUT / f"{request.param}.txt"))
    assert len(messages) >= 200
    return request.param, measure(messages, load_hearer())


def test_no_figure_of_hearing_falls_below_its_floor(measured: tuple[str, HearingFigures]) -> None:
    name, figures = measured
    below = {
        kind: str(getattr(figures, kind))
        for kind, floor in FLOORS[name].items()
        if getattr(figures, kind).share < floor
    }
    assert below == {}


def lines(name: str) -> list[str]:
    return [
        line for line in (HELD_OUT / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def taken(text: str) -> bool:
    """Say whether the answer to "a voucher of 5 euros. Shall I?" is taken for a yes."""
    found = consent_in(text, load_hearer().hear(text, Asked.OFFER), ENGLISH.consent, amount=Decimal(5))
    return found in (Consent.YES, Consent.YES_AND_WHEN)


def test_nothing_is_issued_by_what_is_no_yes() -> None:
    refusals = lines("consent")
    assert len(refusals) == 300
    assert [text for text in refusals if taken(text)] == []


def test_most_plain_yeses_are_taken() -> None:
    yeses = lines("yes")
    assert sum(taken(text) for text in yeses) >= 0.88 * len(yeses)
