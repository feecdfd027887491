"""The graph component that reads the intent, trained by `rasa train`, and how an intent is chosen.

`recall_first` names the intents nobody may miss (danger, a person, a threat) and what share of all other messages
each may take by mistake: training chooses the confidence from which it is taken, on examples the head had not seen.
`notice_danger` is the share of dangerous examples that a person is to read at least, where the bot does not act.
What is read with less than `unsure_below` is `nlu_fallback`, so that the customer is asked instead of misunderstood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from amends.understanding.choice_head import ChoiceHead, Watch
from amends.understanding.choosing import INTENT_DEFAULTS, IntentRule, intent_output
from amends.understanding.component import TrainedReader
from amends.understanding.danger import DANGERS


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentReader(TrainedReader, IntentClassifier):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Learns the intents of the training data, and writes `intent`, `intent_ranking` and `danger` onto each message."""

    artefact = INTENT
    advice = "Add examples to data/nlu."

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds where config.yml names none: nothing is unsure, nothing wins early."""
        return dict(INTENT_DEFAULTS)

    def labelled(self, examples: Sequence[Message]) -> tuple[list[Message], list[str]]:
        """Every example teaches its intent."""
        return list(examples), [str(example.get(INTENT)) for example in examples]

    def alarms(self) -> Mapping[str, float]:
        """The intents nobody may miss and the false alarms they may cost, as config.yml says."""
        return {str(name): float(share) for name, share in self._config["recall_first"].items()}

    def watch(self) -> Watch | None:
        """All dangerous intents together, as config.yml says how many are to be found; None where it says none."""
        finds = float(self._config["notice_danger"])
        return Watch(DANGERS, finds) if finds else None

    def write(self, message: Message, head: ChoiceHead, ranking: Sequence[tuple[str, float]]) -> None:
        """Set `intent`, `intent_ranking` and `danger`; without words it is not understood."""
        rule = IntentRule.of(self._config, head.least, head.noticed_from)
        for key, value in intent_output(ranking, rule).items():
            message.set(key, value, add_to_output=True)
