"""What anybody could use instead for intents, plain Rasa (DIET), beside our head: both learn the same part of data/nlu.

A part, because DIET takes hours for all of it on two cores, and because the comparison is fair on the same lines.
"""

from __future__ import annotations

import hashlib
import json
import resource
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

EVERY = 12
"""Both learn every twelfth line of an intent,"""
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
class IntentReadings:
    """What one of the two read: for each file its pairs of true and read intents.

    `seconds` of one processor it learnt: that is the same however much else the machine has to do.
    """

    pairs: Pairs
    seconds: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What plain Rasa (`diet`) and our head (`ours`) read after learning the same number of `lines`."""

    lines: int
    diet: IntentReadings
    ours: IntentReadings


def compare(
    repository: Path,
    out: Path,
    files: Sequence[Path],
    *,
    report: Callable[[str], None],
    rasa: Rasa | None = None,
) -> Compared:
    """Let Rasa's default pipeline and our head learn the same part of the intents, and read `files` with both.

    What Rasa read after the very same data is taken from `out` instead. `report` is told each step.
    Raises SourceError, with Rasa's last words, where it fails.
    """
    taught = sorted((repository / "data/nlu").glob("*.yml"))
    lines = part_of([row for path in taught for row in read_intents(path)])
    ours = _ours(lines, files)
    out.mkdir(parents=True, exist_ok=True)
    measured_with = _fingerprint([*taught, *files])
    diet = _kept(out / KEPT, measured_with)
    if diet is not None:
        report(f"Plain Rasa learnt the same data before: what it read is in {out / KEPT}")
    else:
        report(f"Plain Rasa (DIET) learns {len(lines)} lines: a quarter of an hour. Its words: {out / LOG}")
        diet = _diet(lines, out, files, rasa or partial(_rasa, repository, out / LOG), report)
        kept = {"measured_with": measured_with, **asdict(diet)}
        (out / KEPT).write_text(json.dumps(kept), encoding="utf-8")
    return Compared(len(lines), diet, ours)


def part_of(lines: Lines) -> list[tuple[str, str]]:
    """Every twelfth line of each intent, more of those that are scarce; the same part each time."""
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for intent, text in lines:
        by_intent[intent].append(text)
    return [
        (intent, text)
        for intent, texts in by_intent.items()
        for text in texts[:: max(1, min(EVERY, len(texts) // AT_LEAST))]
    ]


def _ours(lines: Lines, files: Sequence[Path]) -> IntentReadings:
    started = time.process_time()
    head = train_choice(features_of([text for _, text in lines]), [intent for intent, _ in lines])
    seconds = time.process_time() - started
    pairs = {}
    for file in files:
        rows = list(read_intents(file))
        rankings = [head.rank(feature) for feature in features_of([text for _, text in rows])]
        guesses = [ranking[0][0] if ranking else NOT_UNDERSTOOD for ranking in rankings]
        pairs[file.stem] = [(intent, guess) for (intent, _), guess in zip(rows, guesses, strict=True)]
    return IntentReadings(pairs, seconds)


def _diet(
    lines: Lines, out: Path, files: Sequence[Path], run: Rasa, report: Callable[[str], None]
) -> IntentReadings:
    (out / "config.yml").write_text(DIET, encoding="utf-8")
    taught = _write(lines, out / "taught.yml")
    started = _processor_seconds()
    run(
        *("train", "nlu", "--config", str(out / "config.yml"), "--nlu", str(taught)),
        *("--out", str(out), "--fixed-model-name", "plain"),
    )
    seconds = _processor_seconds() - started
    report("Plain Rasa reads what is held back")
    rows = {file.stem: list(read_intents(file)) for file in files}
    asked = _write([row for some in rows.values() for row in some], out / "asked.yml")
    run(
        *("test", "nlu", "--nlu", str(asked), "--model", str(out / "plain.tar.gz")),
        *("--out", str(out / "read"), "--no-plot", "--successes"),
    )
    read = _read(out / "read")
    pairs = {
        name: [(intent, read.get(text, NOT_UNDERSTOOD)) for intent, text in some]
        for name, some in rows.items()
    }
    return IntentReadings(pairs, seconds)


def _write(lines: Lines, path: Path) -> Path:
    """Write Rasa training data."""
    blocks: defaultdict[str, str] = defaultdict(str)
    for intent, text in lines:
        blocks[intent] += f"- {text}\n"
    nlu = [{"intent": intent, "examples": examples} for intent, examples in blocks.items()]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")
    return path


def _read(results: Path) -> dict[str, str]:
    """The intent that each text was read as, from what `rasa test` writes."""
    rows = json.loads((results / "intent_successes.json").read_text(encoding="utf-8"))
    read = {str(row["text"]): str(row["intent"]) for row in rows}
    errors = json.loads((results / "intent_errors.json").read_text(encoding="utf-8"))
    return read | {str(row["text"]): str(row["intent_prediction"]["name"]) for row in errors}


def _processor_seconds() -> float:
    """What the processes that were run and have ended used of a processor so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fingerprint(files: Sequence[Path]) -> str:
    """A hash of all that Rasa's readings depend on."""
    digest = hashlib.sha256(f"{version('rasa')}\n{DIET}\n{EVERY} {AT_LEAST}".encode())
    for path in files:
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _kept(path: Path, measured_with: str) -> IntentReadings | None:
    """What was kept at `path` of the very same data; None where nothing readable is."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["measured_with"] != measured_with:
            return None
        pairs = {
            str(name): [(str(one), str(two)) for one, two in rows] for name, rows in kept["pairs"].items()
        }
        return IntentReadings(pairs, float(kept["seconds"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _rasa(repository: Path, log: Path, *words: str) -> None:
    command = [sys.executable, "-m", "amends.run.quietly", "rasa", *words]
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, cwd=repository, stdout=output, stderr=output, check=False)  # noqa: S603
    if done.returncode:
        said = log.read_text(encoding="utf-8", errors="replace").strip()
        raise SourceError(f"Plain Rasa could not {words[0]}: {said[-600:]}")
