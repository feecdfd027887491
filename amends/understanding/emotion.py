"""The graph component that writes `emotion` onto each message of the Rasa pipeline."""

from __future__ import annotations

from typing import Any, Self

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from amends.understanding.component import Reader, feature_on
from amends.understanding.emotion_head import EmotionHead

EMOTION = "emotion"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EmotionReader(Reader):
    """Reads label, intensity, level, confidence and evidence with the head committed beside it.

    It is not trained by `rasa train`; `amends understanding train` does that. A missing or damaged artefact
    raises ArtefactError when the model is trained and when the server starts, never on a customer's message.
    """

    def __init__(self, head: EmotionHead) -> None:
        """Read with `head`."""
        self._head = head

    @classmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """Load the committed artefact. Raises ArtefactError, which says what to run."""
        return cls(EmotionHead.load())

    def read(self, message: Message) -> None:
        """Set `emotion`, as part of the parse result."""
        message.set(EMOTION, self._head.emotion(feature_on(message)).to_dict(), add_to_output=True)
