"""The graph component that reads the intent, trained by `rasa train`.

An intent nobody may miss (danger, a person, a threat) wins already at the confidence given in `recall_first`; what
is read with less than `unsure_below` is `nlu_fallback`, so that the customer is asked instead of misunderstood.

It takes the place of Rasa's CountVectorsFeaturizer, LogisticRegressionClassifier and FallbackClassifier: the same
kind of model over the features that emotion and topic use too, more accurate on data/nlu and fitted in seconds
(docs/model-card.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from amends.understanding.choice_head import REMEDY, ChoiceHead, TooFewExamplesError, train_choice
from amends.understanding.head import ArtefactError
from amends.understanding.reading import NOT_UNDERSTOOD

RANKING = "intent_ranking"
RANKED = 10
"""How many intents the ranking shows."""


class UntrainedIntentsError(Exception):
    """Training examples from which no intent can be learnt; the message says what to write."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentReader(IntentClassifier, GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Learns the intents of the training data, and writes `intent` and `intent_ranking` onto each message."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: ChoiceHead | None = None,
    ) -> None:
        """Read with `head`; without one, it has to be trained first."""
        self._unsure_below = float(config["unsure_below"])
        self._recall_first = {str(name): float(least) for name, least in config["recall_first"].items()}
        self._model_storage = model_storage
        self._resource = resource
        self._head = head

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds where config.yml names none: nothing is unsure, nothing wins early."""
        return {"unsure_below": 0.0, "recall_first": {}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentReader:
        """A reader to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents and keep them in the model. Raises UntrainedIntentsError where there are too few."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        try:
            self._head = train_choice(
                [str(example.get(TEXT)) for example in examples],
                [str(example.get(INTENT)) for example in examples],
            )
        except TooFewExamplesError as error:
            raise UntrainedIntentsError(
                f"IntentReader can't be trained: {error}. Add examples to data/nlu."
            ) from error
        with self._model_storage.write_to(self._resource) as folder:
            self._head.save(folder, INTENT)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentReader:
        """The reader of a trained model. Raises ArtefactError where its part of the model is damaged."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, ChoiceHead.load(folder, INTENT))
        except ValueError as error:
            raise ArtefactError(f"The model holds no intents ({error}). {REMEDY}") from error

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking` on each message that has text; without words it is not understood."""
        for message in messages:
            if self._head is None or message.get(TEXT) is None:
                continue
            ranking = self._head.rank(message.get(TEXT))
            name, confidence = choose(ranking, self._recall_first, self._unsure_below)
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
            shown = [{"name": name, "confidence": chance} for name, chance in ranking[:RANKED]]
            message.set(RANKING, shown, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component learns from a predicted intent."""
        return training_data


def choose(
    ranking: Sequence[tuple[str, float]], recall_first: Mapping[str, float], unsure_below: float
) -> tuple[str, float]:
    """The intent of a ranking (likeliest first) and its confidence.

    The first of `recall_first` that reaches its own threshold wins; else the likeliest, or NOT_UNDERSTOOD where
    that is below `unsure_below` (its confidence is then that of not having understood).
    """
    chances = dict(ranking)
    for name, least in recall_first.items():
        if chances.get(name, 0.0) >= least:
            return name, chances[name]
    name, confidence = ranking[0] if ranking else (NOT_UNDERSTOOD, 0.0)
    if confidence < unsure_below or not ranking:
        return NOT_UNDERSTOOD, round(1 - confidence, 4)
    return name, confidence
