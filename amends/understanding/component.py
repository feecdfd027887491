"""What every reader of the Rasa pipeline shares: how it is made, loaded, trained, saved and asked.

A reader writes one thing onto each message that has text. Those with a head of their own are fitted in `rasa train`
(`TrainedReader`); the others read with what is committed or with rules (`Reader`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from amends.understanding.choice_head import (
    REMEDY,
    ChoiceHead,
    TooFewExamplesError,
    Watch,
    train_choice,
)
from amends.understanding.features import Vector
from amends.understanding.head import ArtefactError
from amends.understanding.sentence import feature_of

FEATURE = "amends_feature"
"""Where the shared feature stands on a message; MessageFeaturizer sets it."""


class UntrainedReaderError(Exception):
    """Training examples from which a reader can't learn; the message says what to write."""


def feature_on(message: Message) -> Vector:
    """The shared feature of a message with text, as MessageFeaturizer set it; computed where it did not."""
    feature = message.get(FEATURE)
    return feature if isinstance(feature, Vector) else feature_of(str(message.get(TEXT)))


class Reader(GraphComponent, ABC):  # type: ignore[misc]  # Rasa ships no types that mypy can follow
    """A component that is not trained by Rasa and reads each message that has text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make a reader of `config`."""
        return cls.of(config)

    @classmethod
    @abstractmethod
    def of(cls, config: dict[str, Any]) -> Self:
        """The reader of `config`. Raises ArtefactError where something it reads with can't be used."""

    @abstractmethod
    def read(self, message: Message) -> None:
        """Write what is read in `message`, which has text, onto it."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message that has text."""
        for message in messages:
            if message.get(TEXT):
                self.read(message)
        return messages


class TrainedReader(GraphComponent, ABC):  # type: ignore[misc]  # as above
    """A component that chooses one name for a message with a head that is fitted in `rasa train`.

    `artefact` names the head's files in the model. A missing or damaged one raises ArtefactError when the model
    is loaded, never on a customer's message.
    """

    artefact: ClassVar[str]
    advice: ClassVar[str]
    """What to write where there is nothing to learn from."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        head: ChoiceHead | None = None,
    ) -> None:
        """Read with `head`; without one, it has to be trained first."""
        self._config = config
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
    ) -> Self:
        """A reader to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """The reader of a trained model. Raises ArtefactError where its part of the model is damaged."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, ChoiceHead.load(folder, cls.artefact))
        except ValueError as error:
            raise ArtefactError(f"The model holds no {cls.artefact} head ({error}). {REMEDY}") from error

    @abstractmethod
    def labelled(self, examples: Sequence[Message]) -> tuple[list[Message], list[str]]:
        """The examples that teach, and the name each teaches."""

    def alarms(self) -> Mapping[str, float]:
        """The names nobody may miss, and the share (0..1) of false alarms each may cost; none unless overridden."""
        return {}

    def watch(self) -> Watch | None:
        """The names that are noticed together; none unless overridden."""
        return None

    @abstractmethod
    def write(self, message: Message, head: ChoiceHead, ranking: Sequence[tuple[str, float]]) -> None:
        """Write what follows from the head's ranking (likeliest first; empty without words) onto the message."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep the head in the model. Raises UntrainedReaderError where there is too little."""
        examples, names = self.labelled(
            [example for example in training_data.intent_examples if example.get(TEXT)]
        )
        try:
            features = [feature_on(example) for example in examples]
            self._head = train_choice(features, names, self.alarms(), self.watch())
        except TooFewExamplesError as error:
            raise UntrainedReaderError(
                f"{type(self).__name__} can't be trained: {error}. {self.advice}"
            ) from error
        with self._model_storage.write_to(self._resource) as folder:
            self._head.save(folder, self.artefact)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message that has text."""
        for message in messages:
            if self._head is not None and message.get(TEXT) is not None:
                self.write(message, self._head, self._head.rank(feature_on(message)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component learns from what this one reads."""
        return training_data
