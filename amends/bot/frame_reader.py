"""The graph component that writes the frame of a message: what it says, clause by clause."""

from __future__ import annotations

from typing import Any, Self

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from amends.hearing.frame import Asked
from amends.hearing.hearer import Hearer, load_hearer
from amends.understanding.component import Reader

ASKED = "asked"
"""The key in a message's metadata that says what the customer was asked last."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class FrameReader(Reader):
    """Adds `frame`: the JSON form of amends.hearing.frame.Frame."""

    def __init__(self, hearer: Hearer) -> None:
        """Hear by the taught encoder; it is loaded now, not at the first message."""
        self._hearer = hearer

    @classmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """With the encoder that the package holds."""
        return cls(load_hearer())

    def read(self, message: Message) -> None:
        """Hear the message as an answer to what was asked before it."""
        asked = Asked((message.get(METADATA) or {}).get(ASKED, Asked.NOTHING.value))
        frame = self._hearer.hear(str(message.get(TEXT)), asked)
        message.set("frame", frame.to_dict(), add_to_output=True)
