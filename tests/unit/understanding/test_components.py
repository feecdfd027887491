"""The graph components write onto messages, are saved and loaded by Rasa, and name what is wrong."""

from __future__ import annotations

import importlib
import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from amends.understanding.emotion_head import EmotionHead
from amends.understanding.features import Vector
from amends.understanding.head import ArtefactError
from amends.understanding.reading import Reading
from amends.understanding.sentence import feature_of

pytestmark = pytest.mark.rasa

FEATURE = "amends_feature"

TOPICS = {
    "late_delivery": ["where is my parcel", "parcel is late", "no parcel yet", "the parcel never came"],
    "refund": ["where is my refund", "no refund yet", "i want the refund", "the refund never came"],
}
SMALL_TALK = {
    "greet": ["hello", "hi there", "good morning", "hey"],
    "thank": ["thanks", "thank you", "ty", "cheers"],
}
CONFIG = {"unsure_below": 0.0, "recall_first": {}, "notice_danger": 0.0}


@pytest.fixture(scope="module")
def rasa() -> SimpleNamespace:
    """What the tests need of Rasa, which warns of its own age on import."""
    wanted = {
        "rasa.engine.storage.local_model_storage": ["LocalModelStorage"],
        "rasa.engine.storage.resource": ["Resource"],
        "rasa.shared.nlu.training_data.message": ["Message"],
        "rasa.shared.nlu.training_data.training_data": ["TrainingData"],
        "amends.understanding.emotion": ["EmotionReader"],
        "amends.bot.fact_extractor": ["FactExtractor"],
        "amends.understanding.featurizer": ["MessageFeaturizer"],
        "amends.understanding.intent": ["IntentReader"],
        "amends.understanding.topic": ["TopicReader"],
        "amends.understanding.wants": ["WantsReader"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        modules = {module: importlib.import_module(module) for module in wanted}
    return SimpleNamespace(
        **{name: getattr(modules[module], name) for module, names in wanted.items() for name in names}
    )


@pytest.fixture
def storage(rasa: SimpleNamespace, tmp_path: Path) -> Any:
    return rasa.LocalModelStorage.create(tmp_path)


def training_data(rasa: SimpleNamespace) -> Any:
    examples = [
        rasa.Message.build(text, "complaint", intent_metadata={"topic": topic})
        for topic, texts in TOPICS.items()
        for text in texts
    ]
    examples += [rasa.Message.build(text, intent) for intent, texts in SMALL_TALK.items() for text in texts]
    return rasa.TrainingData(examples)


def read(component: Any, rasa: SimpleNamespace, text: str) -> dict[str, Any]:
    message = rasa.Message(data={"text": text})
    component.process([message])
    return dict(message.as_dict(only_output_properties=True))


def test_emotion_reaches_the_parse_result(rasa: SimpleNamespace) -> None:
    component = rasa.EmotionReader(EmotionHead.load())
    parse = read(component, rasa, "you useless idiots")
    assert Reading.from_parse(parse).emotion == EmotionHead.load().read("you useless idiots")


def test_wants_and_complaint_reach_the_parse_result(rasa: SimpleNamespace) -> None:
    component = rasa.WantsReader.create({}, None, None, None)
    reading = Reading.from_parse(read(component, rasa, "get me a human, my parcel never came"))
    assert max(reading.wants, key=lambda want: reading.wants[want]) == "person"
    assert reading.complaint is not None


def test_the_feature_is_set_once_and_is_no_part_of_the_parse_result(rasa: SimpleNamespace) -> None:
    message = rasa.Message(data={"text": "you useless idiots"})
    silent = rasa.Message(data={"intent": "greet"})
    rasa.MessageFeaturizer.create({}, None, None, None).process([message, silent])
    assert message.get(FEATURE) is feature_of("you useless idiots")
    assert silent.get(FEATURE) is None
    assert FEATURE not in message.as_dict(only_output_properties=True)
    assert message.fingerprint() != rasa.Message(data={"text": "you useless idiots"}).fingerprint()


def test_the_examples_of_the_training_data_get_their_feature(rasa: SimpleNamespace) -> None:
    data = rasa.MessageFeaturizer().process_training_data(training_data(rasa))
    assert all(isinstance(example.get(FEATURE), Vector) for example in data.training_examples)


def test_facts_become_entities_of_the_customers_day(rasa: SimpleNamespace) -> None:
    component = rasa.FactExtractor(
        lambda: datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")
    )
    parse = read(component, rasa, "order 88213 came yesterday")
    assert [(fact.kind, fact.value) for fact in Reading.from_parse(parse).facts] == [
        ("order_number", "88213"),
        ("date", "2026-11-22"),
    ]


@pytest.mark.parametrize("name", ["IntentReader", "TopicReader"])
def test_what_was_trained_is_read_the_same_after_loading(
    rasa: SimpleNamespace, storage: Any, name: str
) -> None:
    kind, resource = getattr(rasa, name), rasa.Resource(name)
    trained = kind.create(CONFIG, storage, resource, None)
    trained.train(training_data(rasa))
    loaded = kind.load(CONFIG, storage, resource, None)
    for text in ("where is the parcel", "refund please", "hello"):
        assert read(loaded, rasa, text) == read(trained, rasa, text)


def test_topics_are_learnt_from_the_metadata_and_small_talk_has_none(
    rasa: SimpleNamespace, storage: Any
) -> None:
    component = rasa.TopicReader.create(CONFIG, storage, rasa.Resource("topic"), None)
    component.train(training_data(rasa))
    assert read(component, rasa, "my parcel is late")["topic"]["name"] == "late_delivery"
    assert read(component, rasa, "where is the refund")["topic"]["name"] == "refund"
    assert read(component, rasa, "hello")["topic"]["name"] is None


def test_intents_are_ranked(rasa: SimpleNamespace, storage: Any) -> None:
    component = rasa.IntentReader.create(CONFIG, storage, rasa.Resource("intent"), None)
    component.train(training_data(rasa))
    parse = read(component, rasa, "hello")
    assert parse["intent"]["name"] == "greet"
    assert parse["intent_ranking"][0]["name"] == "greet"


def test_what_may_tell_of_danger_reaches_the_parse_result(rasa: SimpleNamespace, storage: Any) -> None:
    resource, config = rasa.Resource("intent"), {**CONFIG, "notice_danger": 1.0}
    trained = rasa.IntentReader.create(config, storage, resource, None)
    fires = ("the charger caught fire", "smoke from the plug", "it burns", "it is on fire")
    more = [rasa.Message.build(text, "danger_product") for text in fires]
    trained.train(rasa.TrainingData([*training_data(rasa).intent_examples, *more]))
    loaded = rasa.IntentReader.load(config, storage, resource, None)
    danger = Reading.from_parse(read(loaded, rasa, "smoke from the charger")).danger
    assert danger is not None
    assert (danger.kind, danger.noticed) == ("danger_product", True)


@pytest.mark.parametrize("name", ["IntentReader", "TopicReader"])
def test_training_data_with_nothing_to_learn_is_refused(
    rasa: SimpleNamespace, storage: Any, name: str
) -> None:
    component = getattr(rasa, name).create(CONFIG, storage, rasa.Resource(name), None)
    with pytest.raises(Exception, match=f"{name} can't be trained"):
        component.train(rasa.TrainingData([]))


@pytest.mark.parametrize(("name", "artefact"), [("IntentReader", "intent"), ("TopicReader", "topic")])
def test_a_damaged_model_says_to_train_again(
    rasa: SimpleNamespace, storage: Any, name: str, artefact: str
) -> None:
    kind, resource = getattr(rasa, name), rasa.Resource(name)
    with pytest.raises(ArtefactError, match="rasa train"):
        kind.load(CONFIG, storage, resource, None)
    kind.create(CONFIG, storage, resource, None).train(training_data(rasa))
    with storage.write_to(resource) as folder:
        (folder / f"{artefact}.safetensors").write_bytes(b"gone")
    with pytest.raises(ArtefactError, match="rasa train"):
        kind.load(CONFIG, storage, resource, None)


def test_the_artefact_in_the_model_is_data_only(rasa: SimpleNamespace, storage: Any) -> None:
    resource = rasa.Resource("topic")
    rasa.TopicReader.create(CONFIG, storage, resource, None).train(training_data(rasa))
    with storage.read_from(resource) as folder:
        assert {path.suffix for path in folder.iterdir()} == {".json", ".safetensors"}
        assert json.loads((folder / "topic.json").read_text())["names"] == ["late_delivery", "none", "refund"]
