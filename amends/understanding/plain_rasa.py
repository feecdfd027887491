"""What anybody could use instead for intents, plain Rasa (DIET), beside our head: both learn the same part of data/nlu.

A part, because DIET takes hours for all of it on two cores, and because the comparison is fair on the same lines.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import yaml

from amends.understanding.choice_head import train_choice
from amends.understanding.reading import NOT_UNDERSTOOD
from amends.understanding.sentence import features_of
from amends.understanding.sources import SourceError, read_intents

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

EVERY = 6
"""Both learn every sixth line of an intent,"""
AT_LEAST = 10
"""but more of an intent that would keep fewer lines than this."""

KEPT = "plain.json"
"""Where the readings are kept, so that the same data is not trained for minutes again."""
LOG = "rasa.log"
"""Where Rasa's own words go: who waits can see how far it is."""

Rasa = Callable[..., None]
"""Runs one command of Rasa's, given its words. Raises SourceError where it fails."""
Pairs = Mapping[str, Sequence[tuple[str, str]]]
"""For each file its pairs of true and read intents."""
Lines = Sequence[tuple[str, str]]
"""Intents with their texts."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What plain Rasa (`diet`) and our head (`ours`) read after learning the same `lines`, and the seconds they took.

    `measured_with`: a hash of the data, the pipeline and Rasa's version.
    """

    measured_with: str
    lines: int
    diet: Pairs
    diet_seconds: float
    ours: Pairs
    our_seconds: float

    @classmethod
    def load(cls, path: Path) -> Compared | None:
        """What was kept at `path`; None where nothing readable is."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{**kept, "diet": _paired(kept["diet"]), "ours": _paired(kept["ours"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def save(self, path: Path) -> None:
        """Keep it at `path`."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def compare(
    repository: Path,
    out: Path,
    files: Sequence[Path],
    *,
    report: Callable[[str], None],
    rasa: Rasa | None = None,
) -> Compared:
    """Let Rasa's default pipeline and our head learn the same part of the intents, and read `files` with both.

    What was measured before on the very same data is taken from `out` instead. `report` is told each step.
    Raises SourceError, with Rasa's last words, where it fails.
    """
    measured_with = _fingerprint(repository, files)
    kept = Compared.load(out / KEPT)
    if kept is not None and kept.measured_with == measured_with:
        report(f"Plain Rasa was measured on the same data before: its readings are in {out / KEPT}")
        return kept
    out.mkdir(parents=True, exist_ok=True)
    lines = part_of(
        [row for path in sorted((repository / "data/nlu").glob("*.yml")) for row in read_intents(path)]
    )
    ours, our_seconds = _ours(lines, files)
    run = rasa or partial(_rasa, repository, out / LOG)
    report(
        f"Training plain Rasa (DIET) on {len(lines)} lines: a quarter of an hour or more. Its words: {out / LOG}"
    )
    diet_seconds = _train(lines, out, run)
    diet = {}
    for file in files:
        report(f"Testing plain Rasa on {file.stem}")
        diet[file.stem] = _test(file, out, run)
    compared = Compared(measured_with, len(lines), diet, diet_seconds, ours, our_seconds)
    compared.save(out / KEPT)
    return compared


def part_of(lines: Lines) -> list[tuple[str, str]]:
    """Every sixth line of each intent, more of those that are scarce; the same part each time."""
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for intent, text in lines:
        by_intent[intent].append(text)
    return [
        (intent, text)
        for intent, texts in by_intent.items()
        for text in texts[:: max(1, min(EVERY, len(texts) // AT_LEAST))]
    ]


def _ours(lines: Lines, files: Sequence[Path]) -> tuple[Pairs, float]:
    started = time.monotonic()
    head = train_choice(features_of([text for _, text in lines]), [intent for intent, _ in lines])
    seconds = time.monotonic() - started
    pairs = {}
    for file in files:
        rows = list(read_intents(file))
        rankings = [head.rank(feature) for feature in features_of([text for _, text in rows])]
        guesses = [ranking[0][0] if ranking else NOT_UNDERSTOOD for ranking in rankings]
        pairs[file.stem] = [(intent, guess) for (intent, _), guess in zip(rows, guesses, strict=True)]
    return pairs, seconds


def _train(lines: Lines, out: Path, run: Rasa) -> float:
    blocks: defaultdict[str, str] = defaultdict(str)
    for intent, text in lines:
        blocks[intent] += f"- {text}\n"
    taught = [{"intent": intent, "examples": examples} for intent, examples in blocks.items()]
    (out / "nlu.yml").write_text(
        yaml.safe_dump({"version": "3.1", "nlu": taught}, allow_unicode=True), encoding="utf-8"
    )
    (out / "config.yml").write_text(DIET, encoding="utf-8")
    started = time.monotonic()
    run(
        *("train", "nlu", "--config", str(out / "config.yml"), "--nlu", str(out / "nlu.yml")),
        *("--out", str(out), "--fixed-model-name", "plain"),
    )
    return time.monotonic() - started


def _test(file: Path, out: Path, run: Rasa) -> Sequence[tuple[str, str]]:
    results = out / file.stem
    run(
        *("test", "nlu", "--nlu", str(file), "--model", str(out / "plain.tar.gz")),
        *("--out", str(results), "--no-plot", "--successes"),
    )
    return _pairs(results)


def _fingerprint(repository: Path, files: Sequence[Path]) -> str:
    """A hash of all that the readings depend on."""
    digest = hashlib.sha256(f"{version('rasa')}\n{DIET}\n{EVERY} {AT_LEAST}".encode())
    for path in (*sorted((repository / "data/nlu").glob("*.yml")), *files):
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _paired(kept: Mapping[str, Sequence[Sequence[str]]]) -> Pairs:
    return {name: [(one, two) for one, two in rows] for name, rows in kept.items()}


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
