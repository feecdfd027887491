"""What the dialogue takes from a turn: the frame that was heard, or one made of a button or an intent alone."""

from __future__ import annotations

from collections.abc import Callable

from amends.dialogue.turn import Turn
from amends.hearing.frame import About, Act, Clause, Demand, Form, Frame, Given, Hazard, Mark
from amends.understanding.reading import Level

COMPLAINS = 0.5
"""The chance of a complaint from which a message tells of a failure."""

SURE_OF_OTHER = 0.6
"""Said without heat, a demand of no kind that we know is one from this confidence on."""

PERHAPS_COMPLAINS = 0.3
"""The chance that is enough where they tell what happened and want a person for it."""

CALM_INTENTS = frozenset({"praise", "thank", "greet", "leave", "ask_bot", "out_of_scope", "done"})
"""Said without any heat, these are no complaint, however likely the other reader finds one."""

SURELY_COMPLAINS = 0.75
"""The chance from which it does so also where all it says is a demand or a question."""

_Clause = Callable[[str], Clause]

OF_INTENT: dict[str, _Clause] = {
    "complaint": lambda words: Clause(Act.TELL, words),
    "abuse": lambda words: Clause(Act.TELL, words),
    "want_vent": lambda words: Clause(Act.DEMAND, words, demand=Demand.LISTEN),
    "want_compensation": lambda words: Clause(Act.DEMAND, words, demand=Demand.COMPENSATION),
    "want_apology": lambda words: Clause(Act.DEMAND, words, demand=Demand.APOLOGY),
    "ask_person": lambda words: Clause(Act.DEMAND, words, demand=Demand.PERSON),
    "ask_case": lambda words: Clause(Act.ASK, words, form=Form.WHAT, about=About.CASE),
    "ask_bot": lambda words: Clause(Act.ASK, words, form=Form.WHAT, about=About.BOT),
    "inform": lambda words: Clause(Act.ANSWER, words, given=Given.FACT),
    "choose": lambda words: Clause(Act.ANSWER, words, given=Given.FACT),
    "done": lambda words: Clause(Act.ANSWER, words, given=Given.DONE),
    "affirm": lambda words: Clause(Act.ANSWER, words, given=Given.YES),
    "deny": lambda words: Clause(Act.ANSWER, words, given=Given.NO),
    "correct": lambda words: Clause(Act.CORRECT, words),
    "thank": lambda words: Clause(Act.THANK, words),
    "praise": lambda words: Clause(Act.THANK, words),
}
"""What a message says where only its intent is known: a pressed button, or a reader that failed."""

IMPLY_A_FAILURE = frozenset(
    {
        Demand.REFUND, Demand.REPLACEMENT, Demand.REPAIR, Demand.WHEREABOUTS, Demand.CORRECTION, Demand.STOP,
        Demand.EXPLANATION, Demand.CONSEQUENCE, Demand.CHANGE, Demand.APOLOGY, Demand.COMPENSATION, Demand.UNLOCK,
    }
)  # fmt: skip
"""Whoever demands these has had something go wrong, also where they do not tell what."""

TOLD_BY_MARK = {"threat_legal": Mark.LEGAL, "threat_public": Mark.PUBLIC, "threat_leave": Mark.LEAVING}
"""An intent that threatens -> the mark by which a second reading finds the same."""


def frame_of(turn: Turn) -> Frame:
    """Return what the message says; of a pressed button what it means."""
    frame = turn.reading.frame
    if frame.clauses and not turn.pressed:
        return frame
    made = OF_INTENT.get(turn.intent)
    return Frame((made(turn.text),)) if made else frame


def wanted(turn: Turn, *kinds: Demand) -> tuple[Clause, ...]:
    """Return what they want done, of these kinds or of any; what they do not want is none of it."""
    calm = turn.reading.emotion.level is Level.CALM and turn.intent in CALM_INTENTS - {"out_of_scope"}
    return tuple(
        clause
        for clause in frame_of(turn).demands
        if not clause.negative
        and (not kinds or clause.demand in kinds)
        and not (calm and clause.demand is Demand.OTHER and clause.confidence < SURE_OF_OTHER)
    )


def refused(turn: Turn) -> tuple[Clause, ...]:
    """Return what they do not want."""
    return tuple(clause for clause in frame_of(turn).demands if clause.negative)


def asked(turn: Turn) -> tuple[Clause, ...]:
    """Return what they ask."""
    return frame_of(turn).questions


def gave(turn: Turn, *kinds: Given) -> bool:
    """Say whether they answered in one of these ways."""
    return frame_of(turn).given(*kinds)


def tells(turn: Turn) -> bool:
    """Say whether they tell something of what happened, or put it right."""
    return any(clause.act in (Act.TELL, Act.CORRECT) for clause in frame_of(turn).clauses)


def told_by(turn: Turn) -> str:
    """Return what they tell of what happened, in their words, without what they demand and ask."""
    frame = turn.reading.frame
    if turn.pressed or not frame.clauses:
        return turn.told
    return " ".join(clause.words.strip() for clause in frame.doing(Act.TELL))


def complains(turn: Turn) -> bool:
    """Say whether they tell of a failure: only then is an apology due (METHOD M3, M30)."""
    if turn.pressed:
        return False
    reading = turn.reading
    chance = reading.complaint if reading.complaint is not None else float(reading.intent == "complaint")
    told = not reading.frame.clauses or any(reading.frame.doing(Act.TELL))
    implied = bool(wanted(turn, *IMPLY_A_FAILURE)) and reading.intent not in ("praise", "thank")
    if reading.intent in CALM_INTENTS and reading.emotion.level is Level.CALM and not implied:
        return False
    likely = PERHAPS_COMPLAINS if reading.intent == "ask_person" else COMPLAINS
    if chance >= SURELY_COMPLAINS or (told and (chance >= likely or reading.intent == "complaint")):
        return True
    return implied


def threatens(turn: Turn, intent: str) -> bool:
    """Say whether they threaten so: two readings must find it, since it goes on the record."""
    if turn.intent != intent or turn.pressed:
        return False
    frame = turn.reading.frame
    if not frame.clauses:
        return True
    if intent == "threat_violence":
        return frame.hazard is Hazard.VIOLENCE
    return TOLD_BY_MARK[intent] in frame.marks


def says_only(turn: Turn, *acts: Act) -> bool:
    """Say whether all that they say does one of these things."""
    clauses = frame_of(turn).clauses
    return bool(clauses) and all(clause.act in acts for clause in clauses)
