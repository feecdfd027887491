"""The graph component that names the topic of a complaint, trained by `rasa train`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from amends.understanding.choice_head import REMEDY, ChoiceHead, TooFewExamplesError, train_choice
from amends.understanding.head import ArtefactError

TOPIC = "topic"
COMPLAINT = "complaint"
NO_TOPIC = "none"
"""What having no topic is called while learning; on the message it is None."""

TOPICLESS = frozenset(
    {"greet", "affirm", "deny", "thank", "leave", "done", "ask_bot", "ask_person", "abuse", "out_of_scope"}
)
"""Intents whose examples teach what has no topic."""


class UntrainedTopicsError(Exception):
    """Training examples from which no topic can be learnt; the message says what to write."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TopicReader(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """Learns from examples whose intent metadata carries `topic`, and writes `topic` onto each message."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, head: ChoiceHead | None = None
    ) -> None:
        """Read with `head`; without one, it has to be trained first."""
        self._model_storage = model_storage
        self._resource = resource
        self._head = head

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicReader:
        """A reader to be trained."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the topics and keep them in the model. Raises UntrainedTopicsError where there are too few."""
        texts, topics = labelled(training_data.intent_examples)
        try:
            self._head = train_choice(texts, topics)
        except TooFewExamplesError as error:
            raise UntrainedTopicsError(
                f"TopicReader can't be trained: {error}. Give the complaint examples `metadata: {{topic: …}}`."
            ) from error
        with self._model_storage.write_to(self._resource) as folder:
            self._head.save(folder, TOPIC)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicReader:
        """The reader of a trained model. Raises ArtefactError where its part of the model is damaged."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(model_storage, resource, ChoiceHead.load(folder, TOPIC))
        except ValueError as error:
            raise ArtefactError(f"The model holds no topics ({error}). {REMEDY}") from error

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `topic` on each message that has text, as part of the parse result."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._head is not None:
                intent = (message.get(INTENT) or {}).get("name")
                topic = choose_topic(self._head.rank(text), complaint=intent == COMPLAINT)
                message.set(TOPIC, topic, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component learns from topics."""
        return training_data


def choose_topic(ranking: Sequence[tuple[str, float]], *, complaint: bool) -> dict[str, Any]:
    """The topic of a ranking (likeliest first) as it stands on the message: {name, confidence 0..1}.

    A complaint is always about something, so that its likeliest topic is taken, with its share among the topics.
    """
    if complaint:
        topics = [(name, chance) for name, chance in ranking if name != NO_TOPIC]
        total = sum(chance for _, chance in topics)
        ranking = [(name, round(chance / total, 4)) for name, chance in topics] if total else []
    name, confidence = next(iter(ranking), (NO_TOPIC, 0.0))
    return {"name": None if name == NO_TOPIC else name, "confidence": confidence}


def labelled(examples: list[Message]) -> tuple[list[str], list[str]]:
    """The texts and topics of the examples that teach: complaints by their metadata, small talk as `none`."""
    texts: list[str] = []
    topics: list[str] = []
    for example in examples:
        about = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
        topic = about.get(TOPIC) if isinstance(about, dict) else None
        if topic is None and example.get(INTENT) in TOPICLESS:
            topic = NO_TOPIC
        if topic is not None and example.get(TEXT):
            texts.append(str(example.get(TEXT)))
            topics.append(str(topic))
    return texts, topics
