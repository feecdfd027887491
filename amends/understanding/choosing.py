"""From a ranking of names to what is said of a message: the intent, and the topic of a complaint. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from amends.understanding.danger import danger_in
from amends.understanding.reading import NOT_UNDERSTOOD

COMPLAINT = "complaint"
TOPIC = "topic"
NO_TOPIC = "none"
"""What having no topic is called while learning; on the message it is None."""

RANKED = 10
"""How many intents the ranking shows."""

INTENT_DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {"unsure_below": 0.0, "recall_first": {}, "notice_danger": 0.0}
)
"""The settings of IntentReader where config.yml names none: nothing is unsure, wins early or is noticed."""

Ranking = Sequence[tuple[str, float]]
"""Names with their confidences (0..1), the likeliest first; empty where there were no words."""


@dataclass(frozen=True, slots=True)
class IntentRule:
    """How an intent is chosen: less than `unsure_below` is not understood.

    `first`: intents nobody may miss, each with the confidence from which it is taken, in the order of danger.
    `noticed_from`: the summed confidence of all dangerous intents from which a person is to read the message; with
    None nobody is.
    """

    unsure_below: float = 0.0
    first: Mapping[str, float] = field(default_factory=dict)
    noticed_from: float | None = None

    @classmethod
    def of(
        cls, config: Mapping[str, Any], least: Mapping[str, float], noticed_from: float | None = None
    ) -> IntentRule:
        """The rule of IntentReader's settings and its head's thresholds. Raises KeyError where a setting is missing."""
        first = {str(name): least[name] for name in config["recall_first"] if name in least}
        return cls(float(config["unsure_below"]), first, noticed_from)


def choose(ranking: Ranking, rule: IntentRule) -> tuple[str, float]:
    """The intent of a ranking and its confidence.

    The first of `rule.first` that reaches its own threshold wins; else the likeliest, or NOT_UNDERSTOOD where
    that is below `unsure_below` (its confidence is then that of not having understood).
    """
    chances = dict(ranking)
    for name, least in rule.first.items():
        if chances.get(name, 0.0) >= least:
            return name, chances[name]
    name, confidence = ranking[0] if ranking else (NOT_UNDERSTOOD, 0.0)
    if confidence < rule.unsure_below or not ranking:
        return NOT_UNDERSTOOD, round(1 - confidence, 4)
    return name, confidence


def intent_output(ranking: Ranking, rule: IntentRule) -> dict[str, Any]:
    """What stands on a message for a ranking: `intent` {name, confidence}, `intent_ranking`, `danger` (Danger)."""
    name, confidence = choose(ranking, rule)
    shown = [{"name": name, "confidence": chance} for name, chance in ranking[:RANKED]]
    danger = danger_in(ranking, noticed_from=rule.noticed_from)
    return {
        "intent": {"name": name, "confidence": confidence},
        "intent_ranking": shown,
        "danger": danger.to_dict() if danger else None,
    }


def choose_topic(ranking: Ranking, *, complaint: bool) -> dict[str, Any]:
    """The topic of a ranking as it stands on the message: {name, confidence 0..1}.

    A complaint is always about something, so that its likeliest topic is taken, with its share among the topics.
    """
    if complaint:
        topics = [(name, chance) for name, chance in ranking if name != NO_TOPIC]
        total = sum(chance for _, chance in topics)
        ranking = [(name, round(chance / total, 4)) for name, chance in topics] if total else []
    name, confidence = next(iter(ranking), (NO_TOPIC, 0.0))
    return {"name": None if name == NO_TOPIC else name, "confidence": confidence}
