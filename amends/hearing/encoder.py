"""The taught encoder: a text in, what it says of each token and of the whole out (docs/hearing.md).

It is all-MiniLM-L6-v2 taught on labelled messages (amends.tools.teach). One text is read at a time, so that a reading
never depends on what else is read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "artefacts"
MODEL, TOKENIZER, CARD = "encoder.onnx", "tokenizer.json", "encoder.json"

LONGEST = 160
"""Tokens read in one go, those of the question that was asked included."""

CLS, SEP = 101, 102
"""The ids of the tokens that begin a text and end a part of it."""

Floats = NDArray[np.float32]


class EncoderBroken(Exception):
    """The taught encoder cannot be used; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of a text: shapes (tokens, labels) and (labels,), raw scores.

    `offsets`: the half-open code point span of each token in the text.
    """

    offsets: tuple[tuple[int, int], ...]
    token: Floats
    message: Floats


class TaughtEncoder:
    """The encoder in memory; it may be asked from several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load and check it. Raises EncoderBroken."""
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            held = {name: (folder / name).read_bytes() for name in (MODEL, TOKENIZER)}
        except (OSError, ValueError) as error:
            raise EncoderBroken(
                f"{folder}: the encoder cannot be read ({error}). Install the package anew."
            ) from error
        for name, data in held.items():
            if hashlib.sha256(data).hexdigest() != card["sha256"][name]:
                raise EncoderBroken(
                    f"{folder / name} is not the file that {CARD} describes. Install the package anew."
                )
        self.labels: dict[str, dict[str, list[str]]] = {"token": card["token"], "message": card["message"]}
        self._tokenizer = Tokenizer.from_str(held[TOKENIZER].decode("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(held[MODEL], options, providers=["CPUExecutionProvider"])

    def tokens(self, text: str) -> list[tuple[int, tuple[int, int]]]:
        """Return the tokens of a text: their ids and where they stand in it."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return list(zip(found.ids, found.offsets, strict=True))

    def encode(self, asked: str, tokens: list[tuple[int, tuple[int, int]]]) -> Encoded:
        """Encode so many tokens of a text as an answer to what was asked. Raises ValueError for more than LONGEST."""
        before = [CLS, *(number for number, _ in self.tokens(asked)), SEP]
        ids = [*before, *(number for number, _ in tokens), SEP]
        if len(ids) > LONGEST:
            raise ValueError(f"{len(ids)} tokens are more than {LONGEST}")
        segments = [0] * len(before) + [1] * (len(tokens) + 1)
        rows = [np.array([row], dtype=np.int64) for row in (ids, segments, [1] * len(ids))]
        names = ("ids", "segments", "mask")
        token, message = self._session.run(None, dict(zip(names, rows, strict=True)))
        inside = token[0][len(before) : len(before) + len(tokens)]
        return Encoded(tuple(span for _, span in tokens), inside, message[0])


@cache
def load_taught_encoder() -> TaughtEncoder:
    """Return the process's encoder, loaded when it is first needed. Raises EncoderBroken."""
    return TaughtEncoder()
