"""The graph component that writes the facts of a message as Rasa entities."""

from __future__ import annotations

from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from amends.clock import Clock, system_clock
from amends.settings import Settings
from amends.understanding.component import Reader
from amends.understanding.facts import entities_of, find_facts


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class FactExtractor(Reader):
    """Adds an entity for each fact: `entity` its kind, `value` normalised, `start` and `end` in the text."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        """Resolve dates to the past of `clock` in `zone`. The rules are made now, not at the first message."""
        self._clock = clock
        self._zone = zone
        find_facts("", self._today())

    @classmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """With the system's clock, in the time zone of the settings."""
        return cls(system_clock, ZoneInfo(Settings().timezone))

    def read(self, message: Message) -> None:
        """Add the facts of the message to its entities."""
        found = entities_of(find_facts(str(message.get(TEXT)), self._today()))
        message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()
