"""A head is saved without code in it, and a damaged one is refused with the way out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from amends.understanding.features import Vector, mark_names, vector_of
from amends.understanding.head import DIMENSIONS, ArtefactError, Head, spans_of

REMEDY = "Run `train`."
BUCKETS = 256


def head_of(seed: int = 1) -> Head:
    random = np.random.default_rng(seed)
    size = (2, BUCKETS + len(mark_names()) + DIMENSIONS)
    weights = random.normal(size=size).astype(np.float16).astype(np.float32)
    return Head(("yes", "no"), weights, np.zeros(2, np.float32), np.ones(BUCKETS, np.float32), {"note": 1})


def read(text: str) -> Vector:
    """The feature of a text, with a sentence vector made up for it."""
    made_up = np.random.default_rng(len(text)).normal(size=DIMENSIONS).astype(np.float32)
    return replace(vector_of(text, BUCKETS), sentence=made_up)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    head_of().save(tmp_path, "it")
    return tmp_path


def test_a_head_reads_the_same_after_saving_and_loading(saved: Path) -> None:
    head, loaded = head_of(), Head.load(saved, "it", remedy=REMEDY)
    for text in ("where is my parcel", "", "THANK YOU!!"):
        assert np.allclose(head.scores(read(text)), loaded.scores(read(text)))
    assert loaded.about == {"note": 1}


def test_what_the_words_added_is_the_score_without_style_sentence_and_bias() -> None:
    head = head_of()
    head.weights[:, BUCKETS:] = 0
    vector = read("where is my parcel then")
    assert head.contributions(vector, "yes").sum() == pytest.approx(head.scores(vector)[0], abs=1e-4)


def test_concepts_count_for_the_words_that_show_them() -> None:
    head = head_of()
    head.weights[:] = 0
    head.weights[0, BUCKETS + mark_names().index("concept legal")] = 1
    vector = read("i will call my lawyer today")
    added = head.contributions(vector, "yes")
    assert [word.text for word, value in zip(vector.words, added, strict=True) if value > 0] == ["lawyer"]


def damage_weights(folder: Path) -> None:
    path = folder / "it.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def lose_weights(folder: Path) -> None:
    (folder / "it.safetensors").unlink()


def lose_names(folder: Path) -> None:
    (folder / "it.json").unlink()


def break_names(folder: Path) -> None:
    (folder / "it.json").write_text("{")


def empty_names(folder: Path) -> None:
    (folder / "it.json").write_text("{}")


def edit(folder: Path, **changes: object) -> None:
    path = folder / "it.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def change_format(folder: Path) -> None:
    edit(folder, format=0)


def change_marks(folder: Path) -> None:
    edit(folder, marks=["other"])


def change_encoder(folder: Path) -> None:
    edit(folder, encoder="another")


def change_outputs(folder: Path) -> None:
    edit(folder, names=["yes"])


def other_tensors(folder: Path) -> None:
    import hashlib

    raw = save({"weights": np.zeros(3, np.float16)})
    (folder / "it.safetensors").write_bytes(raw)
    edit(folder, sha256=hashlib.sha256(raw).hexdigest())


@pytest.mark.parametrize(
    "harm",
    [
        damage_weights,
        lose_weights,
        lose_names,
        break_names,
        empty_names,
        change_format,
        change_marks,
        change_encoder,
        change_outputs,
        other_tensors,
    ],
)
def test_a_damaged_head_says_which_file_and_what_to_run(saved: Path, harm: object) -> None:
    assert callable(harm)
    harm(saved)
    with pytest.raises(ArtefactError, match=r"it\.(json|safetensors).*Run `train`\."):
        Head.load(saved, "it", remedy=REMEDY)


def test_evidence_is_joined_ordered_and_limited() -> None:
    vector = read("one two three four five")
    assert spans_of(vector, [3.0, 2.0, -1.0, 0.0, 5.0], 2) == ((0, 3), (19, 23))
    assert spans_of(vector, [3.0, 2.0, -1.0, 0.0, 5.0], 3) == ((0, 7), (19, 23))
    assert spans_of(vector, [-1.0] * 5, 3) == ()
