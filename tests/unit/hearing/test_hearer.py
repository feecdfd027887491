"""Whatever is typed becomes a frame that holds all of it, the same each time."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.hearing.encoder import CARD, FOLDER, MODEL, EncoderBroken, TaughtEncoder
from amends.hearing.frame import NOTHING_HEARD, Act, Asked, Demand, Frame, Given
from amends.hearing.hearer import Hearer, load_hearer

MESSAGES = [
    "you sent me two left shoes. I want the right one. when will it come?",
    "don't call me",
    "STOP THE LETTERS",
    "88213",
    "nobody came, nobody called, and i lost a day's pay",
]


@pytest.fixture(scope="module")
def hearer() -> Hearer:
    return load_hearer()


@settings(max_examples=60)
@given(text=st.text(max_size=300), asked=st.sampled_from(Asked))
def test_the_clauses_are_the_whole_text(text: str, asked: Asked) -> None:
    frame = load_hearer().hear(text, asked)
    if not text.strip():
        assert frame == NOTHING_HEARD
        return
    assert "".join(clause.words for clause in frame.clauses) == text
    starts = [clause.start for clause in frame.clauses]
    assert starts == sorted(starts)
    assert all(text[c.start : c.start + len(c.words)] == c.words for c in frame.clauses)
    assert 0 <= frame.danger <= 1
    assert Frame.from_dict(frame.to_dict()).clauses == tuple(
        type(c).from_dict(c.to_dict()) for c in frame.clauses
    )


def test_every_clause_has_just_the_kinds_of_its_act(hearer: Hearer) -> None:
    for text in MESSAGES:
        for clause in hearer.hear(text).clauses:
            assert (clause.demand is not None) is (clause.act is Act.DEMAND)
            assert (clause.form is not None) is (clause.about is not None) is (clause.act is Act.ASK)
            assert (clause.given is not None) is (clause.act is Act.ANSWER)
            assert clause.object is None or clause.object in clause.words


def test_a_message_is_heard_the_same_alone_beside_others_and_in_threads(hearer: Hearer) -> None:
    alone = [hearer.hear(text) for text in MESSAGES]
    assert [hearer.hear(text) for text in reversed(MESSAGES)] == alone[::-1]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(hearer.hear, MESSAGES * 5)) == alone * 5


def test_a_long_message_is_heard_to_its_end(hearer: Hearer) -> None:
    text = "the driver did not come and nobody told me why. " * 60 + "I want my money back."
    frame = hearer.hear(text)
    assert "".join(clause.words for clause in frame.clauses) == text
    assert frame.demanded(Demand.REFUND)


def test_a_bare_number_is_the_fact_that_was_asked_for(hearer: Hearer) -> None:
    for text in ("88213", "#88213.", "AM-20418", "49,90 €", "jo@example.org"):
        assert [clause.given for clause in hearer.hear(text, Asked.FACT).clauses] == [Given.FACT], text


@pytest.mark.parametrize(
    "text", ["still no refund", "nobody has said sorry to my mother", "it has not been repaired"]
)
def test_what_did_not_happen_is_no_refusal(hearer: Hearer, text: str) -> None:
    assert not any(clause.refuses for clause in hearer.hear(text).clauses)


def test_a_broken_encoder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderBroken, match="Install the package anew"):
        TaughtEncoder(tmp_path)
    broken = tmp_path / "artefacts"
    shutil.copytree(FOLDER, broken)
    (broken / MODEL).write_bytes(b"not the same")
    with pytest.raises(EncoderBroken, match=rf"{MODEL} is not the file that {CARD} describes"):
        TaughtEncoder(broken)
