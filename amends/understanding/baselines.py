"""Two things anybody could use instead, measured beside ours: VADER for anger, plain Rasa (DIET) for intents."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from amends.understanding.sources import SourceError

DIET = """
recipe: default.v1
language: en
assistant_id: plain
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies: []
"""
"""The pipeline that `rasa init` writes."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What plain Rasa read: for each file its pairs of true and read intents; `seconds` it trained."""

    pairs: dict[str, tuple[tuple[str, str], ...]]
    seconds: float


def vader() -> Callable[[str], float] | None:
    """How negative a text sounds to VADER, 0..1; None where the package (a tool of the tests) isn't installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    return lambda text: (1 - float(analyzer.polarity_scores(text)["compound"])) / 2


def plain_rasa(repository: Path, out: Path, files: Sequence[Path]) -> Plain:
    """Train Rasa's default pipeline on the same intents and test it on `files`. Takes minutes.

    Raises SourceError, with Rasa's last words, where it fails.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.yml").write_text(DIET, encoding="utf-8")
    started = time.monotonic()
    _rasa(
        repository,
        *("train", "nlu", "--config", str(out / "config.yml"), "--nlu", "data/nlu"),
        *("--out", str(out), "--fixed-model-name", "plain"),
    )
    seconds = time.monotonic() - started
    pairs: dict[str, tuple[tuple[str, str], ...]] = {}
    for file in files:
        results = out / file.stem
        _rasa(
            repository,
            *("test", "nlu", "--nlu", str(file), "--model", str(out / "plain.tar.gz")),
            *("--out", str(results), "--no-plot", "--successes"),
        )
        pairs[file.stem] = _pairs(results)
    return Plain(pairs, seconds)


def _pairs(results: Path) -> tuple[tuple[str, str], ...]:
    rows = json.loads((results / "intent_successes.json").read_text(encoding="utf-8"))
    found = [(str(row["intent"]), str(row["intent"])) for row in rows]
    errors = json.loads((results / "intent_errors.json").read_text(encoding="utf-8"))
    return (*found, *((str(row["intent"]), str(row["intent_prediction"]["name"])) for row in errors))


def _rasa(repository: Path, *words: str) -> None:
    command = [sys.executable, "-m", "amends.run.quietly", "rasa", *words]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SourceError(f"plain Rasa could not {words[0]}: {done.stderr.strip()[-600:]}")
