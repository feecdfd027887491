"""The feature of a message that all heads share: its words, how they are written, and the sentence's vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from amends.understanding.encoder import Floats, load_encoder
from amends.understanding.features import BUCKETS, Vector, vector_of

AT_ONCE = 512
"""How many texts are encoded together."""
WORTH_SHARING = 4
"""So many times that: fewer are encoded sooner by one process than by several that load the encoder first."""


def features_of(texts: Sequence[str], *, processes: int = 1) -> list[Vector]:
    """The features of many texts, in order, encoded in so many `processes`; they are the same however many there are.

    Raises EncoderError where the encoder can't be used.
    """
    if len(texts) == 1:
        return [feature_of(texts[0])]
    return [
        replace(vector_of(text, BUCKETS), sentence=sentence)
        for text, sentence in zip(texts, _sentences(texts, processes), strict=True)
    ]


def _sentences(texts: Sequence[str], processes: int) -> Iterator[Floats]:
    parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
    if processes == 1 or len(parts) < WORTH_SHARING:
        return chain.from_iterable(map(_encode, parts))
    from joblib import Parallel, delayed

    return chain.from_iterable(Parallel(n_jobs=processes)(delayed(_encode)(part) for part in parts))


def _encode(texts: Sequence[str]) -> Floats:
    return load_encoder().encode(texts)


@lru_cache(maxsize=64)
def feature_of(text: str) -> Vector:
    """The feature of one text. Raises EncoderError where the encoder can't be used."""
    return replace(vector_of(text, BUCKETS), sentence=load_encoder().encode([text])[0])
