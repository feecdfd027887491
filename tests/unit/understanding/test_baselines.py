"""Plain Rasa is trained once for the same data: it takes a quarter of an hour, and its readings are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.understanding.baselines import KEPT, Plain, plain_rasa

TEST = "held_out_intents"


class FakeRasa:
    """Trains nothing, and reads every message but one as it is."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.commands: list[str] = []

    def __call__(self, *words: str) -> None:
        self.commands.append(words[0])
        if words[0] == "test":
            results = self.out / TEST
            results.mkdir(exist_ok=True)
            right = [{"intent": "thank", "text": "ta"}]
            wrong = [{"intent": "praise", "text": "ace", "intent_prediction": {"name": "thank"}}]
            (results / "intent_successes.json").write_text(json.dumps(right))
            (results / "intent_errors.json").write_text(json.dumps(wrong))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/nlu/small_talk.yml").write_text("nlu: []")
    (tmp_path / f"{TEST}.yml").write_text("nlu: []")
    return tmp_path


def measure(repository: Path, rasa: FakeRasa) -> Plain:
    return plain_rasa(repository, rasa.out, [repository / f"{TEST}.yml"], report=print, rasa=rasa)


@pytest.fixture
def rasa(repository: Path) -> FakeRasa:
    return FakeRasa(repository / "out")


def test_it_is_trained_then_tested_on_every_file(repository: Path, rasa: FakeRasa) -> None:
    plain = measure(repository, rasa)
    assert rasa.commands == ["train", "test"]
    assert plain.pairs == {TEST: (("thank", "thank"), ("praise", "thank"))}


def test_the_same_data_is_not_trained_again(
    repository: Path, rasa: FakeRasa, capsys: pytest.CaptureFixture[str]
) -> None:
    first = measure(repository, rasa)
    again = measure(repository, rasa)
    assert rasa.commands == ["train", "test"]
    assert (again.seconds, again.measured_with) == (first.seconds, first.measured_with)
    assert [tuple(rows) for rows in again.pairs.values()] == [tuple(rows) for rows in first.pairs.values()]
    assert "measured on the same data before" in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["data/nlu/small_talk.yml", f"{TEST}.yml"])
def test_other_data_is_trained_and_tested_anew(repository: Path, rasa: FakeRasa, changed: str) -> None:
    measure(repository, rasa)
    (repository / changed).write_text("nlu: [{}]")
    measure(repository, rasa)
    assert rasa.commands == ["train", "test"] * 2


def test_what_was_kept_and_cannot_be_read_is_measured_anew(repository: Path, rasa: FakeRasa) -> None:
    measure(repository, rasa)
    (rasa.out / KEPT).write_text('{"pairs": 3}')
    measure(repository, rasa)
    assert rasa.commands == ["train", "test"] * 2
