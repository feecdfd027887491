"""The graph component that computes what all heads look at, once for each message."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from amends.understanding.component import FEATURE
from amends.understanding.encoder import load_encoder
from amends.understanding.sentence import features_of


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class MessageFeaturizer(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Sets the words, their weights and the sentence's vector on each message, for the readers after it.

    Loading the encoder here means that a missing or damaged one stops `rasa train` and the server's start.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageFeaturizer:
        """Load the encoder. Raises EncoderError, which says what to run."""
        load_encoder()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the feature on each message that has text; it is no part of the parse result."""
        _set_features(messages, processes=1)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the feature on each example, with all processors: there are thousands."""
        _set_features(training_data.training_examples, processes=os.cpu_count() or 1)
        return training_data


def _set_features(messages: Sequence[Message], *, processes: int) -> None:
    written = [message for message in messages if message.get(TEXT)]
    features = features_of([str(message.get(TEXT)) for message in written], processes=processes)
    for message, feature in zip(written, features, strict=True):
        message.set(FEATURE, feature)
