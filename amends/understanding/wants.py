"""The graph component that writes what a customer wants, and whether they complain, onto each message."""

from __future__ import annotations

from typing import Any, Self

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from amends.understanding.answered import COMPLAINT
from amends.understanding.component import Reader, feature_on
from amends.understanding.yes_head import YesHead

WANTS = "wants"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class WantsReader(Reader):
    """Reads the chance of each want (METHOD M4..M7) and of a complaint with the heads committed beside it."""

    def __init__(self, wants: YesHead, complaint: YesHead) -> None:
        """Read with the two heads."""
        self._wants = wants
        self._complaint = complaint

    @classmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """Load the committed artefacts. Raises ArtefactError, which says what to run."""
        return cls(YesHead.load(WANTS), YesHead.load(COMPLAINT))

    def read(self, message: Message) -> None:
        """Set `wants` {name: chance} and `complaint` (a chance), as part of the parse result."""
        feature = feature_on(message)
        message.set(WANTS, self._wants.chances(feature), add_to_output=True)
        message.set(COMPLAINT, self._complaint.chances(feature)[COMPLAINT], add_to_output=True)
