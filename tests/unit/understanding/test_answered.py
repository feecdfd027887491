"""What the yes-or-no heads learn from says what its source tells, and nothing held out is among it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.understanding.answered import complaint_examples, want_examples
from amends.understanding.sources import SourceError

ROOT = Path(__file__).parents[3]
NLU = """
nlu:
- intent: ask_person
  examples: |
    - a human please
- intent: complaint
  examples: |
    - it is late
- intent: thank
  examples: |
    - thanks
"""


def line(text: str, **fields: object) -> str:
    return json.dumps({"text": text, **fields}) + "\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/wants").mkdir()
    (tmp_path / "data/emotion").mkdir()
    (tmp_path / "data/nlu/all.yml").write_text(NLU)
    fields = {"batch": "b1", "register": "heated", "split": "train"}
    (tmp_path / "data/wants/wants.jsonl").write_text(
        line("refund me", wants=["compensation"], **fields)
        + line("secret", wants=["vent"], **{**fields, "split": "held_out"})
        + line("secret too", wants=["vent"], **{**fields, "split": "dev"})
    )
    feelings = (
        ("calm", "gratitude", "bless you"),
        ("angry", "anger", "you liars"),
        ("calm", "worry", "is it off"),
    )
    (tmp_path / "data/emotion/authored.jsonl").write_text(
        "".join(line(text, level=level, label=label) for level, label, text in feelings)
    )
    return tmp_path


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "corpora"
    folder.mkdir()
    (folder / "reviews_complaints.jsonl").write_text(line("broke at once", complaint=1))
    (folder / "calm_turns.jsonl").write_text(line("a seat please"))
    (folder / "clinc_out_of_scope.jsonl").write_text(line("how far is the moon"))
    (folder / "banking77.jsonl").write_text(
        "".join(line(f"q{n}", intent="card_declined" if n else "age_limit", split="train") for n in range(4))
    )
    comments = (["joy"], "what a day"), (["joy", "annoyance"], "great, again"), (["neutral"], "it rains")
    (folder / "goemotions.train.jsonl").write_text(
        "".join(line(text, emotions=emotions) for emotions, text in comments)
    )
    return folder


def test_wants_come_from_our_messages_and_from_intents_that_are_a_want(
    repository: Path, corpora: Path
) -> None:
    found = {example.text: example.answers for example in want_examples(repository, corpora)}
    assert found == {
        "refund me": (False, True, False, False),
        "a human please": (False, False, False, True),
        "thanks": (False, False, False, False),
        "q0": (False, False, False, False),
    }


def test_complaints_come_from_what_says_so(repository: Path, corpora: Path) -> None:
    found = {example.text: example.answers for example in complaint_examples(repository, corpora)}
    assert found == {
        "it is late": (True,),
        "thanks": (False,),
        "a human please": (False,),
        "broke at once": (True,),
        "a seat please": (False,),
        "how far is the moon": (False,),
        "refund me": (True,),
        "bless you": (False,),
        "you liars": (True,),
        "what a day": (False,),
    }


def test_an_unknown_want_is_refused(repository: Path, corpora: Path) -> None:
    path = repository / "data/wants/wants.jsonl"
    path.write_text(line("hm", wants=["revenge"], batch="b1", split="train"))
    with pytest.raises(SourceError, match="revenge"):
        want_examples(repository, corpora)


def test_nothing_held_out_is_learnt(corpora: Path) -> None:
    rows = [json.loads(row) for row in (ROOT / "data/wants/wants.jsonl").read_text().splitlines()]
    secret = {row["text"] for row in rows if row["split"] != "train"}
    assert secret
    assert not secret & {example.text for example in want_examples(ROOT, corpora)}
    assert not secret & {example.text for example in complaint_examples(ROOT, corpora)}


def test_a_question_about_a_refund_leaves_open_whether_money_is_wanted(
    repository: Path, corpora: Path
) -> None:
    (corpora / "banking77.jsonl").write_text(line("q", intent="request_refund", split="train"))
    answers = {example.text: example.answers for example in want_examples(repository, corpora)}
    assert answers["q"] == (False, None, False, False)
