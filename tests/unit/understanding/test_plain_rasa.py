"""Plain Rasa and our head learn the same lines, once: DIET takes a quarter of an hour, and what was read is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.understanding.plain_rasa import AT_LEAST, EVERY, KEPT, Compared, compare, part_of
from amends.understanding.sources import read_intents

TEST = "held_out_intents"
TAUGHT = """
nlu:
- intent: thank
  examples: |
    - thank you so much
    - thanks a lot
    - cheers mate
- intent: complaint
  examples: |
    - my parcel never came
    - the lamp is broken
    - nobody answers me
"""
ASKED = """
nlu:
- intent: thank
  examples: |
    - thanks a lot mate
- intent: praise
  examples: |
    - ace
    - what rasa says nothing of
"""


class FakeRasa:
    """Trains nothing, and reads every message but one as it is."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.commands: list[str] = []

    def __call__(self, *words: str) -> None:
        self.commands.append(words[0])
        if words[0] == "test":
            results = self.out / "read"
            results.mkdir(exist_ok=True)
            right = [{"intent": "thank", "text": "thanks a lot mate"}]
            wrong = [{"intent": "praise", "text": "ace", "intent_prediction": {"name": "thank"}}]
            (results / "intent_successes.json").write_text(json.dumps(right))
            (results / "intent_errors.json").write_text(json.dumps(wrong))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/nlu/small_talk.yml").write_text(TAUGHT)
    (tmp_path / f"{TEST}.yml").write_text(ASKED)
    return tmp_path


def measure(repository: Path, rasa: FakeRasa) -> Compared:
    return compare(repository, rasa.out, [repository / f"{TEST}.yml"], report=print, rasa=rasa)


@pytest.fixture
def rasa(repository: Path) -> FakeRasa:
    return FakeRasa(repository / "out")


def test_it_is_trained_then_tested_on_every_file(repository: Path, rasa: FakeRasa) -> None:
    compared = measure(repository, rasa)
    assert rasa.commands == ["train", "test"]
    assert compared.diet.pairs == {
        TEST: [("thank", "thank"), ("praise", "thank"), ("praise", "nlu_fallback")]
    }


def test_both_learn_the_same_lines(repository: Path, rasa: FakeRasa) -> None:
    compared = measure(repository, rasa)
    taught = list(read_intents(rasa.out / "taught.yml"))
    assert sorted(taught) == sorted(read_intents(repository / "data/nlu/small_talk.yml"))
    assert compared.lines == len(taught)
    assert compared.ours.pairs[TEST][0] == ("thank", "thank")


def test_of_what_there_is_much_of_every_twelfth_line_is_taught_and_of_what_is_scarce_more() -> None:
    much, scarce = EVERY * AT_LEAST * 2, AT_LEAST + 1
    part = part_of(
        [("thank", f"thanks {n}") for n in range(much)] + [("deny", f"no {n}") for n in range(scarce)]
    )
    assert [intent for intent, _ in part].count("thank") == much // EVERY
    assert [intent for intent, _ in part].count("deny") == scarce


def test_the_same_data_is_not_trained_again(
    repository: Path, rasa: FakeRasa, capsys: pytest.CaptureFixture[str]
) -> None:
    first = measure(repository, rasa)
    again = measure(repository, rasa)
    assert rasa.commands == ["train", "test"]
    assert again.diet.seconds == first.diet.seconds
    assert [list(rows) for rows in again.diet.pairs.values()] == [
        list(rows) for rows in first.diet.pairs.values()
    ]
    assert "learnt the same data before" in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["data/nlu/small_talk.yml", f"{TEST}.yml"])
def test_other_data_is_trained_and_tested_anew(repository: Path, rasa: FakeRasa, changed: str) -> None:
    measure(repository, rasa)
    (repository / changed).write_text(TAUGHT + "    - no answer yet\n")
    measure(repository, rasa)
    assert rasa.commands == ["train", "test"] * 2


def test_what_was_kept_and_cannot_be_read_is_measured_anew(repository: Path, rasa: FakeRasa) -> None:
    measure(repository, rasa)
    (rasa.out / KEPT).write_text('{"pairs": 3}')
    measure(repository, rasa)
    assert rasa.commands == ["train", "test"] * 2
