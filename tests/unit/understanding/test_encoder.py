"""The encoder is the pinned one or the start fails; meaning is nearer than wording."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from amends.understanding import encoder
from amends.understanding.encoder import EncoderError, check_files, load_encoder, resources


def test_vectors_have_length_one_and_are_the_same_alone_and_together() -> None:
    texts = ["where is my parcel", "THANK YOU!", "danke, alles gut"]
    together = load_encoder().encode(texts)
    assert together.shape == (3, load_encoder().dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(load_encoder().encode([text])[0], vector, atol=1e-4)


def test_what_means_the_same_is_nearer_than_what_sounds_the_same() -> None:
    parcel, delivery, party = load_encoder().encode(
        ["my parcel never came", "the delivery did not arrive", "my cousin never came to the party"]
    )
    assert parcel @ delivery > parcel @ party


def test_a_text_with_nothing_in_it_is_nought() -> None:
    assert not load_encoder().encode(["", "  "]).any()


def test_a_missing_encoder_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_encoder")
    with pytest.raises(EncoderError, match=r"not installed.*make setup"):
        resources()


@pytest.mark.parametrize("harm", ["sp.model", "weights.npz"])
def test_a_damaged_encoder_names_the_file(tmp_path: Path, harm: str) -> None:
    for name in encoder.CHECKSUMS:
        shutil.copy(resources() / name, tmp_path / name)
    check_files(tmp_path)
    with (tmp_path / harm).open("r+b") as file:
        file.write(b"gone")
    with pytest.raises(EncoderError, match=rf"{harm} is damaged.*make setup"):
        check_files(tmp_path)
    (tmp_path / harm).unlink()
    with pytest.raises(EncoderError, match=rf"{harm} can't be read.*make setup"):
        check_files(tmp_path)
