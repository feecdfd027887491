"""Two things anybody could use instead, measured beside ours: VADER for anger, plain Rasa (DIET) for intents."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
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


Rasa = Callable[..., None]
"""Runs one command of Rasa's, given its words. Raises SourceError where it fails."""

KEPT = "plain.json"
"""Where the baseline's readings are kept, so that the same data is not trained for many minutes again."""
LOG = "rasa.log"
"""Where Rasa's own words go: who waits can see how far it is."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What plain Rasa read: for each file its pairs of true and read intents; `seconds` it trained.

    `measured_with`: a hash of the data, the pipeline and Rasa's version.
    """

    measured_with: str
    pairs: Mapping[str, Sequence[tuple[str, str]]]
    seconds: float

    @classmethod
    def load(cls, path: Path) -> Plain | None:
        """What was kept at `path`; None where nothing readable is."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            pairs = {
                str(name): [(str(one), str(two)) for one, two in rows] for name, rows in kept["pairs"].items()
            }
            return cls(str(kept["measured_with"]), pairs, float(kept["seconds"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def save(self, path: Path) -> None:
        """Keep it at `path`."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def vader() -> Callable[[str], float] | None:
    """How negative a text sounds to VADER, 0..1; None where the package (a tool of the tests) isn't installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    return lambda text: (1 - float(analyzer.polarity_scores(text)["compound"])) / 2


def plain_rasa(
    repository: Path,
    out: Path,
    files: Sequence[Path],
    *,
    report: Callable[[str], None],
    rasa: Rasa | None = None,
) -> Plain:
    """Train Rasa's default pipeline on the same intents and test it on `files`: a quarter of an hour and more.

    What was measured before on the very same data is taken from `out` instead. `report` is told each step.
    Raises SourceError, with Rasa's last words, where it fails.
    """
    fingerprint = _fingerprint(repository, files)
    kept = Plain.load(out / KEPT)
    if kept is not None and kept.measured_with == fingerprint:
        report(f"Plain Rasa was measured on the same data before: its readings are in {out / KEPT}")
        return kept
    run = rasa or partial(_rasa, repository, out / LOG)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.yml").write_text(DIET, encoding="utf-8")
    report(
        f"Training plain Rasa (DIET) on the same intents: a quarter of an hour or more. Its words: {out / LOG}"
    )
    started = time.monotonic()
    run(
        *("train", "nlu", "--config", str(out / "config.yml"), "--nlu", "data/nlu"),
        *("--out", str(out), "--fixed-model-name", "plain"),
    )
    seconds = time.monotonic() - started
    pairs: dict[str, tuple[tuple[str, str], ...]] = {}
    for file in files:
        report(f"Testing plain Rasa on {file.stem}")
        results = out / file.stem
        run(
            *("test", "nlu", "--nlu", str(file), "--model", str(out / "plain.tar.gz")),
            *("--out", str(results), "--no-plot", "--successes"),
        )
        pairs[file.stem] = _pairs(results)
    plain = Plain(fingerprint, pairs, seconds)
    plain.save(out / KEPT)
    return plain


def _fingerprint(repository: Path, files: Sequence[Path]) -> str:
    """A hash of all that the baseline's readings depend on."""
    digest = hashlib.sha256(f"{version('rasa')}\n{DIET}".encode())
    for path in (*sorted((repository / "data/nlu").glob("*.yml")), *files):
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _pairs(results: Path) -> tuple[tuple[str, str], ...]:
    rows = json.loads((results / "intent_successes.json").read_text(encoding="utf-8"))
    found = [(str(row["intent"]), str(row["intent"])) for row in rows]
    errors = json.loads((results / "intent_errors.json").read_text(encoding="utf-8"))
    return (*found, *((str(row["intent"]), str(row["intent_prediction"]["name"])) for row in errors))


def _rasa(repository: Path, log: Path, *words: str) -> None:
    command = [sys.executable, "-m", "amends.run.quietly", "rasa", *words]
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, cwd=repository, stdout=output, stderr=output, check=False)  # noqa: S603
    if done.returncode:
        said = log.read_text(encoding="utf-8", errors="replace").strip()
        raise SourceError(f"Plain Rasa could not {words[0]}: {said[-600:]}")
