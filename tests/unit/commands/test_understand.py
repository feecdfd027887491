"""`amends understand` answers line by line, in order, and a bad line is an answer too."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from amends.cli import main
from amends.commands.understand import AT_ONCE, answers
from amends.understanding.choice_head import train_choice
from amends.understanding.head import ArtefactError
from amends.understanding.sentence import features_of
from amends.understanding.sources import SourceError
from amends.understanding.understander import Understander, load_understander

TODAY = date(2026, 11, 22)
SAID = {
    "complaint": ["my parcel never came", "the parcel is late", "where is my parcel", "it came broken"],
    "thank": ["thanks", "thank you", "cheers", "many thanks"],
    "danger_product": ["the charger caught fire", "it is on fire", "smoke from the plug", "it burns"],
}


def head_of(names: dict[str, list[str]], folder: Path, artefact: str) -> None:
    texts = [text for some in names.values() for text in some]
    labels = [name for name, some in names.items() for _ in some]
    train_choice(features_of(texts), labels, {"danger_product": 0.02}).save(folder, artefact)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in the form in which Rasa keeps a model."""
    folder = tmp_path_factory.mktemp("model")
    head_of(SAID, folder, "intent")
    head_of({"late_delivery": SAID["complaint"], "none": SAID["thank"]}, folder, "topic")
    settings = {"unsure_below": 0.0, "recall_first": {"danger_product": 0.02}}
    nodes = {
        "run_intent": {"uses": "amends.understanding.intent.IntentReader", "config": settings},
        "run_topic": {"uses": "amends.understanding.topic.TopicReader", "config": {}},
    }
    (folder / "metadata.json").write_text(json.dumps({"predict_schema": {"nodes": nodes}}))
    path = folder / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder / "metadata.json", "metadata.json")
        for head, reader in (("intent", "IntentReader"), ("topic", "TopicReader")):
            for suffix in ("json", "safetensors"):
                archive.add(folder / f"{head}.{suffix}", f"components/train_{reader}1/{head}.{suffix}")
    return path


@pytest.fixture(scope="module")
def understander(model: Path) -> Understander:
    return load_understander(model)


def answered(understander: Understander, lines: Sequence[str]) -> list[dict[str, object]]:
    return list(answers(understander, lines, TODAY))


def test_a_line_is_read_by_every_head(understander: Understander) -> None:
    line = json.dumps({"text": "my parcel 88213 never came, get me a human", "lang": "en"})
    (answer,) = answered(understander, [line])
    assert answer["intent"] == "complaint"
    assert answer["topic"] == "late_delivery"
    assert answer["wants"] == ["person"]
    assert answer["emotion"].keys() == {"label", "intensity", "level", "confidence", "evidence"}  # type: ignore[attr-defined]
    assert answer["entities"] == [{"kind": "order_number", "value": "88213", "start": 10, "end": 15}]
    assert answer["confidences"].keys() == {"intent", "topic", "emotion", "complaint", "wants", "danger"}  # type: ignore[attr-defined]


def test_answers_come_in_the_order_of_the_lines_over_several_groups(understander: Understander) -> None:
    numbers = [str(10000 + n) for n in range(AT_ONCE * 2 + 3)]
    lines = [json.dumps({"text": f"order {number}"}) for number in numbers]
    lines[5] = "{"
    found = answered(understander, lines)
    assert found[5] == {"line": 6, "error": 'this line is no JSON; write {"text": "...", "lang": "en"}'}
    for number, answer in zip(numbers[6:], found[6:], strict=True):
        assert answer["entities"][0]["value"] == number  # type: ignore[index]


@pytest.mark.parametrize(
    "line", ["", "3", "[]", '{"text": 3}', '{"lang": "en"}', '{"text": "hallo", "lang": "xx"}']
)
def test_a_bad_line_is_answered_with_what_it_should_be(understander: Understander, line: str) -> None:
    (answer,) = answered(understander, [line])
    assert answer.keys() == {"line", "error"}


def test_nothing_missed_that_must_not_be(understander: Understander) -> None:
    (answer,) = answered(understander, ['{"text": "the plug is on fire"}'])
    assert answer["intent"] == "danger_product"


def test_the_exit_code_says_whether_every_line_was_read(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.write_text('{"text": "thanks"}\n')
    with lines.open() as given:
        monkeypatch.setattr("sys.stdin", given)
        assert main(["understand", "--jsonl", "--model", str(model)]) == 0
    lines.write_text('{"text": "thanks"}\nhello\n')
    with lines.open() as given:
        monkeypatch.setattr("sys.stdin", given)
        assert main(["understand", "--jsonl", "--model", str(model)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["understand", "--jsonl", "--model", str(tmp_path / "none")]) == 2
    assert "make train" in capsys.readouterr().err


def test_a_model_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="make train"):
        load_understander(tmp_path / "none.tar.gz")
    path = tmp_path / "broken.tar.gz"
    path.write_bytes(b"no archive")
    with pytest.raises(ArtefactError, match="rasa train"):
        load_understander(path)
    with tarfile.open(path, "w:gz"):
        pass
    with pytest.raises(ArtefactError, match="rasa train"):
        load_understander(path)
