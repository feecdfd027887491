"""Trains the emotion head: a heat score, its calibration and the label scores (`amends understanding train`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from amends.understanding.calibration import fit_calibration
from amends.understanding.emotion_head import HEAT, NAME, Calibration, EmotionHead
from amends.understanding.head import Head
from amends.understanding.matrix import SEED, fit_binary, fit_names, matrix_of
from amends.understanding.reading import LABELS, Level
from amends.understanding.sentence import features_of
from amends.understanding.sources import (
    Example,
    authored_examples,
    contrast_examples,
    corpus_examples,
    intent_examples,
    register_examples,
)
from amends.understanding.stance import STANCES

AUTHORED = Path("data/emotion/authored.jsonl")
CONTRASTS = Path("data/emotion/contrasts.jsonl")
INTENTS = Path("data/nlu")
WANTS = Path("data/wants/wants.jsonl")

HEAT_PENALTY = 0.1
LABEL_PENALTY = 0.1
STANCE_PENALTY = 3.0
"""scikit-learn's C; chosen with each domain left out of training in turn."""

DOMAINS = {
    "authored": "ours",
    "contrasts": "ours",
    "nlu": "ours",
    "wants": "ours",
    "reviews_complaints": "reviews",
    "calm_turns": "turns",
}
"""Sources that are left out of training together while calibrating."""

MOST_COOL = 7000
"""How many lines of GoEmotions without heat are used: more cost time and change nothing."""

SOURCE_WEIGHT = {"authored": 4.0, "contrasts": 4.0, "wants": 2.0}
"""How much one example counts; a corpus line counts 1. Ours are few and closest to the job."""

STANCES_LEARNT_FROM = frozenset({"authored", "contrasts"})
"""The sources that say honestly whose anger it is."""

CALIBRATION_SHARE = {"authored": 0.45, "reviews_complaints": 0.3, "nlu": 0.1, "calm_turns": 0.15}
"""What messages to a company are taken to be made of, for calibrating: shares of the sources' weight.

The contrasts are fitted to and not calibrated on: calm lines full of heated words are far commoner there than among
customers, and would make every heated word count for less.
"""

ANGRY_SHARE = 1 / 3
"""What share of messages to a company that are complaints or about them is taken to be angry."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """What the heads are fitted to: examples, their rows and their stances (examples, STANCES)."""

    examples: tuple[Example, ...]
    rows: Any
    idf: NDArray[np.float32]
    stances: NDArray[np.float64]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Self:
        """The material of the examples, in their order. Raises EncoderError where the encoder can't be used."""
        vectors = features_of([example.text for example in examples])
        rows, idf = matrix_of(vectors)
        return cls(tuple(examples), rows, idf, np.array([vector.stances for vector in vectors], dtype=float))

    def weights(self) -> NDArray[np.float64]:
        """How much each example counts."""
        return np.array([SOURCE_WEIGHT.get(family(example), 1.0) for example in self.examples])


def family(example: Example) -> str:
    """The source of an example without its subdivision: `nlu thank` is `nlu`."""
    return example.source.split()[0]


def train_heads(corpora: Path, out: Path, *, report: Report) -> EmotionHead:
    """Train from the corpora and the repository's own lines, write the artefact to `out` and return the head.

    `report` is told each step. Raises SourceError where a source is missing or not what it should be.
    """
    examples = thinned(
        [
            *corpus_examples(corpora),
            *authored_examples(AUTHORED),
            *contrast_examples(CONTRASTS),
            *intent_examples(INTENTS),
            *register_examples(WANTS),
        ],
        MOST_COOL,
    )
    counts = Counter(family(example) for example in examples)
    report("Read " + ", ".join(f"{count:,} of {name}" for name, count in counts.items()) + ".")
    head = fit(examples, report=report, about={"examples": dict(counts)})
    head.head.save(out, NAME)
    report(f"Wrote {out / NAME}.safetensors and .json.")
    return head


def fit(examples: Sequence[Example], *, report: Report, about: Mapping[str, Any]) -> EmotionHead:
    """An emotion head for the examples, which need every level and every label at least a few times."""
    material = Material.of(examples)
    report(f"Made features: {len(examples):,} texts, {material.rows.nnz:,} values.")
    unseen = unseen_heat(material)
    cooling = fit_cooling(material, unseen)
    report(f"Fitted what quoted, denied and others' heat takes away: {cooling}.")
    calibration = calibrate(material, unseen + material.stances @ list(cooling.values()))
    report(f"Calibrated with each domain left out in turn: {calibration}.")
    heat, heat_bias = fit_heat(material, np.arange(len(examples)))
    report("Fitted the heat score.")
    labels, label_bias = fit_labels(material)
    report("Fitted the labels.")
    head = Head(
        (HEAT, *LABELS),
        np.vstack([heat, labels]).astype(np.float32),
        np.concatenate([[heat_bias], label_bias]).astype(np.float32),
        material.idf,
        {**about, "calibration": asdict(calibration), "cooling": cooling},
    )
    return EmotionHead(head, calibration, tuple(cooling.values()))


def thinned(examples: Sequence[Example], most: int) -> list[Example]:
    """The examples with at most `most` lines of GoEmotions without heat, chosen by a fixed seed."""
    cool = [
        place
        for place, example in enumerate(examples)
        if example.source == "goemotions" and example.grade == 0
    ]
    if len(cool) <= most:
        return list(examples)
    dropped = set(np.random.default_rng(SEED).permutation(cool)[most:].tolist())
    return [example for place, example in enumerate(examples) if place not in dropped]


def fit_heat(material: Material, places: NDArray[np.int64]) -> tuple[NDArray[np.float32], float]:
    """One score that rises with the grade: the mean of three regressions, at least mild, heated and hot."""
    graded = np.array([place for place in places if material.examples[place].grade is not None])
    grades = np.array([material.examples[place].grade for place in graded])
    rows, weights = material.rows[graded], material.weights()[graded]
    fitted = [fit_binary(rows, grades >= grade, weights, penalty=HEAT_PENALTY) for grade in (1, 2, 3)]
    mean = np.mean([columns for columns, _ in fitted], axis=0)
    return mean.astype(np.float32), float(np.mean([bias for _, bias in fitted]))


def unseen_heat(material: Material) -> NDArray[np.float64]:
    """The heat of the examples of each domain from a model that saw nothing of that domain; else not a number.

    A company's messages are a domain the head has never seen, and scores are weaker there than on its own:
    calibrated on folds of the same domain it would miss most of the anger.
    """
    domains = np.array([DOMAINS.get(family(example), "") for example in material.examples])
    heat = np.full(len(domains), np.nan)
    for domain in sorted(set(DOMAINS.values())):
        left_out = np.flatnonzero(domains == domain)
        weights, bias = fit_heat(material, np.flatnonzero(domains != domain))
        heat[left_out] = material.rows[left_out] @ weights + bias
    return heat


def fit_cooling(material: Material, heat: NDArray[np.float64]) -> dict[str, float]:
    """What each stance adds to the heat, 0 or less, learnt from our lines and the contrasts.

    `heat` is that of a model that saw none of them: what the words alone say is then left to the stances to mend.
    """
    from sklearn.linear_model import LogisticRegression

    known = [
        place for place, example in enumerate(material.examples) if family(example) in STANCES_LEARNT_FROM
    ]
    ranks = [level.rank for place in known if (level := material.examples[place].level) is not None]
    seen = np.column_stack([heat[known], material.stances[known]])
    model = LogisticRegression(C=STANCE_PENALTY, max_iter=500).fit(seen, np.array(ranks) >= Level.ANGRY.rank)
    slope, *added = model.coef_[0]
    return {name: round(min(float(one / slope), 0.0), 4) for name, one in zip(STANCES, added, strict=True)}


def calibrate(material: Material, heat: NDArray[np.float64]) -> Calibration:
    """The calibration that fits the known levels, weighted by CALIBRATION_SHARE and ANGRY_SHARE."""
    known = [
        place
        for place, example in enumerate(material.examples)
        if example.level is not None and family(example) in CALIBRATION_SHARE
    ]
    names = [family(material.examples[place]) for place in known]
    counts = Counter(names)
    weights = np.array([CALIBRATION_SHARE[name] / counts[name] for name in names])
    ranks = np.array([level.rank for place in known if (level := material.examples[place].level) is not None])
    angry = ranks >= Level.ANGRY.rank
    weights[angry] *= ANGRY_SHARE / weights[angry].sum()
    weights[~angry] *= (1 - ANGRY_SHARE) / weights[~angry].sum()
    return fit_calibration(heat[known], ranks, weights)


def fit_labels(material: Material) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The scores of the labels, in the order of LABELS."""
    labelled = np.array([place for place, example in enumerate(material.examples) if example.label])
    places = np.array([LABELS.index(material.examples[place].label or "") for place in labelled])
    return fit_names(
        material.rows[labelled], places, penalty=LABEL_PENALTY, weights=material.weights()[labelled]
    )
