"""Plain danger first: the words that fit the hazard, with the numbers of the country (METHOD M29).

Words only where danger is plain; doubt goes to a person silently (amends.casework.danger_review).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from amends.cases.escalation import Reason
from amends.dialogue.turn import Turn
from amends.hearing.frame import Hazard, Tense
from amends.languages.line import Line

PLAIN = 0.5
"""The chance (0..1) of a present danger from which its words are said: the reader's card says how it was chosen."""

NUMBERS = Path("data/emergency_numbers.yml")


class EmergencyNumbers(BaseModel):
    """Whom to call in a country. `crisis`: somebody to talk to at any hour, free of charge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency: str
    crisis: str
    gas: str | None = None


@cache
def numbers_of(country: str, file: Path = NUMBERS) -> EmergencyNumbers:
    """Return the numbers of a country (ISO 3166-1 alpha-2), or those under `other`.

    Raises OSError, ValueError, or KeyError without an `other`.
    """
    try:
        plain = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"it is no YAML: {error}") from error
    known = TypeAdapter(dict[str, EmergencyNumbers]).validate_python(plain)
    return known.get(country.upper()) or known["other"]


def is_plain_danger(turn: Turn) -> bool:
    """Say whether somebody is plainly in danger now; who threatens is answered by a person, without such words."""
    frame = turn.reading.frame
    if turn.pressed or frame.hazard in (None, Hazard.VIOLENCE):
        return False
    return frame.tense is Tense.PRESENT and frame.danger >= PLAIN


def danger_line(turn: Turn, country: str) -> Line:
    """Return the words for the hazard. Raises LookupError where nothing endangers anybody."""
    hazard = turn.reading.frame.hazard
    if hazard is None:
        raise LookupError("no hazard")
    numbers = numbers_of(country)
    slots = {
        "emergency": numbers.emergency,
        "crisis": numbers.crisis,
        "gas": numbers.gas or numbers.emergency,
    }
    return Line(f"danger_{hazard.value}", slots)


def danger_reason(turn: Turn) -> Reason:
    """Return why a person comes: somebody speaks of harming themselves, or something endangers somebody."""
    return Reason.SELF_HARM if turn.reading.frame.hazard is Hazard.SELF_HARM else Reason.SAFETY
