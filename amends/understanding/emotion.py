"""The graph component that writes `emotion` onto each message of the Rasa pipeline."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from amends.understanding.emotion_head import EmotionHead

EMOTION = "emotion"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EmotionReader(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Reads label, intensity, level, confidence and evidence with the head committed beside it.

    It is not trained by `rasa train`; `amends understanding train` does that. A missing or damaged artefact
    raises ArtefactError when the model is trained and when the server starts, never on a customer's message.
    """

    def __init__(self, head: EmotionHead) -> None:
        """Read with `head`."""
        self._head = head

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmotionReader:
        """Load the committed artefact. Raises ArtefactError, which says what to run."""
        return cls(EmotionHead.load())

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `emotion` on each message that has text, as part of the parse result."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(EMOTION, self._head.read(text).to_dict(), add_to_output=True)
        return messages
