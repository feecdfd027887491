"""The feature of a message that all heads share: its words, how they are written, and the sentence's vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from amends.understanding.encoder import load_encoder
from amends.understanding.features import BUCKETS, Vector, vector_of

AT_ONCE = 512
"""How many texts are encoded together."""


def features_of(texts: Sequence[str]) -> list[Vector]:
    """The features of many texts, in order. Raises EncoderError where the encoder can't be used."""
    if len(texts) == 1:
        return [feature_of(texts[0])]
    encoder = load_encoder()
    found: list[Vector] = []
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        found += [
            replace(vector_of(text, BUCKETS), sentence=sentence)
            for text, sentence in zip(some, encoder.encode(some), strict=True)
        ]
    return found


@lru_cache(maxsize=64)
def feature_of(text: str) -> Vector:
    """The feature of one text. Raises EncoderError where the encoder can't be used."""
    return replace(vector_of(text, BUCKETS), sentence=load_encoder().encode([text])[0])
