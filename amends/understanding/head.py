"""A linear head over the shared feature of a message: scores, the words that moved them, and its artefact on disk.

The artefact is two files: NAME.safetensors (weights as float16, inverse document frequencies, biases) and
NAME.json (names, settings, the checksum of the weights). Nothing in it can run code.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError  # type: ignore[attr-defined]
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from amends.understanding.encoder import UniversalEncoder
from amends.understanding.features import BUCKETS, STYLES, Vector, mark_names

ARTEFACTS = Path(__file__).parent / "artefacts"
"""Where the committed heads lie."""

FORMAT = 2
"""The version of the artefact's form and of the features it was trained on."""

MARK_WEIGHT = 0.3
"""What one full mark (a style, a concept) counts beside the words, which together have length 1."""

SENTENCE_WEIGHT = 1.0
"""What the sentence's vector, of length 1, counts beside the words."""

ENCODER = UniversalEncoder.name
DIMENSIONS = UniversalEncoder.dimensions

Floats = NDArray[np.float32]


class ArtefactError(Exception):
    """A trained head that is missing, damaged or of another version; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Head:
    """Outputs `names`, each a linear score of a message.

    `weights`: (outputs, buckets + marks + dimensions of the sentence); `bias`: (outputs,); `idf`: (buckets,).
    `about` is kept in the artefact's JSON and is the owner's to fill (calibration, figures of the training).
    """

    names: tuple[str, ...]
    weights: Floats
    bias: Floats
    idf: Floats
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buckets(self) -> int:
        """How many buckets the words are hashed into."""
        return int(self.idf.shape[0])

    def scores(self, vector: Vector) -> NDArray[np.float64]:
        """The score of each name, before any calibration; without words only marks and bias count."""
        scores = self.weights[:, self.buckets :] @ beside(vector) + self.bias
        if vector.buckets.size:
            scores = scores + self.weights[:, vector.buckets] @ weigh(vector, self.idf)
        return np.asarray(scores, dtype=np.float64)

    def contributions(self, vector: Vector, name: str) -> NDArray[np.float64]:
        """What each word added to the score of `name` (negative: took away), in the order of the words.

        What the sentence as a whole added belongs to no word and is left out.
        """
        added = np.zeros(len(vector.words))
        if not vector.buckets.size:
            return added
        weights = self.weights[self.names.index(name)]
        moved = weights[vector.buckets] * weigh(vector, self.idf)
        places = vector.grams[:, 0]
        share = moved[places] / np.bincount(places)[places] / 2
        np.add.at(added, vector.grams[:, 1], share)
        np.add.at(added, vector.grams[:, 2], share)
        marks = weights[self.buckets :] * MARK_WEIGHT
        times = Counter(concept for concept, _, _ in vector.concepts)
        for concept, first, last in vector.concepts:
            each = marks[len(STYLES) + concept] / times[concept] / (last + 1 - first)
            added[first : last + 1] += each
        return added

    def save(self, folder: Path, name: str) -> None:
        """Write the artefact into `folder`, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = write_tensors(
            {
                "weights": self.weights.astype(np.float16),
                "bias": self.bias.astype(np.float32),
                "idf": self.idf.astype(np.float16),
            }
        )
        about = {
            "format": FORMAT,
            "names": list(self.names),
            "marks": list(mark_names()),
            "encoder": ENCODER,
            "sha256": hashlib.sha256(weights).hexdigest(),
            "about": dict(self.about),
        }
        (folder / f"{name}.safetensors").write_bytes(weights)
        (folder / f"{name}.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str, *, remedy: str) -> Head:
        """Read the artefact. Raises ArtefactError naming the file and `remedy` where it can't be used."""
        about = _read_about(folder / f"{name}.json", remedy)
        path = folder / f"{name}.safetensors"
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise ArtefactError(f"{path} can't be read ({error.strerror}). {remedy}") from error
        if hashlib.sha256(raw).hexdigest() != about["sha256"]:
            raise ArtefactError(f"{path} is damaged: its checksum is not the one in {name}.json. {remedy}")
        try:
            tensors = {key: value.astype(np.float32) for key, value in read_tensors(raw).items()}
            head = cls(
                tuple(about["names"]), tensors["weights"], tensors["bias"], tensors["idf"], about["about"]
            )
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ArtefactError(f"{path} is damaged ({error}). {remedy}") from error
        width = head.buckets + len(mark_names()) + DIMENSIONS
        if head.weights.shape != (len(head.names), width):
            raise ArtefactError(f"{path} does not fit its names and features. {remedy}")
        return head


def weigh(vector: Vector, idf: Floats) -> Floats:
    """The weights of a vector's buckets: damped count times rarity, together of length 1."""
    values = vector.counts * idf[vector.buckets]
    return np.asarray(values / np.linalg.norm(values), dtype=np.float32)


def beside(vector: Vector) -> Floats:
    """What stands beside the words: the marks and the sentence, weighed."""
    return np.concatenate([vector.marks * MARK_WEIGHT, vector.sentence * SENTENCE_WEIGHT])


def rarity(vectors: Iterable[Vector], total: int, buckets: int = BUCKETS) -> Floats:
    """The inverse document frequency of each bucket over `total` texts, smoothed, 1 or more."""
    seen = np.zeros(buckets)
    for vector in vectors:
        seen[vector.buckets] += 1
    return np.asarray(np.log((1 + total) / (1 + seen)) + 1, dtype=np.float16).astype(np.float32)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as shares that sum to 1."""
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum())


def sigmoid(score: float) -> float:
    """A score as a probability, 0..1."""
    return float(1 / (1 + np.exp(-np.clip(score, -60, 60))))


def spans_of(
    vector: Vector, added: Sequence[float] | NDArray[np.float64], most: int
) -> tuple[tuple[int, int], ...]:
    """The spans of at most `most` words that added most, in the order of the text; neighbours are joined.

    A word counts when it added something worth seeing: a tenth of the sum of all that added, or more.
    """
    worth = max(sum(value for value in added if value > 0) / 10, 1e-6)
    best = sorted((place for place, value in enumerate(added) if value >= worth), key=lambda p: -added[p])[
        :most
    ]
    spans: list[tuple[int, int]] = []
    last = -2
    for place in sorted(best):
        word = vector.words[place]
        if place == last + 1:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
        last = place
    return tuple(spans)


def _read_about(path: Path, remedy: str) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArtefactError(f"{path} can't be read ({error.strerror}). {remedy}") from error
    except ValueError as error:
        raise ArtefactError(f"{path} is damaged: it is no JSON. {remedy}") from error
    if (
        not isinstance(about, dict)
        or not {"format", "names", "marks", "encoder", "sha256", "about"} <= about.keys()
    ):
        raise ArtefactError(f"{path} is damaged: it lacks what a head needs. {remedy}")
    if about["format"] != FORMAT or about["marks"] != list(mark_names()):
        raise ArtefactError(f"{path} was made by another version of Amends. {remedy}")
    if about["encoder"] != ENCODER:
        raise ArtefactError(f"{path} was trained with another encoder than {ENCODER}. {remedy}")
    return about
