"""The graph component that writes the facts of a message as Rasa entities."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from amends.clock import Clock, system_clock
from amends.settings import Settings
from amends.understanding.facts import find_facts

EXTRACTOR = "FactExtractor"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class FactExtractor(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Adds an entity for each fact: `entity` its kind, `value` normalised, `start` and `end` in the text."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        """Resolve dates to the past of `clock` in `zone`."""
        self._clock = clock
        self._zone = zone

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """With the system's clock, in the time zone of the settings."""
        return cls(system_clock, ZoneInfo(Settings().timezone))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the facts of each message to its entities."""
        today = self._clock().astimezone(self._zone).date()
        for message in messages:
            facts = find_facts(message.get(TEXT) or "", today)
            entities = [
                {
                    "entity": fact.kind,
                    "value": fact.value,
                    "start": fact.start,
                    "end": fact.end,
                    "extractor": EXTRACTOR,
                }
                for fact in facts
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages
