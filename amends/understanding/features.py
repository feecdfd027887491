"""The hashed features and the marks of a message: half of what the heads look at (sentence.py).

Pure and deterministic: no model, no vocabulary, no Rasa. A feature is a bucket of a CRC-32 hash, so that the
same text gives the same numbers on every machine and in every process.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from amends.understanding.concepts import lexicon
from amends.understanding.stance import STANCES, stance_of
from amends.understanding.words import MAX_CHARACTERS, REPEATED, Word, split_words, swears

BUCKETS = 2**16
"""How many buckets the words are hashed into."""

STYLES = (
    "capitals",
    "shouting",
    "marks",
    "question_marks",
    "mark_run",
    "stretched",
    "profanity",
    "you",
    "me",
    "length",
    "short",
    "digits",
    "trailing",
    "emoji",
)
"""The names of the style features, in order; each is 0..1."""

NO_SENTENCE = np.zeros(0, dtype=np.float32)
NO_STANCE = np.zeros(len(STANCES), dtype=np.float32)

_YOU = frozenset({"you", "your", "yours", "u", "ur", "you're", "youre", "yourself", "yourselves"})
_ME = frozenset({"i", "me", "my", "mine", "i'm", "im", "i've", "ive", "we", "our", "us"})


@dataclass(frozen=True, slots=True)
class Vector:
    """What a head multiplies: each distinct bucket with its damped count, style and concepts.

    `grams` are all occurrences: their place in `buckets`, and the first and last word they belong to.
    `marks`: (styles + concepts), each 0..1. `concepts`: each one found, with its first and last word.
    `sentence`: the encoder's vector of the whole text, of length 1; empty where none was asked for.
    `stances`: whose the heated words are (stance.py), each 0..1; the emotion head alone looks at them.
    """

    words: tuple[Word, ...]
    buckets: NDArray[np.int64]
    counts: NDArray[np.float32]
    grams: NDArray[np.int64]
    marks: NDArray[np.float32]
    concepts: tuple[tuple[int, int, int], ...]
    sentence: NDArray[np.float32] = field(default_factory=lambda: NO_SENTENCE)
    stances: NDArray[np.float32] = field(default_factory=lambda: NO_STANCE)

    def fingerprint(self) -> str:
        """A hash of what was read, as Rasa wants one of everything that stands on a training example."""
        digest = hashlib.sha256(" ".join(word.text for word in self.words).encode())
        digest.update(self.sentence.tobytes())
        return digest.hexdigest()


def mark_names() -> tuple[str, ...]:
    """The names of the marks: the styles, then the concepts."""
    return STYLES + tuple(f"concept {name}" for name in lexicon().names)


@lru_cache(maxsize=50_000)
def word_buckets(folded: str, buckets: int) -> tuple[int, ...]:
    """The buckets of one folded word: itself, and its character 3- to 5-grams with the edges marked."""
    grams = [f"w {folded}"]
    if folded[0].isalpha():
        edged = f"<{folded}>"
        grams += [f"c {edged[i : i + n]}" for n in (3, 4, 5) for i in range(len(edged) - n + 1)]
    return tuple(_bucket(gram, buckets) for gram in grams)


@lru_cache(maxsize=200_000)
def pair_bucket(first: str, second: str, buckets: int) -> int:
    """The bucket of two words that follow each other."""
    return _bucket(f"p {first} {second}", buckets)


def _bucket(gram: str, buckets: int) -> int:
    return zlib.crc32(gram.encode()) % buckets


def vector_of(text: str, buckets: int) -> Vector:
    """The features of a text. Counts are damped (1 + log n); empty text has no grams."""
    words = split_words(text)
    rows: list[tuple[int, int, int]] = []
    for position, word in enumerate(words):
        rows += [(bucket, position, position) for bucket in word_buckets(word.folded, buckets)]
        if position:
            pair = pair_bucket(words[position - 1].folded, word.folded, buckets)
            rows.append((pair, position - 1, position))
    grams = np.array(rows, dtype=np.int64).reshape(-1, 3)
    distinct, places, counts = np.unique(grams[:, 0], return_inverse=True, return_counts=True)
    grams[:, 0] = places
    concepts = lexicon().found([word.folded for word in words])
    present = np.zeros(len(lexicon().names), dtype=np.float32)
    present[[concept for concept, _, _ in concepts]] = 1
    return Vector(
        words=words,
        buckets=distinct,
        counts=(1 + np.log(counts)).astype(np.float32),
        grams=grams,
        marks=np.concatenate([style_of(text, words), present]),
        stances=np.array(stance_of(text, words), dtype=np.float32),
        concepts=tuple(concepts),
    )


def style_of(text: str, words: tuple[Word, ...]) -> NDArray[np.float32]:
    """How it is written, apart from what it says: one number 0..1 for each of `STYLES`."""
    text = text[:MAX_CHARACTERS]
    plain = [word for word in words if word.text[:1].isalpha()]
    total = max(len(plain), 1)
    letters = sum(map(str.isalpha, text))
    capitals = sum(map(str.isupper, text)) / letters if letters >= 6 else 0.0
    shouted = sum(len(word.text) >= 3 and word.text.isupper() for word in plain)
    folded = [word.folded for word in plain]
    return np.array(
        [
            capitals,
            _squash(shouted, 2),
            _squash(text.count("!"), 2),
            _squash(text.count("?"), 2),
            float(any(len(word.text) > 1 and word.text[0] in "!?" for word in words)),
            float(any(REPEATED.search(word.text) and word.text[0].isalpha() for word in plain)),
            _squash(sum(map(swears, plain)), 1),
            sum(word in _YOU for word in folded) / total,
            sum(word in _ME for word in folded) / total,
            min(math.log1p(len(plain)) / 5, 1.0),
            float(len(plain) <= 3),
            _squash(sum(map(str.isdigit, text)), 4),
            float("..." in text or "…" in text),
            float(any(ord(word.text[0]) > 0x2600 for word in words)),
        ],
        dtype=np.float32,
    )


def _squash(count: int, half: int) -> float:
    """A count as 0..1; `half` counts make a half."""
    return count / (count + half)
