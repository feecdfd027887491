"""The graph component that names the topic of a complaint, trained by `rasa train`."""

from __future__ import annotations

from collections.abc import Sequence

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message

from amends.understanding.choice_head import ChoiceHead
from amends.understanding.choosing import COMPLAINT, NO_TOPIC, TOPIC, choose_topic
from amends.understanding.component import TrainedReader

TOPICLESS = frozenset(
    {"greet", "affirm", "deny", "thank", "leave", "done", "ask_bot", "ask_person", "abuse", "out_of_scope"}
)
"""Intents whose examples teach what has no topic."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TopicReader(TrainedReader):
    """Learns from examples whose intent metadata carries `topic`, and writes `topic` onto each message."""

    artefact = TOPIC
    advice = "Give the complaint examples `metadata: {topic: …}`."

    def labelled(self, examples: Sequence[Message]) -> tuple[list[Message], list[str]]:
        """Complaints teach the topic of their metadata, small talk teaches `none`."""
        named = [(example, _topic_of(example)) for example in examples]
        return [example for example, topic in named if topic], [topic for _, topic in named if topic]

    def write(self, message: Message, head: ChoiceHead, ranking: Sequence[tuple[str, float]]) -> None:
        """Set `topic`; a complaint always has one."""
        intent = (message.get(INTENT) or {}).get("name")
        message.set(TOPIC, choose_topic(ranking, complaint=intent == COMPLAINT), add_to_output=True)


def _topic_of(example: Message) -> str | None:
    about = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    topic = about.get(TOPIC) if isinstance(about, dict) else None
    if topic is None and example.get(INTENT) in TOPICLESS:
        return NO_TOPIC
    return None if topic is None else str(topic)
