"""When a conversation is handed over without being asked for, and the severity of a case (METHOD M4, R8)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, StrEnum


class Reason(StrEnum):
    """Why a person is brought in."""

    ASKED = "asked_for_a_person"
    HEAT = "heat_stays_high"
    LEGAL = "legal_threat"
    PUBLIC = "public_threat"
    LEAVING = "wants_to_leave"
    VIOLENCE = "threat_of_violence"
    SAFETY = "product_danger"
    SELF_HARM = "self_harm"
    AUTHORITY = "beyond_the_bots_authority"
    MISUNDERSTOOD = "misunderstood_twice"
    BOT_FAILED = "bot_failed"
    PERSONAL_APOLOGY = "personal_apology"
    WISH = "wish_needs_a_person"
    REOPENED = "not_settled_after_all"
    LANGUAGE = "another_language"
    RETURNING = "says_a_record_is_theirs"
    MISSING_FACT = "a_fact_is_missing"


class Severity(IntEnum):
    """How grave a case is: 1 is a nuisance, 4 is danger to somebody."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    DANGER = 4


SEVERITY: dict[Reason, Severity] = {
    Reason.SAFETY: Severity.DANGER,
    Reason.SELF_HARM: Severity.DANGER,
    Reason.VIOLENCE: Severity.DANGER,
    Reason.LEGAL: Severity.HIGH,
    Reason.PUBLIC: Severity.HIGH,
    Reason.LEAVING: Severity.HIGH,
    Reason.HEAT: Severity.HIGH,
    Reason.REOPENED: Severity.HIGH,
}

REASON_OF_INTENT: dict[str, Reason] = {
    "ask_person": Reason.ASKED,
    "threat_legal": Reason.LEGAL,
    "threat_public": Reason.PUBLIC,
    "threat_leave": Reason.LEAVING,
    "threat_violence": Reason.VIOLENCE,
    "danger_product": Reason.SAFETY,
    "danger_self_harm": Reason.SELF_HARM,
}

MISUNDERSTANDINGS = 2
HEAT = 0.75
LASTING = 4


def severity_of(reason: Reason) -> Severity:
    """Return how grave a handoff for `reason` is; medium where nothing says otherwise."""
    return SEVERITY.get(reason, Severity.MEDIUM)


def must_hand_off(heat: Sequence[float], *, misunderstood: int = 0, listening: bool = False) -> Reason | None:
    """Return why a person must come now, or None (METHOD M4, M5).

    `heat` is the intensity (0..1) of the customer's messages, oldest first. Heat lasts when the newest
    messages (4; 7 while the customer only wants to be listened to) are all at 0.75 or more and do not fall.
    Two misunderstandings in a row hand over.
    """
    if misunderstood >= MISUNDERSTANDINGS:
        return Reason.MISUNDERSTOOD
    span = LASTING + 3 if listening else LASTING
    newest = list(heat)[-span:]
    if len(newest) == span and min(newest) >= HEAT and newest[-1] >= newest[0]:
        return Reason.HEAT
    return None
